package io.trystero.benchmarks;

import io.trystero.rtc.media.AudioFrame;

/** A tone by which one of several is known in a mix: of a whole number of periods in each 10 ms, so that frames are all alike. */
final class LeafTone {

    private static final int RATE = 48_000;
    private static final int PIECE = RATE / 100;
    private static final int LOWEST = 400;
    private static final int APART = 200;
    private static final int QUIET = 3_000;
    private static final int LOUD = 20_000;

    /** More than several quiet ones together. */
    private static final int BURST = 13_000;

    private final int hertz;
    private final AudioFrame quiet;
    private final AudioFrame loud;

    LeafTone(int number) {
        hertz = LOWEST + number * APART;
        quiet = tone(QUIET);
        loud = tone(LOUD);
    }

    private AudioFrame tone(int amplitude) {
        short[] samples = new short[PIECE];
        for (int i = 0; i < PIECE; i++) {
            samples[i] = (short) (amplitude * Math.sin(2 * Math.PI * hertz * i / RATE));
        }
        return AudioFrame.of(RATE, 1, samples);
    }

    AudioFrame frame(boolean burst) {
        return burst ? loud : quiet;
    }

    /** Tells whether a third of it or more is heard, by a Fourier transform at its frequency. */
    boolean isIn(AudioFrame frame) {
        double cosine = 0;
        double sine = 0;
        int length = frame.samples().length / frame.channels();
        for (int i = 0; i < length; i++) {
            double phase = 2 * Math.PI * hertz * i / frame.sampleRate();
            short sample = frame.samples()[i * frame.channels()];
            cosine += sample * Math.cos(phase);
            sine += sample * Math.sin(phase);
        }
        return 2 * Math.hypot(cosine, sine) / length > QUIET / 3.0;
    }

    static boolean isBurst(AudioFrame frame) {
        for (short sample : frame.samples()) {
            if (sample > BURST) {
                return true;
            }
        }
        return false;
    }
}
