package io.trystero.media;

import io.trystero.rtc.media.AudioFrame;
import java.time.Duration;
import reactor.core.publisher.Flux;

/** Sounds that are computed, such as to try out a room without a microphone. */
public final class Tones {

    /** A quarter of full scale. */
    private static final double AMPLITUDE = 8_192;

    private static final int FRAMES_PER_SECOND = 100;

    private Tones() {}

    /**
     * Returns an endless sine in one channel, in frames of 10 ms, a quarter of full scale loud.
     *
     * <p>Frames are computed as they are requested, on the thread that requests them, as fast as they are requested; no clock
     * paces them. Each subscriber hears the tone from its beginning, and without a break between the frames.
     *
     * @param hertz the pitch: more than 0, at most half the sample rate
     * @param sampleRate in Hz, as of {@link AudioFrame#of(int, int, short[])}
     * @throws IllegalArgumentException that names what is out of bounds
     */
    public static Flux<AudioFrame> sine(double hertz, int sampleRate) {
        AudioFrame.silence(sampleRate, 1, Duration.ZERO);
        if (!(hertz > 0 && hertz <= sampleRate / 2.0)) {
            throw new IllegalArgumentException(
                    "hertz must be more than 0 and at most " + sampleRate / 2.0 + ", but is " + hertz);
        }
        double step = hertz / sampleRate;
        return Flux.generate(() -> 0.0, (turns, sink) -> {
            short[] samples = new short[sampleRate / FRAMES_PER_SECOND];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (short) Math.round(AMPLITUDE * Math.sin(2 * Math.PI * (turns + i * step)));
            }
            sink.next(AudioFrame.of(sampleRate, 1, samples));
            // whole turns are left out, or the sine would lose precision with the hours
            return (turns + samples.length * step) % 1;
        });
    }
}
