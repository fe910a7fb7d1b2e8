package io.trystero.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What is announced over one connection, one after another. A JavaScript peer takes the tracks that come for what it was told of
 * last (protocol, section 7): the next announcement waits until the tracks of the one before have been described and that was
 * answered. On the loop.
 */
final class MediaTurns {

    private final Queue<Turn> waiting = new ArrayDeque<>();
    private @Nullable Turn current;
    private boolean running;

    /** One announcement and what comes with it. */
    interface Turn {

        /** Its turn has come; {@code done} is to be run when the next may have its own. */
        void begin(Runnable done);

        /** Its turn will not come, or not come to its end. */
        void abandon(SendFailure why);

        /** Tells whether a room made it. */
        boolean isOf(RoomPeer room);
    }

    /** Takes a turn, at once if none is under way. */
    void add(Turn turn) {
        waiting.add(turn);
        next();
    }

    /** A room has no turns any more; what it has begun goes on to its end, which it does not hear of. */
    void abandon(RoomPeer room, SendFailure why) {
        List<Turn> theirs = all().stream().filter(turn -> turn.isOf(room)).toList();
        waiting.removeAll(theirs);
        theirs.forEach(turn -> turn.abandon(why));
    }

    /** The connection is gone. */
    void end() {
        List<Turn> left = all();
        waiting.clear();
        left.forEach(turn -> turn.abandon(SendFailure.PEER_LEFT));
    }

    private List<Turn> all() {
        List<Turn> all = new ArrayList<>(waiting);
        if (current != null) {
            all.add(0, current);
        }
        return all;
    }

    private void next() {
        if (running) {
            return;
        }
        running = true;
        try {
            while (current == null && !waiting.isEmpty()) {
                Turn turn = waiting.remove();
                current = turn;
                turn.begin(() -> {
                    current = null;
                    next();
                });
            }
        } finally {
            running = false;
        }
    }
}
