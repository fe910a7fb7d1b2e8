package io.trystero.engine;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * What waits to be sent to one peer. Control frames go first; everything else takes turns, a frame each, as long as the
 * channel has less than {@link Bounds#SEND_WINDOW_BYTES} that it has not reported as sent.
 */
final class Outbox {

    private final EventLoop loop;
    private final Connection connection;
    private final ArrayDeque<Outgoing> turns = new ArrayDeque<>();
    private final Set<Outgoing> aside = new LinkedHashSet<>();
    private long unsent;
    private long sent;
    private int ordered;
    private @Nullable Disposable stallTimer;
    private @Nullable Runnable whenEmpty;

    Outbox(EventLoop loop, Connection connection) {
        this.loop = loop;
        this.connection = connection;
    }

    /** Sends a control frame ahead of queued data, but never ahead of a goodbye that is still queued. */
    void control(byte[] message) {
        if (ordered > 0) {
            turns.add(new Outgoing.Ordered(message));
            ordered++;
        } else {
            hand(message);
        }
    }

    /** Tells whether the channel has far more to send than its window: what merely echoes should not add to it. */
    boolean isCongested() {
        return unsent > 2 * Bounds.SEND_WINDOW_BYTES;
    }

    /** Tells whether the peer takes nothing while it makes us send: it gets no more of it. */
    boolean isClogged() {
        return unsent > Bounds.CLOGGED_BYTES || ordered > Bounds.QUEUED_SENDS;
    }

    /** Queues a goodbye or an absence behind everything queued so far. */
    void ordered(byte[] message) {
        turns.add(new Outgoing.Ordered(message));
        ordered++;
        pump();
    }

    /** Queues a send, or fails it if too many wait. */
    void enqueue(Outgoing outgoing) {
        if (turns.size() + aside.size() >= Bounds.QUEUED_SENDS) {
            outgoing.failed(SendFailure.QUEUE_FULL);
            return;
        }
        turns.add(outgoing);
        pump();
    }

    /** Gives a send its turns again that had no message ready. */
    void resume(Outgoing outgoing) {
        if (aside.remove(outgoing)) {
            turns.add(outgoing);
            pump();
        }
    }

    void onSent(long bytes) {
        unsent -= bytes;
        sent += bytes;
        pump();
    }

    /** Fails what waits for that attachment. */
    void drop(RoomPeer attachment, SendFailure reason) {
        fail(turns, waiting -> waiting.attachment() == attachment, reason);
        fail(aside, waiting -> waiting.attachment() == attachment, reason);
        checkEmpty();
    }

    /** Stops what waits and matches, without telling it. */
    void remove(Predicate<Outgoing> cancelled) {
        turns.removeIf(cancelled);
        aside.removeIf(cancelled);
        checkEmpty();
    }

    /** Tells whether everything queued has left this process. */
    boolean isEmpty() {
        return turns.isEmpty() && aside.isEmpty() && unsent <= 0;
    }

    /** Runs an action once everything queued has left this process. */
    void whenEmpty(Runnable action) {
        whenEmpty = action;
        checkEmpty();
    }

    void close() {
        if (stallTimer != null) {
            stallTimer.dispose();
        }
        fail(turns, waiting -> true, SendFailure.PEER_LEFT);
        fail(aside, waiting -> true, SendFailure.PEER_LEFT);
        whenEmpty = null;
    }

    private void pump() {
        while (unsent < Bounds.SEND_WINDOW_BYTES) {
            Outgoing turn = turns.poll();
            if (turn == null) {
                break;
            }
            if (!turn.isReady()) {
                aside.add(turn);
                continue;
            }
            hand(turn.next());
            if (!turn.isDone()) {
                turns.add(turn);
            } else if (turn instanceof Outgoing.Ordered) {
                ordered--;
            }
        }
        watchForStall();
        checkEmpty();
    }

    private void hand(byte[] message) {
        unsent += message.length;
        connection.send(message);
    }

    private void watchForStall() {
        if (stallTimer == null && !turns.isEmpty()) {
            long before = sent;
            stallTimer = loop.schedule(() -> checkStall(before), Timing.STALLED);
        }
    }

    private void checkStall(long before) {
        stallTimer = null;
        if (sent == before) {
            fail(turns, waiting -> !(waiting instanceof Outgoing.Ordered), SendFailure.STALLED);
        }
        watchForStall();
    }

    private static void fail(Collection<Outgoing> queue, Predicate<Outgoing> which, SendFailure reason) {
        ArrayDeque<Outgoing> failed = new ArrayDeque<>();
        for (Iterator<Outgoing> all = queue.iterator(); all.hasNext(); ) {
            Outgoing waiting = all.next();
            if (which.test(waiting)) {
                all.remove();
                failed.add(waiting);
            }
        }
        failed.forEach(waiting -> waiting.failed(reason));
    }

    private void checkEmpty() {
        Runnable action = whenEmpty;
        if (action != null && isEmpty()) {
            whenEmpty = null;
            action.run();
        }
    }
}
