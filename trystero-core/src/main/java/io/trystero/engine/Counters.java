package io.trystero.engine;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was dropped or refused, for status and metrics. Thread-safe. */
public final class Counters {

    /** What is counted. */
    public enum Kind {
        /** Relay messages that are not what the protocol allows. */
        MALFORMED_SIGNAL,
        /** Offers, answers and candidates that do not decrypt or that the connection refused. */
        REFUSED_SIGNAL,
        /** Channel messages, frames and payloads that are not what the protocol allows. */
        MALFORMED_FRAME,
        /** Frames of peers that have not passed the handshake, or for rooms that we are not in. */
        UNEXPECTED_FRAME,
        /** Messages and other things dropped because a bound was reached. */
        OVER_BOUND,
        /** Connections closed because their data came faster than it could be taken. */
        INBOUND_OVERFLOW,
        /** Publications that a relay did not take. */
        UNPUBLISHED
    }

    private final Map<Kind, LongAdder> counts = new EnumMap<>(Kind.class);

    Counters() {
        for (Kind kind : Kind.values()) {
            counts.put(kind, new LongAdder());
        }
    }

    /** Counts one more. */
    public void count(Kind kind) {
        of(kind).increment();
    }

    /** Returns how often that happened since the instance was built. */
    public long get(Kind kind) {
        return of(kind).sum();
    }

    /** Returns all counts by their names. */
    public Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((kind, count) -> all.put(kind.name(), count.sum()));
        return all;
    }

    private LongAdder of(Kind kind) {
        return Objects.requireNonNull(counts.get(kind));
    }
}
