package io.trystero.interop;

import io.trystero.rtc.media.AudioFrame;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Flux;

/** Tones to send, and what is heard of them. */
final class Sound {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int RATE = 48_000;
    private static final int PIECE = RATE / 100;
    private static final int LOUD = 500;

    private Sound() {}

    static Flux<AudioFrame> tone(int hertz) {
        return Flux.generate(() -> 0L, (at, sink) -> {
            short[] samples = new short[PIECE];
            for (int i = 0; i < PIECE; i++) {
                samples[i] = (short) (8_000 * Math.sin(2 * Math.PI * hertz * (at + i) / RATE));
            }
            sink.next(AudioFrame.of(RATE, 1, samples));
            return at + PIECE;
        });
    }

    /** Listens until half a second is loud enough, and counts how often it goes up through zero. */
    static double pitch(Flux<AudioFrame> frames) {
        List<AudioFrame> heard = Objects.requireNonNull(
                frames.filter(Sound::isLoud).skip(50).take(50).collectList().block(LIMIT));
        int rises = 0;
        int samples = 0;
        short before = 0;
        for (AudioFrame frame : heard) {
            for (int i = 0; i < frame.samples().length; i += frame.channels()) {
                short now = frame.samples()[i];
                rises += before < 0 && now >= 0 ? 1 : 0;
                before = now;
                samples++;
            }
        }
        return (double) rises * heard.get(0).sampleRate() / samples;
    }

    static boolean isLoud(AudioFrame frame) {
        for (short sample : frame.samples()) {
            if (Math.abs(sample) > LOUD) {
                return true;
            }
        }
        return false;
    }
}
