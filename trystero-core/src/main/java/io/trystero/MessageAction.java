package io.trystero;

import io.trystero.codec.Codec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Messages of one name and type, to and from the peers of a room. Thread-safe; made by {@link Room#action}.
 *
 * <p>All streams emit on the room's worker, in the order in which things happened, and complete when the room has been left.
 */
public final class MessageAction<T> {

    private final JoinedRoom room;
    private final String name;
    private final Codec<T> codec;
    private final MessageInbox<T> inbox;

    MessageAction(JoinedRoom room, String name, Codec<T> codec) {
        this.room = room;
        this.name = name;
        this.codec = codec;
        this.inbox = new MessageInbox<>(name, codec, room.worker());
    }

    /** Returns the name that both sides know the action by. */
    public String name() {
        return name;
    }

    MessageInbox<T> inbox() {
        return inbox;
    }

    /** Sends a value to every peer in the room; see {@link #send(Object, SendOptions)}. */
    @CheckReturnValue
    public Mono<Void> send(@Nullable T value) {
        return send(value, SendOptions.toAll());
    }

    /**
     * Sends a value. Cold: each subscription sends once, to the targets of that moment.
     *
     * @param value {@code null} sends a JSON {@code null}; bytes must not change until the send is over
     * @return completes when the last frame has been handed to each target's channel, at once if there is none. Fails before
     *     anything is sent with a {@link io.trystero.codec.CodecException}, a {@link MessageTooLargeException}, or a {@link
     *     PeerLeftException} for a named target that is not in the room; midway with a {@link PeerLeftException} for a named
     *     target that leaves (a send to all goes on without it), or a {@link PeerStalledException}; and with a {@link
     *     RoomClosedException}. Cancel stops at the next frame, and no peer is told
     */
    @CheckReturnValue
    public Mono<Void> send(@Nullable T value, SendOptions options) {
        Arguments.given(options, "options");
        return Mono.defer(
                () -> Outbound.of(room, name, codec.encode(value), options).mono());
    }

    /** Sends a stream of bytes to every peer in the room; see {@link #send(Publisher, long, SendOptions)}. */
    @CheckReturnValue
    public Mono<Void> send(Publisher<? extends ByteBuffer> bytes, long length) {
        return send(bytes, length, SendOptions.toAll());
    }

    /**
     * Sends bytes as one message without holding all of them: what a {@code MessageAction<byte[]>}, a {@link StreamAction} or
     * a JavaScript peer receives as bytes, whatever {@code T} is here. Cold: each subscription sends once, to the targets of
     * that moment.
     *
     * <p>The slowest target sets the pace: at most four buffers, or more if they are small, wait ahead of 1 MiB of frames. The
     * message is whole at the receivers only once the source has completed; one of more than 64 MiB, or an eighth of a
     * smaller heap than 512 MiB, is dropped by JVM receivers other than a {@link StreamAction}, which tell it by {@link
     * #failures()}.
     *
     * <p>The wire has no word for a cancel: receivers of what was cancelled here hear nothing more of it, and give it up after
     * 60 seconds; a receiver that has cancelled is sent the rest all the same.
     *
     * @param bytes subscribed to and asked for more on the room's worker, so must not block there; not subscribed to where
     *     there is no target. A buffer is read from its position to its limit and must not change until the send is over
     * @param length how many bytes will come in all: the wire tells progress and end by it
     * @return completes when the last frame has been handed to each target's channel, at once if there is none. Fails as
     *     {@link #send(Object, SendOptions)} does, with the source's error, with an {@link IllegalStateException} that
     *     is an {@linkplain reactor.core.Exceptions#isOverflow overflow} if it gives more buffers than it is asked for, with a
     *     {@link WrongLengthException} if it gives fewer or more bytes, and with a {@link SourceStalledException} if it gives nothing for 30 seconds: receivers then never
     *     get the message. Cancel cancels the source and stops at the next frame
     * @throws IllegalArgumentException if the length is negative, or more than 35 TB
     */
    @CheckReturnValue
    public Mono<Void> send(Publisher<? extends ByteBuffer> bytes, long length, SendOptions options) {
        return Outbound.streamed(room, name, bytes, length, options);
    }

    /** Sends a file to every peer in the room; see {@link #sendFile(Path, SendOptions)}. */
    @CheckReturnValue
    public Mono<Void> sendFile(Path file) {
        return sendFile(file, SendOptions.toAll());
    }

    /**
     * Sends the bytes of a file as one message, read while they are sent, on the {@linkplain
     * TrysteroBuilder#blockingScheduler blocking scheduler}. Cold: each subscription opens and sends the file once.
     *
     * @return as of {@link #send(Publisher, long, SendOptions)}; fails with an {@link java.io.IOException} if the file cannot
     *     be read, and with a {@link WrongLengthException} if its length changes meanwhile
     */
    @CheckReturnValue
    public Mono<Void> sendFile(Path file, SendOptions options) {
        return Outbound.file(room, name, file, options);
    }

    /** Sends each value to every peer in the room; see {@link #sendAll(Publisher, SendOptions)}. */
    @CheckReturnValue
    public Mono<Void> sendAll(Publisher<? extends T> values) {
        return sendAll(values, SendOptions.toAll());
    }

    /**
     * Sends values one after another, each to the targets of its moment, asking for the next when one is sent: the slowest
     * target sets the pace. Cancel cancels the source; the source's error, or a send's, ends it.
     *
     * @return completes when the source has and its last value is sent
     */
    @CheckReturnValue
    public Mono<Void> sendAll(Publisher<? extends T> values, SendOptions options) {
        Arguments.given(values, "values");
        Arguments.given(options, "options");
        return Flux.<T>from(values).concatMap(value -> send(value, options), 0).then();
    }

    /**
     * Returns the messages of all peers. Hot: until the first subscriber ever, up to 16 384 messages or 16 MiB wait for it;
     * after that subscribers hear what comes. Each has its own queue of up to 65 536 messages or 32 MiB, past which it gets a
     * {@link SubscriberOverflowException}; nobody else is held up. A message larger than a queue waits in it alone.
     */
    public Flux<Message<T>> messages() {
        return inbox.messages();
    }

    /** Returns the values of {@link #messages()}, leaving out {@code null}s. */
    public Flux<T> values() {
        return messages().mapNotNull(Message::value);
    }

    /**
     * Returns how far messages of more than one frame have come, up to 256 elements a message: one each time that the fraction
     * has become another. Nothing more is told of a message that was dropped. Hot.
     */
    public Flux<TransferProgress> receiveProgress() {
        return inbox.progress();
    }

    /**
     * Returns the messages that could not be read as {@code T}, and, with a {@link MessageTooLargeException}, those that were
     * dropped because they are over 64 MiB or there was no memory to put them together: with less than 512 MiB of heap a
     * message of more than an eighth of it. {@link #messages()} goes on without them. Hot.
     */
    public Flux<ReceiveFailure> failures() {
        return inbox.failures();
    }

    @Override
    public String toString() {
        return "message action \"" + name + "\" of room \"" + room.roomId() + '"';
    }
}
