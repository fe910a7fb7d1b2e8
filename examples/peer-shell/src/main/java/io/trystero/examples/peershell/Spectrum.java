package io.trystero.examples.peershell;

import io.trystero.rtc.media.AudioFrame;

/** The last third of a second of a sound, and its strongest frequency. Thread-safe. */
final class Spectrum {

    private static final int WINDOW = 16_384;
    private static final int LOWEST_HZ = 50;
    private static final int HIGHEST_HZ = 4_000;
    private static final int COARSE_HZ = 2;
    private static final double QUIET = 1e-3;

    private final double[] ring = new double[WINDOW];
    private int at;
    private int sampleRate;

    synchronized void add(AudioFrame frame) {
        sampleRate = frame.sampleRate();
        short[] samples = frame.samples();
        for (int i = 0; i < samples.length; i += frame.channels()) {
            ring[at] = samples[i] / (double) Short.MAX_VALUE;
            at = (at + 1) % WINDOW;
        }
    }

    /** Returns the strongest frequency from 50 to 4 000 Hz; 0 for silence. */
    int dominantHz() {
        double[] sound = new double[WINDOW];
        int rate;
        synchronized (this) {
            for (int i = 0; i < WINDOW; i++) {
                // a Hann window, so that the edges are no sound of their own
                double weight = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / WINDOW);
                sound[i] = weight * ring[(at + i) % WINDOW];
            }
            rate = sampleRate;
        }
        int strongest = 0;
        double most = QUIET;
        for (int hertz = LOWEST_HZ; rate > 0 && hertz <= HIGHEST_HZ; hertz += COARSE_HZ) {
            double strength = strength(sound, hertz, rate);
            if (strength > most) {
                most = strength;
                strongest = hertz;
            }
        }
        return strongest;
    }

    /** Goertzel's algorithm: the amplitude of one frequency. */
    private static double strength(double[] sound, double hertz, int rate) {
        double turn = 2 * Math.cos(2 * Math.PI * hertz / rate);
        double last = 0;
        double before = 0;
        for (double sample : sound) {
            double next = sample + turn * last - before;
            before = last;
            last = next;
        }
        double power = last * last + before * before - turn * last * before;
        return Math.sqrt(Math.max(0, power)) * 2 / sound.length;
    }
}
