package io.trystero.media;

import io.trystero.rtc.media.AudioFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What the chunk "fmt " of a RIFF/WAVE file says of PCM of 16 bits; "Multimedia Programming Interface and Data
 * Specifications 1.0" (IBM and Microsoft, 1991), and for WAVE_FORMAT_EXTENSIBLE the header mmreg.h of Windows.
 *
 * @param channels 1 or 2
 */
record WavFormat(int sampleRate, int channels) {

    static final int BYTES_PER_SAMPLE = 2;

    /** A length of a chunk that is not known yet. */
    static final long UNKNOWN = 0xffff_ffffL;

    /** The header that is written here: RIFF, "fmt " and the beginning of "data". */
    static final int HEADER_BYTES = 44;

    /** Of "fmt ", what is of interest: all of WAVE_FORMAT_EXTENSIBLE. */
    static final int EXTENSIBLE_BYTES = 40;

    /** What RIFF's own length does not count: its name and the length. */
    static final int UNCOUNTED_BYTES = 8;

    private static final int PCM_BYTES = 16;
    private static final int PCM = 1;
    private static final int EXTENSIBLE = 0xfffe;
    private static final int SUBFORMAT = 24;
    private static final byte[] PCM_SUBFORMAT = HexFormat.of().parseHex("0100000000001000800000aa00389b71");

    static WavFormat of(AudioFrame frame) {
        return new WavFormat(frame.sampleRate(), frame.channels());
    }

    /**
     * Reads the chunk's bytes, without its name and length.
     *
     * @throws IllegalArgumentException that tells what is not read here
     */
    static WavFormat parse(byte[] chunk) {
        if (chunk.length < PCM_BYTES) {
            throw new IllegalArgumentException("its format has " + chunk.length + " bytes, fewer than " + PCM_BYTES);
        }
        ByteBuffer fields = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        int tag = Short.toUnsignedInt(fields.getShort());
        int channels = Short.toUnsignedInt(fields.getShort());
        long sampleRate = Integer.toUnsignedLong(fields.getInt());
        fields.getInt();
        int block = Short.toUnsignedInt(fields.getShort());
        int bits = Short.toUnsignedInt(fields.getShort());
        if (tag != PCM && !(tag == EXTENSIBLE && hasPcmSubformat(chunk))) {
            throw new IllegalArgumentException("it is not PCM, but of format 0x%04x".formatted(tag));
        }
        if (bits != BYTES_PER_SAMPLE * Byte.SIZE) {
            throw new IllegalArgumentException("its samples have " + bits + " bits, not 16");
        }
        if (block != channels * BYTES_PER_SAMPLE) {
            throw new IllegalArgumentException(
                    "its blocks have " + block + " bytes, which " + channels + " channels of 16 bits do not have");
        }
        WavFormat format = new WavFormat((int) Math.min(sampleRate, Integer.MAX_VALUE), channels);
        AudioFrame.silence(format.sampleRate, channels, Duration.ZERO);
        return format;
    }

    private static boolean hasPcmSubformat(byte[] chunk) {
        return chunk.length >= EXTENSIBLE_BYTES
                && Arrays.equals(chunk, SUBFORMAT, EXTENSIBLE_BYTES, PCM_SUBFORMAT, 0, PCM_SUBFORMAT.length);
    }

    /** Returns how many bytes a sample of all channels has. */
    int blockBytes() {
        return channels * BYTES_PER_SAMPLE;
    }

    /** Returns the header of a file. */
    byte[] header(long riffBytes, long dataBytes) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name("RIFF"))
                .putInt((int) riffBytes)
                .put(name("WAVE"))
                .put(name("fmt "))
                .putInt(PCM_BYTES)
                .putShort((short) PCM)
                .putShort((short) channels)
                .putInt(sampleRate)
                .putInt(sampleRate * blockBytes())
                .putShort((short) blockBytes())
                .putShort((short) (BYTES_PER_SAMPLE * Byte.SIZE))
                .put(name("data"))
                .putInt((int) dataBytes)
                .array();
    }

    private static byte[] name(String chunk) {
        return chunk.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return sampleRate + " Hz in " + channels + (channels == 1 ? " channel" : " channels");
    }
}
