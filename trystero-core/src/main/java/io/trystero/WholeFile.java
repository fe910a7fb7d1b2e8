package io.trystero;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears whole or not at all: written under another name beside its place, and moved there at the end. What was
 * in its place stays until then. Thread-safe; every method may block.
 */
final class WholeFile {

    private final Path place;
    private @Nullable Path part;
    private @Nullable FileChannel channel;
    private boolean over;

    /** Nothing is made before the first write. */
    WholeFile(Path place) {
        this.place = place;
    }

    /** Appends bytes, and returns how many. */
    synchronized int write(ByteBuffer bytes) throws IOException {
        FileChannel open = open();
        int length = bytes.remaining();
        while (bytes.hasRemaining()) {
            open.write(bytes);
        }
        return length;
    }

    /** Puts what was written into its place, for good. */
    synchronized void keep() throws IOException {
        try {
            open().close();
            move();
            part = null;
        } finally {
            drop();
        }
    }

    /** Forgets what was written, unless it is kept. */
    synchronized void drop() throws IOException {
        over = true;
        if (channel != null) {
            channel.close();
        }
        if (part != null) {
            Files.deleteIfExists(part);
        }
    }

    private FileChannel open() throws IOException {
        if (over) {
            throw new ClosedChannelException();
        }
        if (channel == null) {
            if (Files.isDirectory(place)) {
                throw new IOException(place + " is a directory");
            }
            channel = create();
        }
        return channel;
    }

    private FileChannel create() throws IOException {
        for (int number = 0; ; number++) {
            Path free = place.resolveSibling(place.getFileName() + (number == 0 ? "" : "." + number) + ".part");
            try {
                FileChannel made = FileChannel.open(free, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                part = free;
                return made;
            } catch (FileAlreadyExistsException taken) {
                // by another stream that is saved here, or left by a process that was killed
            } catch (NoSuchFileException e) {
                Path directory = free.toAbsolutePath().getParent();
                if (directory != null && Files.notExists(directory)) {
                    throw new NoSuchFileException(directory.toString(), null, "no such directory to save a stream in");
                }
                throw e;
            }
        }
    }

    private void move() throws IOException {
        Path written = part;
        if (written == null) {
            return;
        }
        try {
            Files.move(written, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(written, place, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
