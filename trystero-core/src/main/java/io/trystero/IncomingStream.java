package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A message that a peer is sending, to be read as it comes; see {@link StreamAction#streams()}. */
public final class IncomingStream {

    /** Chunks, of 256 KiB at most, asked for ahead of the one that is being written to a file. */
    private static final int WRITE_AHEAD = 2;

    private final PeerId from;
    private final boolean binary;
    private final @Nullable JsonNode metadata;
    private final StreamDelivery delivery;
    private final Scheduler blocking;
    private boolean given;

    IncomingStream(
            PeerId from, boolean binary, @Nullable JsonNode metadata, StreamDelivery delivery, Scheduler blocking) {
        this.from = from;
        this.binary = binary;
        this.metadata = metadata;
        this.delivery = delivery;
        this.blocking = blocking;
    }

    /** Somebody is given it, on the room's worker. */
    void give() {
        given = true;
    }

    /** Tells whether anybody was given it, on the room's worker. */
    boolean isGiven() {
        return given;
    }

    /** Returns who sends it. */
    public PeerId from() {
        return from;
    }

    /** Returns what was sent beside it, or {@code null} if nothing was. */
    public @Nullable JsonNode metadata() {
        return metadata;
    }

    /** Tells whether bytes were sent; a text or a JSON value comes as its UTF-8. */
    public boolean isBinary() {
        return binary;
    }

    /**
     * Returns the bytes, chunk by chunk as they were cut on the wire (at most 16 KiB from most peers) or up to 256 KiB where
     * they waited in a file. To be subscribed to once, within 60 seconds or what {@link StreamOptions#unread}
     * says; on the room's worker, as all streams of the room.
     *
     * <p>WebRTC cannot slow the sender down. What is not asked for waits as {@link StreamOptions} say.
     *
     * @return completes when the whole message was read. A buffer is the subscriber's to keep. Fails with a {@link
     *     StreamOverflowException} if more waits than may, a {@link PeerLeftException} if the peer goes before it has sent
     *     all, a {@link PeerStalledException} if it sends nothing more for 60 seconds, as one that has cancelled, a {@link
     *     RoomClosedException}, the {@link java.io.IOException} of the file, a {@link TrysteroException} if this comes too
     *     late, and an {@link IllegalStateException} for a second subscriber. Cancel drops the rest; the sender is not told
     *     and sends on, for the wire has no word for it
     */
    public Flux<ByteBuffer> bytes() {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super ByteBuffer> reader) {
                delivery.subscribe(reader);
            }
        };
    }

    /**
     * Reads the bytes into a file, on the {@linkplain TrysteroBuilder#blockingScheduler blocking scheduler}. They are written
     * beside it, to a name that ends in {@code .part}, and take its place once all have come: until then, and after an error
     * or a cancel, what was there before stays. A JVM that is killed leaves the {@code .part} file behind: the next {@code
     * saveTo} takes another name, and deleting it is up to you. To be used once, instead of {@link #bytes()}.
     *
     * <p>Inside a {@code flatMap} of {@link StreamAction#streams()} handle its error for each stream, as shown there.
     *
     * @return the number of bytes; fails as {@link #bytes()} does, or with a {@link java.io.IOException}, such as that the
     *     directory does not exist
     */
    @CheckReturnValue
    public Mono<Long> saveTo(Path file) {
        Objects.requireNonNull(file, "file");
        return Mono.usingWhen(
                Mono.fromSupplier(() -> new WholeFile(file)),
                whole -> bytes().publishOn(blocking, WRITE_AHEAD).reduce(0L, (sum, bytes) -> sum + write(whole, bytes)),
                whole -> blocking(whole::keep),
                (whole, error) -> blocking(whole::drop),
                whole -> blocking(whole::drop));
    }

    private static int write(WholeFile file, ByteBuffer bytes) {
        try {
            return file.write(bytes);
        } catch (IOException e) {
            throw Exceptions.propagate(e);
        }
    }

    /** Something that is done to a file. */
    private interface FileTask {
        void run() throws IOException;
    }

    private Mono<Void> blocking(FileTask task) {
        return Mono.<Void>fromCallable(() -> {
                    task.run();
                    return null;
                })
                .subscribeOn(blocking);
    }

    @Override
    public String toString() {
        return delivery + (binary ? ", binary" : ", text or JSON") + (metadata == null ? "" : ", with metadata");
    }
}
