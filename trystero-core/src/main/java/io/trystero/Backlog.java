package io.trystero;

import io.trystero.engine.Hold;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What waits for the first subscriber ever of a stream. On the room's worker alone. */
final class Backlog<T> {

    private final Hub.Bounds bounds;
    private @Nullable Queue<Waiting<T>> queue = new ArrayDeque<>();
    private long queuedBytes;
    private long missed;

    private record Waiting<T>(T element, long bytes, Hold hold) {}

    Backlog(Hub.Bounds bounds) {
        this.bounds = bounds;
    }

    /**
     * Takes an element, as long as nobody has ever subscribed. What passes the bounds is counted and forgotten; what is kept is
     * retained. An element that alone passes the bound in bytes may wait alone.
     *
     * @return whether nobody else is to get it
     */
    boolean take(T element, long bytes, Hold hold) {
        Queue<Waiting<T>> waiting = queue;
        if (waiting == null) {
            return false;
        }
        if (waiting.size() < bounds.elements() && (queuedBytes == 0 || queuedBytes + bytes <= bounds.bytes())) {
            hold.retain();
            waiting.add(new Waiting<>(element, bytes, hold));
            queuedBytes += bytes;
        } else {
            missed++;
        }
        return true;
    }

    /** Gives all to a subscriber, if it is the first; it is told how many did not find room. */
    void giveTo(HubSubscription<T> subscription) {
        Queue<Waiting<T>> waiting = queue;
        if (waiting != null) {
            queue = null;
            for (Waiting<T> next : waiting) {
                subscription.next(next.element(), next.bytes(), next.hold());
                next.hold().release();
            }
            subscription.missed(missed);
        }
    }

    /** No more comes: who subscribes late gets what waits, or nobody does and it goes with the room; it counts no more. */
    void close() {
        Queue<Waiting<T>> waiting = queue;
        if (waiting != null) {
            Queue<Waiting<T>> free = new ArrayDeque<>(waiting.size());
            queue = free;
            for (Waiting<T> next : waiting) {
                next.hold().release();
                free.add(new Waiting<>(next.element(), next.bytes(), Hold.NONE));
            }
        }
    }
}
