package io.trystero.media;

import io.trystero.rtc.media.AudioFrame;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A WAV file that is being written. Thread-safe; every method but {@link #accept} may block.
 *
 * <p>It is a {@link RandomAccessFile} since a cancel interrupts the thread that writes, which would close a channel.
 */
final class WavWriter {

    /**
     * As much as RIFF's own length of 32 bits can count besides the header. Even, and not the length that stands for one that
     * is not known.
     */
    static final long MOST_DATA_BYTES = 0xffff_fffeL - (WavFormat.HEADER_BYTES - WavFormat.UNCOUNTED_BYTES);

    private final Path file;
    private final long mostDataBytes;
    private final Queue<AudioFrame> accepted = new ConcurrentLinkedQueue<>();
    private @Nullable RandomAccessFile open;
    private @Nullable WavFormat format;
    private long dataBytes;
    private boolean over;

    /** Makes no file before the first frame. */
    WavWriter(Path file, long mostDataBytes) {
        this.file = file;
        this.mostDataBytes = mostDataBytes;
    }

    /** Takes a frame that the next {@link #write} or {@link #end} is to write. */
    void accept(AudioFrame frame) {
        accepted.add(frame);
    }

    /** Writes what was accepted until now. */
    synchronized void write() {
        for (AudioFrame frame = accepted.poll(); frame != null && !over; frame = accepted.poll()) {
            try {
                append(frame);
            } catch (IOException e) {
                throw closedAfter(new MediaFileException(file, "cannot be written", e));
            } catch (MediaFileException e) {
                throw closedAfter(e);
            }
        }
    }

    /** Writes the rest and makes the file whole, once; whoever calls later finds it done. */
    synchronized void end() {
        write();
        close();
    }

    /** As {@link #end}, of a publisher that completed; returns the file, {@code null} if there was no frame to make it of. */
    synchronized @Nullable Path complete() {
        end();
        return format == null ? null : file;
    }

    private void append(AudioFrame frame) throws IOException {
        WavFormat came = WavFormat.of(frame);
        WavFormat known = format;
        RandomAccessFile out = open;
        if (known == null || out == null) {
            out = new RandomAccessFile(file.toFile(), "rw");
            open = out;
            format = came;
            out.setLength(0);
            // if the process is killed, players read to the end of the file
            out.write(came.header(WavFormat.UNKNOWN, WavFormat.UNKNOWN));
        } else if (!known.equals(came)) {
            throw new MediaFileException(file, "holds sound of " + known + ", but now came a frame of " + came);
        }
        short[] samples = frame.samples();
        ByteBuffer bytes =
                ByteBuffer.allocate(samples.length * WavFormat.BYTES_PER_SAMPLE).order(ByteOrder.LITTLE_ENDIAN);
        if (dataBytes + bytes.capacity() > mostDataBytes) {
            throw new MediaFileException(
                    file, "is full: of at most " + mostDataBytes + " bytes of sound it has " + dataBytes);
        }
        bytes.asShortBuffer().put(samples);
        out.write(bytes.array());
        dataBytes += bytes.capacity();
    }

    private MediaFileException closedAfter(MediaFileException error) {
        try {
            close();
        } catch (MediaFileException late) {
            error.addSuppressed(late);
        }
        return error;
    }

    private void close() {
        over = true;
        accepted.clear();
        RandomAccessFile closing = open;
        WavFormat known = format;
        if (closing == null || known == null) {
            return;
        }
        open = null;
        try (closing) {
            // without what was written of a frame that found no room on the disk
            closing.setLength(WavFormat.HEADER_BYTES + dataBytes);
            closing.seek(0);
            closing.write(known.header(WavFormat.HEADER_BYTES - WavFormat.UNCOUNTED_BYTES + dataBytes, dataBytes));
        } catch (IOException e) {
            throw new MediaFileException(file, "lacks the length of its sound in its header", e);
        }
    }
}
