package io.trystero;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary file of blocks, deleted when it is closed, at the latest when the process ends. Blocks are taken and given back
 * on the room's worker; reading, writing and closing block.
 */
final class SpillFile {

    /** Bytes of a block. */
    static final int BLOCK_BYTES = 256 * 1024;

    /** The smallest file that is of use. */
    static final long LEAST_BYTES = 4L * BLOCK_BYTES;

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.engine");

    private final Path directory;
    private final long blocks;
    private final Queue<Long> free = new ArrayDeque<>();
    private long taken;
    private @Nullable FileChannel channel;
    private boolean closed;

    /** @param bytes the most that it holds */
    SpillFile(Path directory, long bytes) {
        this.directory = directory;
        this.blocks = bytes / BLOCK_BYTES;
    }

    long bytes() {
        return blocks * BLOCK_BYTES;
    }

    /** Takes a block; -1 if none is left. */
    long take() {
        Long again = free.poll();
        if (again != null) {
            return again;
        }
        return taken < blocks ? taken++ : -1;
    }

    void giveBack(long block) {
        free.add(block);
    }

    /** Makes the file ahead of its first block, which may come quickly; a failure is told by that one. */
    void prepare() {
        try {
            open();
        } catch (IOException e) {
            LOG.warn("no spill file can be made in {}; streams that need one will fail: {}", directory, e.toString());
        }
    }

    void write(long block, ByteBuffer bytes) throws IOException {
        FileChannel file = open();
        long at = block * BLOCK_BYTES;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }

    ByteBuffer read(long block, int length) throws IOException {
        FileChannel file = open();
        ByteBuffer bytes = ByteBuffer.allocate(length);
        long at = block * BLOCK_BYTES;
        while (bytes.hasRemaining()) {
            int read = file.read(bytes, at + bytes.position());
            if (read < 0) {
                throw new IOException("the spill file in " + directory + " was cut off by somebody else");
            }
        }
        return bytes.flip();
    }

    private synchronized FileChannel open() throws IOException {
        if (closed) {
            throw new IOException("the spill file is closed");
        }
        FileChannel open = channel;
        if (open == null) {
            Path file = Files.createTempFile(directory, "trystero-", ".spill");
            try {
                open = FileChannel.open(
                        file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            } catch (IOException e) {
                // such as for want of descriptors: no file stays behind
                Files.deleteIfExists(file);
                throw e;
            }
            channel = open;
        }
        return open;
    }

    synchronized void close() {
        closed = true;
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.warn("a spill file in {} was not closed: {}", directory, e.toString());
        }
    }
}
