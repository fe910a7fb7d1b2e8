package io.trystero.engine;

import io.trystero.wire.StreamedFrames;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** A send whose bytes come bit by bit; the slowest target sets the pace. Confined to the loop. */
public final class StreamedSend extends Send {

    private final EventLoop loop;
    private final StreamedFrames frames;
    private @Nullable Disposable silenceTimer;
    private long hungrySince = -1;
    private boolean resuming;

    StreamedSend(EventLoop loop, StreamedFrames frames, Nonces nonces, Observer observer) {
        super(frames, nonces, observer);
        this.loop = loop;
        this.frames = frames;
    }

    /** Adds bytes, which must not change until the source is asked for as many more buffers. */
    public void offer(ByteBuffer bytes) {
        if (!isOver()) {
            hungrySince = -1;
            frames.offer(bytes);
            resume();
        }
    }

    /** All bytes that were told have come, and the source has ended. */
    public void complete() {
        if (!isOver()) {
            hungrySince = -1;
            frames.complete();
            resume();
        }
    }

    @Override
    void passed(int index) {
        if (index > frames.oldest()) {
            // others are behind
            return;
        }
        frames.forgetBefore(slowest());
        if (!resuming) {
            resuming = true;
            // not now: this target is in the middle of its turn
            loop.execute(() -> {
                resuming = false;
                resume();
            });
        }
    }

    @Override
    void starved() {
        if (hungrySince < 0 && frames.isHungry()) {
            hungrySince = loop.now();
            watchForSilence(Timing.SOURCE_SILENT);
        }
    }

    @Override
    void ended() {
        if (silenceTimer != null) {
            silenceTimer.dispose();
        }
    }

    private void watchForSilence(long delay) {
        if (silenceTimer == null) {
            silenceTimer = loop.schedule(this::checkSilence, delay);
        }
    }

    private void checkSilence() {
        silenceTimer = null;
        if (isOver() || hungrySince < 0) {
            return;
        }
        long left = Timing.SOURCE_SILENT - (loop.now() - hungrySince);
        if (left > 0) {
            watchForSilence(left);
        } else {
            failAll(SendFailure.SOURCE_SILENT);
        }
    }
}
