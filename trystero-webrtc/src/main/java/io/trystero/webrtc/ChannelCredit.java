package io.trystero.webrtc;

import java.util.function.LongSupplier;

/**
 * How much more a native channel may be handed. The library neither reports a full buffer nor tells when it has drained,
 * and past 16 MiB it closes the channel; to ask costs as much as to send. So bytes are counted, and the buffer is looked at
 * now and then. Used by the worker alone.
 */
final class ChannelCredit {

    /** Above this many bytes in the native buffer, nothing more is handed over. */
    static final long HIGH = 1 << 20;
    /** A channel that was full takes more from here on: room for a look's worth of bytes. */
    static final long LOW = HIGH - (1 << 18);
    /** The bytes handed over between two looks. */
    private static final long LOOK_EVERY = 1 << 18;

    private static final long SHORTEST_WAIT_NANOS = 200_000;
    private static final long LONGEST_WAIT_NANOS = 1_000_000;

    private final LongSupplier bufferedAmount;
    private long sinceLook;
    private boolean full;
    private long waitNanos = SHORTEST_WAIT_NANOS;
    private long nextLook;

    /** @param bufferedAmount asks the native channel; slow */
    ChannelCredit(LongSupplier bufferedAmount) {
        this.bufferedAmount = bufferedAmount;
    }

    /** Tells whether a message may be handed over now, of any size that a channel takes. */
    boolean allows() {
        if (!full && sinceLook < LOOK_EVERY) {
            return true;
        }
        long buffered = bufferedAmount.getAsLong();
        sinceLook = 0;
        boolean wasFull = full;
        full = buffered > (wasFull ? LOW : HIGH);
        if (full) {
            waitNanos = wasFull ? Math.min(2 * waitNanos, LONGEST_WAIT_NANOS) : SHORTEST_WAIT_NANOS;
            nextLook = System.nanoTime() + waitNanos;
        }
        return !full;
    }

    /** Counts a message that was handed over. */
    void used(int bytes) {
        sinceLook += bytes;
    }

    /** Tells how long a full channel is best left alone; not positive if it is worth a look. */
    long nanosToNextLook(long now) {
        return nextLook - now;
    }
}
