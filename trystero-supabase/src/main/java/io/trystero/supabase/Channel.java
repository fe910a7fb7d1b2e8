package io.trystero.supabase;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Queue;
import reactor.core.publisher.MonoSink;

/** One channel: how far we are in it, and what waits to be said there. Not thread-safe. */
final class Channel {

    /** Broadcasts that may wait until we are in; a further one fails. */
    static final int MAX_WAITING = 128;

    /** How long to wait before it is tried again, by the number of tries; the last for all further ones. */
    private static final long[] RETRY_MILLIS = {1_000, 2_000, 5_000, 10_000, 30_000, 60_000};

    /** How far we are. */
    enum State {
        OUTSIDE,
        JOINING,
        JOINED,
        REFUSED
    }

    /** Something to say. */
    record Saying(String event, JsonNode payload, MonoSink<Void> sink) {}

    final String topic;
    State state = State.OUTSIDE;
    String joinRef = "";
    /** Whether we are to stay in it; else we leave when we have nothing to say for a while. */
    boolean staying;

    long usedMillis;
    /** When it is to be joined again, or, while it is being joined, when that has taken too long. */
    long dueMillis;

    private final Queue<Saying> waiting = new ArrayDeque<>();
    private int tries;

    Channel(String topic) {
        this.topic = topic;
    }

    /** Keeps something until we are in; false if there is too much. */
    boolean keep(Saying saying) {
        return waiting.size() < MAX_WAITING && waiting.add(saying);
    }

    Queue<Saying> takeWaiting() {
        Queue<Saying> taken = new ArrayDeque<>(waiting);
        waiting.clear();
        return taken;
    }

    void joined() {
        state = State.JOINED;
        tries = 0;
    }

    /** We are out, and try again after a while, which is returned. */
    long out(State next, long nowMillis) {
        long delay = RETRY_MILLIS[Math.min(tries++, RETRY_MILLIS.length - 1)];
        state = next;
        joinRef = "";
        dueMillis = nowMillis + delay;
        return delay;
    }
}
