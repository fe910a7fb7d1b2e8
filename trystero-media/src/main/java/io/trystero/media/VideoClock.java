package io.trystero.media;

import io.trystero.rtc.media.VideoFrame;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** Shows one picture a tick if there is a new one; if there has been none for a while, the last again, for those who come. */
final class VideoClock extends FrameClock<VideoFrame> {

    /** One is being made while the one before is shown. */
    static final int AHEAD = 1;

    private static final double NANOS = 1e9;

    private static final long REPEAT_NANOS = Duration.ofMillis(200).toNanos();

    private final int ticksToRepeat;
    private @Nullable VideoFrame shown;
    private int ticks;

    VideoClock(Scheduler scheduler, double framesPerSecond) {
        super(scheduler, Duration.ofNanos(Math.round(NANOS / framesPerSecond)), AHEAD);
        this.ticksToRepeat = (int) Math.max(1, Math.round(REPEAT_NANOS * framesPerSecond / NANOS));
    }

    @Override
    @Nullable
    VideoFrame due() {
        VideoFrame next = next();
        if (next == null && ++ticks < ticksToRepeat) {
            return null;
        }
        ticks = 0;
        if (next != null) {
            shown = next;
        }
        return shown;
    }

    @Override
    boolean isEmpty() {
        return true;
    }
}
