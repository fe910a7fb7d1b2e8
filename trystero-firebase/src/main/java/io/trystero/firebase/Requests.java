package io.trystero.firebase;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was asked on the present connection and is not answered yet. Not thread-safe. */
final class Requests {

    /** As many may wait for their answer; a further one fails. */
    static final int MAX_WAITING = 4_096;

    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
    private long last;

    /** Hears the answer, or that there is none to come. */
    interface Answer {

        void onReply(ServerMessage.Reply reply);

        void onLost(String reason);
    }

    private record Waiting(Answer answer, long sinceMillis) {}

    /** Tells whether there is no room for another one. */
    boolean isFull() {
        return waiting.size() >= MAX_WAITING;
    }

    /** Takes note of one that is about to be sent, and returns its number. */
    long add(Answer answer, long nowMillis) {
        waiting.put(++last, new Waiting(answer, nowMillis));
        return last;
    }

    /** Hands on an answer and tells whether anybody waited for it. */
    boolean answered(ServerMessage.Reply reply) {
        Waiting asked = waiting.remove(reply.request());
        if (asked == null) {
            return false;
        }
        asked.answer().onReply(reply);
        return true;
    }

    /** One could not be sent. */
    void unsent(long number, String reason) {
        Waiting asked = waiting.remove(number);
        if (asked != null) {
            asked.answer().onLost(reason);
        }
    }

    /** Returns when the one was sent that has waited for the longest, null if none waits. */
    @Nullable
    Long oldestMillis() {
        Iterator<Waiting> all = waiting.values().iterator();
        return all.hasNext() ? all.next().sinceMillis() : null;
    }

    /** The connection is lost. */
    void lost(String reason) {
        Map<Long, Waiting> unanswered = new LinkedHashMap<>(waiting);
        waiting.clear();
        unanswered.values().forEach(asked -> asked.answer().onLost(reason));
    }
}
