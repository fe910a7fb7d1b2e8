package io.trystero;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Messages of one name that are read while they come and so may be of any length, to and from the peers of a room. On the
 * wire they are messages like others: what a peer sends through an action of this name comes here in chunks, and what is
 * sent here comes to a JavaScript peer, or to a {@link MessageAction} of bytes, as one message. Thread-safe; made by {@link
 * Room#streamAction}.
 *
 * <p>All streams emit on the room's worker, in the order in which things happened, and complete when the room has been left.
 */
public final class StreamAction {

    private final JoinedRoom room;
    private final String name;
    private final StreamOptions options;
    private final StreamInbox inbox;

    /** @param spill the file of these options, {@code null} for none */
    StreamAction(JoinedRoom room, String name, StreamOptions options, @Nullable SpillFile spill) {
        this.room = room;
        this.name = name;
        this.options = options;
        this.inbox = new StreamInbox(room, name, options, spill);
    }

    /** Returns the name that both sides know the action by. */
    public String name() {
        return name;
    }

    StreamOptions options() {
        return options;
    }

    StreamInbox inbox() {
        return inbox;
    }

    /**
     * Returns the messages of all peers, each as its first chunk comes. Hot: until the first subscriber ever, up to 1 024 of
     * them wait for it; once all subscribers have gone, what comes is dropped, and nobody but the log at DEBUG tells. Each is to
     * be {@linkplain IncomingStream#bytes() read} by one subscriber, within 60 seconds unless {@link StreamOptions#unread} says
     * otherwise, else it is dropped. One that finds no room in memory even to begin is not emitted.
     *
     * <p>A stream fails by itself: its sender goes or cancels, the disk is full. Let its error end that stream alone, or it
     * ends the subscription to all of them, and within {@link Trystero#withRoom} leaves the room:
     *
     * <pre>{@code
     * action.streams().flatMap(stream -> stream.saveTo(directory.resolve(UUID.randomUUID().toString()))
     *         .onErrorResume(error -> {
     *             log.warn("{} was not saved", stream, error);
     *             return Mono.empty();
     *         }));
     * }</pre>
     */
    public Flux<IncomingStream> streams() {
        return inbox.streams();
    }

    /**
     * Returns how far the messages have come, whether or not they were read, as {@link MessageAction#receiveProgress()} does.
     * Nothing more is told of one that was dropped or whose reader has cancelled. Hot.
     */
    public Flux<TransferProgress> receiveProgress() {
        return inbox.progress();
    }

    /**
     * Returns the messages that were dropped because their metadata is no JSON, or because more than 64 MiB of them had come
     * before this action was made, when they were still taken for whole messages. Hot.
     */
    public Flux<ReceiveFailure> failures() {
        return inbox.failures();
    }

    /** Sends bytes to every peer in the room; see {@link MessageAction#send(Publisher, long, SendOptions)}. */
    @CheckReturnValue
    public Mono<Void> send(Publisher<? extends ByteBuffer> bytes, long length) {
        return send(bytes, length, SendOptions.toAll());
    }

    /**
     * Sends bytes as they come; see {@link MessageAction#send(Publisher, long, SendOptions)}. Neither side is told that the
     * other has cancelled: a receiver whose sender has fails after 60 seconds with a {@link PeerStalledException}, and what is
     * sent to one that has goes nowhere.
     */
    @CheckReturnValue
    public Mono<Void> send(Publisher<? extends ByteBuffer> bytes, long length, SendOptions options) {
        return Outbound.streamed(room, name, bytes, length, options);
    }

    /** Sends a file to every peer in the room; see {@link MessageAction#sendFile(Path, SendOptions)}. */
    @CheckReturnValue
    public Mono<Void> sendFile(Path file) {
        return sendFile(file, SendOptions.toAll());
    }

    /** Sends a file; see {@link MessageAction#sendFile(Path, SendOptions)}. */
    @CheckReturnValue
    public Mono<Void> sendFile(Path file, SendOptions options) {
        return Outbound.file(room, name, file, options);
    }

    @Override
    public String toString() {
        return "stream action \"" + name + "\" of room \"" + room.roomId() + '"';
    }
}
