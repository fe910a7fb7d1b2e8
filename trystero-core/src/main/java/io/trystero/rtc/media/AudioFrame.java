package io.trystero.rtc.media;

import java.time.Duration;

/**
 * A stretch of sound: linear PCM, 16 bits a sample, the samples of the channels interleaved. Immutable, so nobody may change
 * the samples once they are part of a frame.
 */
public final class AudioFrame {

    /** The lowest sample rate, in Hz. */
    public static final int LOWEST_RATE = 8_000;

    /** The highest sample rate, in Hz. */
    public static final int HIGHEST_RATE = 96_000;

    private static final int RATE_STEP = 100;

    private final int sampleRate;
    private final int channels;
    private final short[] samples;

    private AudioFrame(int sampleRate, int channels, short[] samples) {
        this.sampleRate = sampleRate;
        this.channels = channels;
        this.samples = samples;
    }

    /**
     * Makes a frame of samples, which it does not copy.
     *
     * @param sampleRate in Hz, 8 000 to 96 000, a multiple of 100, so that 10 ms have a whole number of samples
     * @param channels 1 or 2
     * @param samples of all channels, so their number is a multiple of {@code channels}; may be empty
     * @throws IllegalArgumentException that names what is out of bounds
     */
    public static AudioFrame of(int sampleRate, int channels, short[] samples) {
        checkFormat(sampleRate, channels);
        if (samples.length % channels != 0) {
            throw new IllegalArgumentException(
                    samples.length + " samples are no whole number for each of " + channels + " channels");
        }
        return new AudioFrame(sampleRate, channels, samples);
    }

    /** Makes silence of that length, rounded down to whole samples. */
    public static AudioFrame silence(int sampleRate, int channels, Duration length) {
        checkFormat(sampleRate, channels);
        int frames = Math.toIntExact(length.toMillis() * sampleRate / 1_000);
        return new AudioFrame(sampleRate, channels, new short[frames * channels]);
    }

    private static void checkFormat(int sampleRate, int channels) {
        if (sampleRate < LOWEST_RATE || sampleRate > HIGHEST_RATE || sampleRate % RATE_STEP != 0) {
            throw new IllegalArgumentException("sampleRate must be a multiple of " + RATE_STEP + " from " + LOWEST_RATE
                    + " to " + HIGHEST_RATE + ", but is " + sampleRate);
        }
        if (channels != 1 && channels != 2) {
            throw new IllegalArgumentException("channels must be 1 or 2, but is " + channels);
        }
    }

    /** Returns the sample rate in Hz. */
    public int sampleRate() {
        return sampleRate;
    }

    /** Returns the number of channels, 1 or 2. */
    public int channels() {
        return channels;
    }

    /** Returns the samples themselves, not a copy: not to be changed. */
    public short[] samples() {
        return samples;
    }

    /** Returns how many samples each channel has. */
    public int length() {
        return samples.length / channels;
    }

    /** Returns how long it sounds. */
    public Duration duration() {
        return Duration.ofNanos(length() * 1_000_000_000L / sampleRate);
    }

    /** Tells whether another frame has the same sample rate and channels. */
    public boolean hasFormatOf(AudioFrame other) {
        return sampleRate == other.sampleRate && channels == other.channels;
    }

    @Override
    public String toString() {
        return "AudioFrame[" + sampleRate + " Hz, " + channels + " channels, " + length() + " samples]";
    }
}
