package io.trystero.webrtc;

import io.trystero.rtc.DataChannel;
import io.trystero.rtc.PeerConnectionListener;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One peer's queue of messages to send: filled by any thread, emptied in turns by the worker. */
final class Outbox implements DataChannel {

    /** How a turn ended. */
    enum Turn {
        /** Nothing is left to send. */
        EMPTY,
        /** There is more. */
        MORE,
        /** There is more, but the channel must drain first. */
        FULL
    }

    /** A turn's bytes. */
    private static final int TURN_BYTES = 64 * 1024;
    /** A turn's messages: each costs a thread hop, whatever its size. */
    private static final int TURN_MESSAGES = 64;

    private final Queue<byte[]> messages = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final NativeWorker worker;
    private final NativeChannel channel;
    private final PeerConnectionListener listener;
    private final int maxMessageBytes;
    private final ChannelCredit credit;
    private final Consumer<Throwable> onFailure;
    private volatile boolean closed;
    /** The worker's: what is to be done when all has been sent. */
    private @Nullable Runnable whenEmpty;

    /**
     * @param maxMessageBytes the most that both sides take in one message
     * @param onFailure ends the connection
     */
    Outbox(
            NativeWorker worker,
            NativeChannel channel,
            PeerConnectionListener listener,
            int maxMessageBytes,
            Consumer<Throwable> onFailure) {
        this.worker = worker;
        this.channel = channel;
        this.listener = listener;
        this.maxMessageBytes = maxMessageBytes;
        this.onFailure = onFailure;
        this.credit = new ChannelCredit(channel::bufferedAmount);
    }

    @Override
    public void send(byte[] message) {
        if (closed) {
            return;
        }
        messages.add(message);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            worker.send(this);
        }
    }

    /** Sends what one turn allows. Worker only. */
    Turn turn() {
        long sent = 0;
        int left = TURN_MESSAGES;
        Turn end = Turn.EMPTY;
        byte[] message = messages.peek();
        while (message != null && !closed) {
            if (sent >= TURN_BYTES || left-- == 0 || worker.hasTask() || (sent > 0 && worker.hasFrame())) {
                end = Turn.MORE;
                break;
            }
            if (!credit.allows()) {
                end = Turn.FULL;
                break;
            }
            messages.remove();
            hand(message);
            sent += message.length;
            message = messages.peek();
        }
        if (sent > 0) {
            listener.onSent(sent);
        }
        return end == Turn.EMPTY ? rest() : end;
    }

    /** Gives up the place among the outboxes with something to send, unless something came meanwhile. */
    private Turn rest() {
        scheduled.set(false);
        if (!messages.isEmpty() && !closed && scheduled.compareAndSet(false, true)) {
            return Turn.MORE;
        }
        endIfEmpty();
        return Turn.EMPTY;
    }

    /** Sends what is queued, takes no more, and then does something. Worker only. */
    void finish(Runnable then) {
        if (whenEmpty == null) {
            whenEmpty = then;
            endIfEmpty();
        }
    }

    private void endIfEmpty() {
        Runnable end = whenEmpty;
        if (end != null && !closed && messages.isEmpty()) {
            closed = true;
            end.run();
        }
    }

    private void hand(byte[] message) {
        if (message.length > maxMessageBytes) {
            listener.onError(new IllegalArgumentException("a message of " + message.length
                    + " bytes was not sent: the connection takes " + maxMessageBytes + " at most"));
            return;
        }
        try {
            channel.send(message);
            credit.used(message.length);
        } catch (Throwable e) {
            onFailure.accept(e); // nothing may be missing among what arrives
        }
    }

    /** Tells in how many nanoseconds a full channel is worth another look. Worker only. */
    long nanosToNextLook(long now) {
        return closed ? 0 : credit.nanosToNextLook(now);
    }

    /** Drops what is queued, reporting it as needed no more. Worker only. */
    void close() {
        closed = true;
        long dropped = 0;
        for (byte[] message = messages.poll(); message != null; message = messages.poll()) {
            dropped += message.length;
        }
        if (dropped > 0) {
            listener.onSent(dropped);
        }
    }
}
