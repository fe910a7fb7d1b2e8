package io.trystero.media;

import io.trystero.rtc.media.AudioFrame;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A WAV file that is being read: its header has been, its sound is next. Not thread-safe; every method may block. */
final class WavReader {

    private static final int FRAMES_PER_SECOND = 100;

    private final Path file;
    private final InputStream in;
    private final WavFormat format;
    private final boolean knowsLength;
    private long left;
    private boolean closed;

    private WavReader(Path file, InputStream in, WavFormat format, long dataBytes) {
        this.file = file;
        this.in = in;
        this.format = format;
        // recorders that were killed, and those that write into a pipe, leave one of these
        this.knowsLength = dataBytes != 0 && dataBytes != WavFormat.UNKNOWN;
        this.left = knowsLength ? dataBytes : Long.MAX_VALUE;
    }

    /** @param opener gives the file's bytes */
    static WavReader open(Path file, Callable<InputStream> opener) {
        InputStream in;
        try {
            in = new BufferedInputStream(opener.call());
        } catch (Exception e) {
            throw new MediaFileException(file, "cannot be opened", e);
        }
        try {
            return readHeader(file, in);
        } catch (IOException | RuntimeException e) {
            try {
                in.close();
            } catch (IOException notClosed) {
                e.addSuppressed(notClosed);
            }
            throw e instanceof MediaFileException known ? known : new MediaFileException(file, "cannot be read", e);
        }
    }

    private static WavReader readHeader(Path file, InputStream in) throws IOException {
        try {
            String riff = name(in);
            length(in);
            if (!riff.equals("RIFF") || !name(in).equals("WAVE")) {
                throw new MediaFileException(file, "is no RIFF/WAVE file");
            }
        } catch (EOFException e) {
            throw new MediaFileException(file, "is no RIFF/WAVE file: it ends within its header");
        }
        WavFormat format = null;
        try {
            while (true) {
                String chunk = name(in);
                long length = length(in);
                if (chunk.equals("data")) {
                    return atData(file, in, format, length);
                }
                int read = 0;
                if (chunk.equals("fmt ")) {
                    byte[] fields = exactly(in, (int) Math.min(length, WavFormat.EXTENSIBLE_BYTES));
                    format = WavFormat.parse(fields);
                    read = fields.length;
                }
                // a chunk begins at an even place
                in.skipNBytes(length - read + length % 2);
            }
        } catch (EOFException e) {
            throw new MediaFileException(file, "ends before its sound begins");
        }
    }

    private static WavReader atData(Path file, InputStream in, @Nullable WavFormat format, long length) {
        if (format == null) {
            throw new MediaFileException(file, "does not tell the format of its sound ahead of it");
        }
        if (length != WavFormat.UNKNOWN && length % format.blockBytes() != 0) {
            throw new MediaFileException(
                    file, "has " + length + " bytes of sound, no whole number of samples of " + format);
        }
        return new WavReader(file, in, format, length);
    }

    private static String name(InputStream in) throws IOException {
        return new String(exactly(in, 4), StandardCharsets.ISO_8859_1);
    }

    private static long length(InputStream in) throws IOException {
        return Integer.toUnsignedLong(
                ByteBuffer.wrap(exactly(in, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    /** Reads the next 10 ms, or what is left of them; {@code null} at the end. */
    @Nullable
    AudioFrame next() {
        int block = format.blockBytes();
        int wanted = (int) Math.min(left, (long) format.sampleRate() / FRAMES_PER_SECOND * block);
        byte[] bytes;
        try {
            bytes = in.readNBytes(wanted);
        } catch (IOException e) {
            throw new MediaFileException(file, "cannot be read", e);
        }
        left -= bytes.length;
        // nobody knows what the part of a sample at the end of a file was to be
        short[] samples = new short[bytes.length / block * format.channels()];
        if (samples.length > 0) {
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asShortBuffer()
                    .get(samples);
            return AudioFrame.of(format.sampleRate(), format.channels(), samples);
        }
        if (knowsLength && left > 0) {
            throw new MediaFileException(file, "is cut off: " + left + " bytes of its sound are missing");
        }
        return null;
    }

    /** Closes the file, once. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            in.close();
        } catch (IOException e) {
            throw new MediaFileException(file, "was not closed", e);
        }
    }
}
