package io.trystero.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * What waits to be sent to one socket: filled from any thread up to a number of bytes, emptied by the socket's event loop while
 * the socket takes it. What several publishers hand in within one turn of the loop goes out with one flush.
 */
final class Outbox {

    /** What a waiting message costs beside its bytes, which it shares with others. */
    private static final int COST_OF_A_MESSAGE = 64;

    private final Channel channel;
    private final int maxBytes;
    private final Queue<ByteBuf> waiting =
            Queues.<ByteBuf>unboundedMultiproducer().get();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile boolean closed;

    Outbox(Channel channel, int maxBytes) {
        this.channel = channel;
        this.maxBytes = maxBytes;
    }

    /**
     * Hands in a frame, which stays the caller's to release.
     *
     * @return false if that is more than may wait; the frame is not sent then
     */
    boolean offer(ByteBuf frame) {
        if (closed) {
            return true;
        }
        int cost = frame.readableBytes() + COST_OF_A_MESSAGE;
        if (bytes.addAndGet(cost) > maxBytes) {
            bytes.addAndGet(-cost);
            return false;
        }
        waiting.offer(frame.retainedDuplicate());
        wake();
        return true;
    }

    /** Sends on, if there is something to send and the socket takes it. */
    void wake() {
        if (wakes.getAndIncrement() == 0) {
            try {
                channel.eventLoop().execute(this::drain);
            } catch (RejectedExecutionException ended) {
                closed = true;
                drain();
            }
        }
    }

    /** Drops what waits, and all that comes. */
    void close() {
        closed = true;
        wake();
    }

    private void drain() {
        int seen = wakes.get();
        do {
            boolean written = false;
            @Nullable ByteBuf frame;
            while ((closed || channel.isWritable()) && (frame = waiting.poll()) != null) {
                bytes.addAndGet(-(frame.readableBytes() + COST_OF_A_MESSAGE));
                if (closed) {
                    frame.release();
                } else {
                    // A write fails with the connection alone, which is noticed elsewhere.
                    var unused = channel.write(frame, channel.voidPromise());
                    written = true;
                }
            }
            if (written) {
                channel.flush();
            }
            seen = wakes.addAndGet(-seen);
        } while (seen != 0);
    }
}
