package io.trystero;

import io.trystero.engine.FairBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary file of blocks, deleted when it is closed, at the latest when the process ends. Blocks are taken and given back
 * on the room's worker; reading, writing and closing block.
 *
 * <p>A thread that is interrupted while it reads or writes closes the file for all. Then its blocks are lost, and those who
 * take new ones get them in a new file.
 */
final class SpillFile {

    /** Bytes of a block. */
    static final int BLOCK_BYTES = 256 * 1024;

    /** The smallest file that is of use. */
    static final long LEAST_BYTES = 4L * BLOCK_BYTES;

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.engine");

    private final Path directory;
    private final long blocks;
    private final FairBudget budget;
    private volatile Storage storage = new Storage();
    private volatile boolean closed;

    /** @param bytes the most that it holds */
    SpillFile(Path directory, long bytes) {
        this.directory = directory;
        this.blocks = bytes / BLOCK_BYTES;
        this.budget = new FairBudget(blocks);
    }

    Path directory() {
        return directory;
    }

    long bytes() {
        return blocks * BLOCK_BYTES;
    }

    /** Returns one peer's part of the blocks, to be reserved on the worker. */
    FairBudget.Share share() {
        return budget.share(Long.MAX_VALUE);
    }

    /** Takes a block, empty; {@code null} if the share, or the file, has none left. */
    @Nullable
    Block take(FairBudget.Share share) {
        if (!share.reserve(1)) {
            return null;
        }
        if (storage.lost) {
            storage = new Storage();
        }
        return storage.take(share);
    }

    /** Makes the file ahead of its first block, which may come quickly; a failure is told by that one, too. */
    void prepare() {
        try {
            storage.open();
        } catch (IOException e) {
            LOG.warn("streams that need a spill file will fail: {}", e.getMessage());
        }
    }

    void close() {
        closed = true;
        storage.close();
    }

    /** Part of the file, filled from its beginning. */
    static final class Block {

        private final Storage storage;
        private final FairBudget.Share share;
        private final long number;
        private int length;

        private Block(Storage storage, FairBudget.Share share, long number) {
            this.storage = storage;
            this.share = share;
            this.number = number;
        }

        /** Returns how many bytes still fit; on the worker. */
        int room() {
            return BLOCK_BYTES - length;
        }

        /** Tells whether what was in it is gone. */
        boolean isLost() {
            return storage.lost;
        }

        /** Gives it back, once; on the worker, when nothing reads or writes it. */
        void giveBack() {
            storage.free.add(number);
            share.release(1);
        }

        /** Counts what was appended; on the worker. */
        void filled(int bytes) {
            length += bytes;
        }

        /** Writes bytes behind those that it has, no more than there is room for; one at a time. Blocks. */
        void append(List<ByteBuffer> pieces) throws IOException {
            long at = number * BLOCK_BYTES + length;
            for (ByteBuffer piece : pieces) {
                at += storage.write(at, piece);
            }
        }

        /** Reads all that it has. Blocks. */
        ByteBuffer read() throws IOException {
            return storage.read(number * BLOCK_BYTES, length);
        }
    }

    /** One file. */
    private final class Storage {

        /** On the worker, as {@link #taken}. */
        private final Queue<Long> free = new ArrayDeque<>();

        private long taken;
        private @Nullable FileChannel channel;
        private volatile boolean lost;

        Block take(FairBudget.Share share) {
            Long again = free.poll();
            return new Block(this, share, again != null ? again : taken++);
        }

        int write(long at, ByteBuffer bytes) throws IOException {
            FileChannel file = open();
            int length = bytes.remaining();
            try {
                for (long next = at; bytes.hasRemaining(); ) {
                    next += file.write(bytes, next);
                }
            } catch (IOException e) {
                throw failed("not written", e);
            }
            return length;
        }

        ByteBuffer read(long at, int length) throws IOException {
            FileChannel file = open();
            ByteBuffer bytes = ByteBuffer.allocate(length);
            try {
                while (bytes.hasRemaining()) {
                    if (file.read(bytes, at + bytes.position()) < 0) {
                        throw new IOException("it was cut off by somebody else");
                    }
                }
            } catch (IOException e) {
                throw failed("not read", e);
            }
            return bytes.flip();
        }

        private IOException failed(String what, IOException cause) {
            if (cause instanceof ClosedChannelException) {
                lost = true;
                return new IOException(
                        closed
                                ? "the spill file is closed"
                                : "the spill file in " + directory
                                        + " is lost: a thread was interrupted while it used it",
                        cause);
            }
            return new IOException("the spill file in " + directory + " was " + what + ": " + reason(cause), cause);
        }

        synchronized FileChannel open() throws IOException {
            if (closed) {
                throw new IOException("the spill file is closed");
            }
            FileChannel open = channel;
            if (open == null) {
                open = make();
                channel = open;
            }
            return open;
        }

        private FileChannel make() throws IOException {
            Path file = null;
            try {
                file = Files.createTempFile(directory, "trystero-", ".spill");
                return FileChannel.open(
                        file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            } catch (IOException e) {
                if (file != null) {
                    // such as for want of descriptors: no file stays behind
                    Files.deleteIfExists(file);
                }
                throw new IOException("no spill file can be made in " + directory + ": " + reason(e), e);
            }
        }

        synchronized void close() {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                LOG.warn("a spill file in {} was not closed: {}", directory, e.toString());
            }
        }
    }

    private static String reason(IOException error) {
        // of these the message is a path, and not what is the matter with it
        return error instanceof java.nio.file.FileSystemException || error.getMessage() == null
                ? error.toString()
                : error.getMessage();
    }
}
