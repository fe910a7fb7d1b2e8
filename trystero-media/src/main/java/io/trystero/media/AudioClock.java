package io.trystero.media;

import io.trystero.rtc.media.AudioFrame;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Cuts sound into pieces of 10 ms, one a tick. While nothing is ready, it sends nothing at first, and then silence.
 *
 * <p>What comes from another clock, such as a peer's, comes a little more slowly than this one ticks: then a tick is left out now
 * and then, which the listener's jitter buffer takes for drift, as it is. Silence in its place would be heard as a click. If it comes
 * faster, or waited while this was held up, two pieces are sent with a tick.
 */
final class AudioClock extends FrameClock<AudioFrame> {

    static final Duration PIECE = Duration.ofMillis(10);

    /** Enough for a publisher that is late now and then, and mostly no more than 40 ms. */
    static final int AHEAD = 4;

    /** Ticks that are left out before there is silence: longer than a collector's pause, shorter than one in speech. */
    static final int PATIENCE = 10;

    private final boolean live;
    private @Nullable AudioFrame current;
    private int used;
    private @Nullable AudioFrame silence;
    private short[] piece = new short[0];
    private int filled;
    private int leftOut;

    /** @param live whether the publisher has a clock of its own, so that what waits is late; else it has as much ready as is asked for */
    AudioClock(Scheduler scheduler, boolean live) {
        super(scheduler, PIECE, AHEAD);
        this.live = live;
    }

    @Override
    @Nullable
    AudioFrame due() {
        for (AudioFrame from = current(); from != null; from = current()) {
            AudioFrame format = filled == 0 ? matching(from) : Objects.requireNonNull(silence);
            silence = format;
            int wanted = format.samples().length;
            if (!from.hasFormatOf(format)) {
                return padded(format);
            }
            if (filled == 0 && used == 0 && from.samples().length == wanted) {
                current = null;
                leftOut = 0;
                return from;
            }
            if (filled == 0) {
                piece = new short[wanted];
            }
            int count = Math.min(wanted - filled, from.samples().length - used);
            System.arraycopy(from.samples(), used, piece, filled, count);
            filled += count;
            used += count;
            if (filled == wanted) {
                leftOut = 0;
                return padded(format);
            }
        }
        return missing();
    }

    /** Returns what is sent in the place of a piece that is not there. */
    private @Nullable AudioFrame missing() {
        AudioFrame format = silence;
        if (format == null) {
            return null;
        }
        if (leftOut < PATIENCE && hasMore()) {
            leftOut++;
            return null;
        }
        return filled > 0 ? padded(format) : hasMore() ? format : null;
    }

    private AudioFrame padded(AudioFrame format) {
        filled = 0;
        return AudioFrame.of(format.sampleRate(), format.channels(), piece);
    }

    @Override
    boolean isEmpty() {
        return filled == 0 && (current == null || used == current.samples().length);
    }

    @Override
    boolean isBehind() {
        return live && waiting() >= AHEAD;
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
