package io.trystero.test;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** The counts of a relay: written by the loop alone, read by anyone. */
final class RelayTally {

    enum Count {
        PUBLISHED,
        DELIVERED,
        LOST,
        DUPLICATED,
        REORDERED,
        REFUSED,
        OVERFLOWED,
        CLIENTS,
        SUBSCRIPTIONS
    }

    private final Map<Count, AtomicLong> counts = new EnumMap<>(Count.class);

    RelayTally() {
        for (Count count : Count.values()) {
            counts.put(count, new AtomicLong());
        }
    }

    void add(Count count, long more) {
        AtomicLong counter = counter(count);
        counter.setRelease(counter.getPlain() + more);
    }

    long get(Count count) {
        return counter(count).getAcquire();
    }

    private AtomicLong counter(Count count) {
        return Objects.requireNonNull(counts.get(count));
    }

    RelayCounts snapshot() {
        return new RelayCounts(
                get(Count.PUBLISHED),
                get(Count.DELIVERED),
                get(Count.LOST),
                get(Count.DUPLICATED),
                get(Count.REORDERED),
                get(Count.REFUSED),
                get(Count.OVERFLOWED),
                (int) get(Count.CLIENTS),
                (int) get(Count.SUBSCRIPTIONS));
    }
}
