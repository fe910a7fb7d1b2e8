package io.trystero.media;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** The bytes of a WAV file, chunk by chunk as a test wants them. */
final class WavBytes {

    private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();

    /** Adds "fmt " of PCM. */
    WavBytes pcm(int channels, int sampleRate) {
        return format(1, channels, sampleRate, channels * 2, 16, "");
    }

    WavBytes format(int tag, int channels, int sampleRate, int block, int bits, String extensionInHex) {
        byte[] extension = HexFormat.of().parseHex(extensionInHex);
        return chunk(
                "fmt ",
                ByteBuffer.allocate(16 + extension.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putShort((short) tag)
                        .putShort((short) channels)
                        .putInt(sampleRate)
                        .putInt(sampleRate * block)
                        .putShort((short) block)
                        .putShort((short) bits)
                        .put(extension)
                        .array());
    }

    WavBytes data(int... samples) {
        return chunk("data", samples(samples));
    }

    /** Adds "data" that says it has another length than it has. */
    WavBytes dataThatSays(long length, int... samples) {
        byte[] bytes = samples(samples);
        return raw("data".getBytes(US_ASCII)).raw(number(length)).raw(bytes);
    }

    WavBytes chunk(String name, byte[] content) {
        raw(name.getBytes(US_ASCII)).raw(number(content.length)).raw(content);
        return content.length % 2 == 0 ? this : raw(new byte[1]);
    }

    WavBytes raw(byte[] bytes) {
        chunks.writeBytes(bytes);
        return this;
    }

    byte[] file() {
        byte[] content = chunks.toByteArray();
        return ByteBuffer.allocate(12 + content.length)
                .put("RIFF".getBytes(US_ASCII))
                .put(number(4L + content.length))
                .put("WAVE".getBytes(US_ASCII))
                .put(content)
                .array();
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) value)
                .array();
    }

    private static byte[] samples(int... samples) {
        ByteBuffer bytes = ByteBuffer.allocate(samples.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int sample : samples) {
            bytes.putShort((short) sample);
        }
        return bytes.array();
    }
}
