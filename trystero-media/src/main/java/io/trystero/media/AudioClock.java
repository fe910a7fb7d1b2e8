package io.trystero.media;

import io.trystero.rtc.media.AudioFrame;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** Cuts sound into pieces of 10 ms, one a tick, and fills what is missing with silence. */
final class AudioClock extends FrameClock<AudioFrame> {

    static final Duration PIECE = Duration.ofMillis(10);

    /** Enough for a publisher that is late now and then, and mostly no more than 40 ms. */
    static final int AHEAD = 4;

    private @Nullable AudioFrame current;
    private int used;
    private @Nullable AudioFrame silence;

    AudioClock(Scheduler scheduler) {
        super(scheduler, PIECE, AHEAD);
    }

    @Override
    @Nullable
    AudioFrame due() {
        AudioFrame first = current();
        if (first == null) {
            return hasMore() ? silence : null;
        }
        silence = matching(first);
        int wanted = silence.samples().length;
        if (used == 0 && first.samples().length == wanted) {
            current = null;
            return first;
        }
        short[] piece = new short[wanted];
        int filled = 0;
        for (AudioFrame from = first; from != null && from.hasFormatOf(first) && filled < wanted; from = current()) {
            int count = Math.min(wanted - filled, from.samples().length - used);
            System.arraycopy(from.samples(), used, piece, filled, count);
            filled += count;
            used += count;
        }
        return AudioFrame.of(first.sampleRate(), first.channels(), piece);
    }

    @Override
    boolean isEmpty() {
        return current == null || used == current.samples().length;
    }

    /** Returns the frame that has sound left, taking the next if that is needed; none if all that are taken are empty. */
    private @Nullable AudioFrame current() {
        for (int taken = 0; current == null || used == current.samples().length; taken++) {
            // a publisher may give empty ones without end
            current = taken <= AHEAD ? next() : null;
            used = 0;
            if (current == null) {
                return null;
            }
        }
        return current;
    }

    private AudioFrame matching(AudioFrame frame) {
        AudioFrame known = silence;
        return known != null && known.hasFormatOf(frame)
                ? known
                : AudioFrame.silence(frame.sampleRate(), frame.channels(), PIECE);
    }
}
