package io.trystero.media;

import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * What becomes of frames that come while their subscriber has not asked for more: a peer's camera and microphone wait for
 * nobody. Immutable.
 */
public final class FramePolicy {

    private static final int MOST_FRAMES = 10_000;

    private final int capacity;
    private final LongConsumer onDropped;

    private FramePolicy(int capacity, LongConsumer onDropped) {
        this.capacity = capacity;
        this.onDropped = onDropped;
    }

    /** Keeps the latest frame alone: who asks is shown what is going on now. */
    public static FramePolicy latest() {
        return new FramePolicy(1, dropped -> {});
    }

    /**
     * Keeps frames that wait, and drops the oldest when there is no more room.
     *
     * @param frames how many wait at most, 1 to 10 000; sound comes in frames of 10 ms
     */
    public static FramePolicy buffer(int frames) {
        if (frames < 1 || frames > MOST_FRAMES) {
            throw new IllegalArgumentException("frames must be from 1 to " + MOST_FRAMES + ", but is " + frames);
        }
        return new FramePolicy(frames, dropped -> {});
    }

    /**
     * Keeps none: what comes while the subscriber has not asked for any, or while it is being handed one, is dropped. So a
     * subscriber that asks for all is never further behind than one frame.
     */
    public static FramePolicy drop() {
        return new FramePolicy(0, dropped -> {});
    }

    /**
     * Tells of frames that are dropped.
     *
     * @param listener called with how many have been dropped so far, each time that there is one more, on a thread of the
     *     transport: returns at once
     */
    public FramePolicy onDropped(LongConsumer listener) {
        return new FramePolicy(capacity, Objects.requireNonNull(listener, "listener"));
    }

    int capacity() {
        return capacity;
    }

    void dropped(long count) {
        onDropped.accept(count);
    }

    @Override
    public String toString() {
        return capacity == 0 ? "drop" : capacity == 1 ? "latest" : "buffer of " + capacity;
    }
}
