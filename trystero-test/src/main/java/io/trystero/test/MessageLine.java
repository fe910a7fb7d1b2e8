package io.trystero.test;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What travels from one side of an association to the other: queued, then on its way, in order and at the bandwidth's pace.
 * A silent path holds everything up, as retransmission does, until it works again.
 */
final class MessageLine {

    /** How far ahead of the bandwidth messages may be handed over, which saves an event for each small one. */
    private static final long BURST_NANOS = 1_000_000;

    private static final long MAX_QUEUED = 16L << 20;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final Object OPEN = "open";
    private static final Object CLOSE = "close";

    private final SimulatedConnection from;
    private final SimulatedConnection to;
    private final WebRtcQuality quality;
    private final Loop loop;
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private final ArrayDeque<Object> travelling = new ArrayDeque<>();
    private final Runnable arrival = this::arrive;
    private long queuedBytes;
    private long sentBytes;
    private long credit;
    private long busyUntil;
    private long lastArrival;
    private int heldUp;
    private boolean departing;
    private boolean paused;
    private boolean abandoned;
    private @Nullable Runnable whenEmpty;

    MessageLine(SimulatedConnection from, SimulatedConnection to, WebRtcQuality quality, Loop loop) {
        this.from = from;
        this.to = to;
        this.quality = quality;
        this.loop = loop;
        credit = quality.capabilities().receiveCredit() ? 0 : Long.MAX_VALUE;
    }

    long queuedBytes() {
        return queuedBytes;
    }

    long sentBytes() {
        return sentBytes;
    }

    void send(byte[] message) {
        if (message.length > quality.capabilities().maxMessageBytes()) {
            from.refuse(message.length, quality.capabilities().maxMessageBytes());
        } else if (queuedBytes + message.length > MAX_QUEUED) {
            from.fail(new IllegalStateException("more than " + MAX_QUEUED + " bytes are queued: the channel closes"));
        } else {
            queue.add(message);
            queuedBytes += message.length;
            depart();
        }
    }

    void grant(long bytes) {
        credit = credit > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : credit + bytes;
        depart();
    }

    /** Tells the other side that the channel is open (RFC 8832), ahead of all messages. */
    void open() {
        travel(OPEN, 0);
    }

    /** Does something once nothing is queued: at once, or when the last message has departed. */
    void whenEmpty(Runnable action) {
        if (queue.isEmpty()) {
            action.run();
        } else {
            whenEmpty = action;
        }
    }

    /** What is queued is lost; what is on its way arrives, and after it that the channel is closed. */
    void close() {
        drop();
        travel(CLOSE, 0);
    }

    /** The sender is gone without a word; what is on its way arrives if there is a path. */
    void abandon() {
        drop();
        abandoned = true;
        if (paused) {
            travelling.clear();
        }
    }

    /** Tells whether nothing is sent any more, not even that the channel is closed. */
    boolean isAbandoned() {
        return abandoned;
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        for (; heldUp > 0; heldUp--) {
            loop.after(latency(), arrival);
        }
        depart();
    }

    private void depart() {
        while (!departing && !paused && !queue.isEmpty() && credit >= queue.element().length) {
            long now = loop.now();
            if (busyUntil > now + BURST_NANOS) {
                departing = true;
                loop.after(busyUntil - now, () -> {
                    departing = false;
                    depart();
                });
                return;
            }
            byte[] message = queue.remove();
            queuedBytes -= message.length;
            sentBytes += message.length;
            if (credit != Long.MAX_VALUE) {
                credit -= message.length;
            }
            busyUntil = Math.max(busyUntil, now) + message.length * NANOS_PER_SECOND / quality.bytesPerSecond();
            travel(message, busyUntil - now);
            from.sent(message.length);
        }
        Runnable action = whenEmpty;
        if (action != null && queue.isEmpty()) {
            whenEmpty = null;
            action.run();
        }
    }

    private void travel(Object what, long transmission) {
        if (!abandoned) {
            long now = loop.now();
            lastArrival = Math.max(lastArrival, now + transmission + latency());
            travelling.add(what);
            loop.after(lastArrival - now, arrival);
        }
    }

    private void arrive() {
        if (paused) {
            heldUp++;
            return;
        }
        Object what = travelling.poll();
        if (what == OPEN) {
            to.opened();
        } else if (what == CLOSE) {
            to.finish();
        } else if (what != null) {
            to.receive((byte[]) what);
        }
    }

    private void drop() {
        queue.clear();
        queuedBytes = 0;
    }

    private long latency() {
        return quality.latency().draw(loop.random);
    }
}
