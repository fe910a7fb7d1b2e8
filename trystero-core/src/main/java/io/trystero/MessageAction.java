package io.trystero;

import io.trystero.codec.Codec;
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
     *     RoomClosedException}. Cancel stops at the next frame
     */
    @CheckReturnValue
    public Mono<Void> send(@Nullable T value, SendOptions options) {
        return Mono.defer(
                () -> Outbound.of(room, name, codec.encode(value), options).mono());
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

    /** Returns how far messages of more than one frame have come, one element a frame. Hot. */
    public Flux<TransferProgress> receiveProgress() {
        return inbox.progress();
    }

    /** Returns the messages that could not be read as {@code T}; {@link #messages()} goes on without them. Hot. */
    public Flux<ReceiveFailure> failures() {
        return inbox.failures();
    }
}
