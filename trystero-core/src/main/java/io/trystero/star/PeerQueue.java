package io.trystero.star;

import io.trystero.MessageTooLargeException;
import io.trystero.PeerId;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * What of an action waits to be passed on to one peer: sent one by one, so that it keeps its order and so that who is slow holds
 * up nobody else. On the room's worker, but for {@link #cancel}.
 */
final class PeerQueue {

    static final int MOST_MESSAGES = 65_536;

    /** A message that is larger may wait alone. */
    static final long MOST_BYTES = 64L << 20;

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.star");

    private final PeerId peer;
    private final Function<Passing, Mono<Void>> send;
    private final Loss loss;
    private final Queue<Passing> waiting = new ArrayDeque<>();
    private final Disposable.Swap sending = Disposables.swap();
    private long bytes;
    private boolean busy;
    private boolean beginning;
    private boolean losing;

    /** Told of each message that the peer does not get. */
    interface Loss {

        void onLost(Passing message, PeerId peer, Throwable error);
    }

    PeerQueue(PeerId peer, Function<Passing, Mono<Void>> send, Loss loss) {
        this.peer = peer;
        this.send = send;
        this.loss = loss;
    }

    /** Sends a message after those that wait, or drops it if there is no room for it behind them. */
    void offer(Passing message) {
        boolean full = waiting.size() >= MOST_MESSAGES || bytes + message.bytes() > MOST_BYTES || !message.hasRoom();
        if (full && !waiting.isEmpty()) {
            lose(message, new PeerOverflowException(peer, waiting.size(), bytes));
            return;
        }
        message.retain();
        bytes += message.bytes();
        waiting.add(message);
        begin();
    }

    /** Sends the first, and the next if that is over at once. */
    private void begin() {
        if (beginning) {
            return;
        }
        beginning = true;
        Passing first = waiting.peek();
        while (first != null && !busy) {
            busy = true;
            sending.update(send.apply(first).subscribe(ignored -> {}, this::onEnd, () -> onEnd(null)));
            first = waiting.peek();
        }
        beginning = false;
    }

    private void onEnd(@Nullable Throwable error) {
        busy = false;
        Passing sent = removeFirst();
        if (error == null) {
            losing = losing && sent != null && !waiting.isEmpty();
        } else if (sent != null) {
            lose(sent, error);
            if (!(error instanceof MessageTooLargeException)) {
                // the peer takes nothing, or has gone: nor would it take those
                for (Passing next = removeFirst(); next != null; next = removeFirst()) {
                    lose(next, error);
                }
            }
        }
        begin();
    }

    private @Nullable Passing removeFirst() {
        Passing first = waiting.poll();
        if (first != null) {
            bytes -= first.bytes();
            first.release();
        }
        return first;
    }

    private void lose(Passing message, Throwable error) {
        if (!losing) {
            losing = true;
            LOG.warn(
                    "a message is not passed on to {}, and others may follow until all that wait for it are: {}",
                    peer,
                    error.getMessage());
        }
        loss.onLost(message, peer, error);
    }

    /** Forgets what waits: the peer has gone. */
    void close() {
        cancel();
        while (removeFirst() != null) {
            // lets go of it
        }
    }

    /** Sends nothing any more. From any thread. */
    void cancel() {
        sending.dispose();
    }
}
