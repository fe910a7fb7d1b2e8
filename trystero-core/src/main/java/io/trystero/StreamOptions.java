package io.trystero;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a {@link StreamAction} keeps what its readers have not read yet. Immutable and equal by value. */
public final class StreamOptions {

    private static final StreamOptions IN_MEMORY = new StreamOptions(null, 0);

    private final @Nullable Path directory;
    private final long spillBytes;

    private StreamOptions(@Nullable Path directory, long spillBytes) {
        this.directory = directory;
        this.spillBytes = spillBytes;
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
     * Keeps up to 1 MiB a stream in memory and what is beyond in a temporary file, which all streams of the action share and
     * which goes when the room has been left. The file is read and written on the {@linkplain
     * TrysteroBuilder#blockingScheduler blocking scheduler}.
     *
     * @param directory where the file is made, with the action
     * @param bytes the most that the file may hold, for all streams of the action: past it the stream that comes too fast
     *     fails with a {@link StreamOverflowException}
     * @throws IllegalArgumentException if this is less than 1 MiB
     */
    public static StreamOptions spillTo(Path directory, long bytes) {
        if (bytes < SpillFile.LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "a spill file of " + bytes + " bytes; it takes at least " + SpillFile.LEAST_BYTES);
        }
        return new StreamOptions(Objects.requireNonNull(directory), bytes);
    }

    /** As {@link #spillTo(Path, long)}, in the directory for temporary files that the JVM has been given. */
    public static StreamOptions spill(long bytes) {
        return spillTo(Path.of(System.getProperty("java.io.tmpdir")), bytes);
    }

    /** Returns the file to spill to, not made yet; {@code null} for none. */
    @Nullable
    SpillFile spillFile() {
        return directory == null ? null : new SpillFile(directory, spillBytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StreamOptions that
                && Objects.equals(directory, that.directory)
                && spillBytes == that.spillBytes;
    }

    @Override
    public int hashCode() {
        return Objects.hash(directory, spillBytes);
    }

    @Override
    public String toString() {
        return directory == null ? "in memory" : "spilling up to " + spillBytes + " bytes to " + directory;
    }
}
