package io.trystero;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a {@link StreamAction} keeps what its readers have not read yet. Immutable and equal by value. */
public final class StreamOptions {

    /** How long a stream waits for its reader unless it is said otherwise; the least and the most. */
    private static final Duration UNREAD = Duration.ofSeconds(60);

    private static final Duration LEAST_UNREAD = Duration.ofSeconds(1);

    private static final Duration MOST_UNREAD = Duration.ofDays(1);

    private static final StreamOptions IN_MEMORY = new StreamOptions(null, 0, UNREAD);

    private final @Nullable Path directory;
    private final long spillBytes;
    private final Duration unread;

    private StreamOptions(@Nullable Path directory, long spillBytes, Duration unread) {
        this.directory = directory;
        this.spillBytes = spillBytes;
        this.unread = unread;
    }

    /**
     * Keeps it in memory alone. WebRTC has no way to slow a sender down, so a stream that comes faster than it is read
     * fails with a {@link StreamOverflowException} once the bounds of memory are reached: 64 MiB a peer, 256 MiB or an eighth
     * of the heap an instance, half of that for one peer alone.
     */
    public static StreamOptions inMemory() {
        return IN_MEMORY;
    }

    /**
     * Keeps up to 1 MiB a stream in memory, less when many wait, and what is beyond in a temporary file, which all streams of
     * the action share. It is read and written on the {@linkplain TrysteroBuilder#blockingScheduler blocking scheduler}. It
     * does not shrink, since what was read leaves room for what comes, and goes when the room has been left.
     *
     * @param directory where the file is made, with the action, which is refused if this is no directory that can be written
     *     to
     * @param bytes the most that the file may hold, for all streams of the action. One peer may take as much of it as it leaves
     *     free: half, if it is alone. Past it streams wait in memory again, and the one that comes too fast fails with a {@link
     *     StreamOverflowException}
     * @throws IllegalArgumentException if this is less than 1 MiB
     */
    public static StreamOptions spillTo(Path directory, long bytes) {
        if (bytes < SpillFile.LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "a spill file of " + bytes + " bytes; it takes at least " + SpillFile.LEAST_BYTES);
        }
        return new StreamOptions(Arguments.given(directory, "directory"), bytes, UNREAD);
    }

    /** As {@link #spillTo(Path, long)}, in the directory for temporary files that the JVM has been given. */
    public static StreamOptions spill(long bytes) {
        return spillTo(Path.of(System.getProperty("java.io.tmpdir")), bytes);
    }

    /**
     * Returns these options with another time for which a stream waits for its reader: 60 seconds unless set. It runs from when
     * the room's worker takes the stream's first chunk until {@link IncomingStream#bytes()} or {@link IncomingStream#saveTo} is subscribed to, so
     * streams that are read one after another want as long as those before them take.
     *
     * @param time past it the stream is dropped
     * @throws IllegalArgumentException if this is less than a second, or more than a day
     */
    public StreamOptions unread(Duration time) {
        Duration given = Arguments.given(time, "time");
        if (given.compareTo(LEAST_UNREAD) < 0 || given.compareTo(MOST_UNREAD) > 0) {
            throw new IllegalArgumentException(
                    "time must be from " + LEAST_UNREAD + " to " + MOST_UNREAD + ", but is " + given);
        }
        return new StreamOptions(directory, spillBytes, given);
    }

    /** Returns how long a stream waits for its reader. */
    Duration unread() {
        return unread;
    }

    /**
     * Returns the file to spill to, not made yet; {@code null} for none.
     *
     * @throws IllegalArgumentException if it cannot be made there
     */
    @Nullable
    SpillFile spillFile() {
        Path where = directory;
        if (where == null) {
            return null;
        }
        if (!Files.isDirectory(where)) {
            throw new IllegalArgumentException(
                    "the directory of the spill file is no directory, or does not exist: " + where);
        }
        if (!Files.isWritable(where)) {
            throw new IllegalArgumentException("the directory of the spill file cannot be written to: " + where);
        }
        return new SpillFile(where, spillBytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StreamOptions that
                && Objects.equals(directory, that.directory)
                && spillBytes == that.spillBytes
                && unread.equals(that.unread);
    }

    @Override
    public int hashCode() {
        return Objects.hash(directory, spillBytes, unread);
    }

    @Override
    public String toString() {
        String where = directory == null ? "in memory" : "spilling up to " + spillBytes + " bytes to " + directory;
        return where + ", unread for " + unread.toSeconds() + " s at most";
    }
}
