package io.trystero.star;

import io.trystero.CheckReturnValue;
import io.trystero.Message;
import io.trystero.MessageAction;
import io.trystero.PeerId;
import io.trystero.ReceiveFailure;
import io.trystero.SendOptions;
import io.trystero.codec.Codec;
import io.trystero.codec.Payload;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Messages of one name and type that go through the hub of a star to all others. Thread-safe; made by {@link Star#action}. All
 * streams emit on the room's worker, but for messages that waited for their first subscriber, which come where it asks for them;
 * they complete when the room has been left or the star disposed.
 *
 * <p>A leaf sends to the hub: an ordinary message, with its own metadata. A willing peer that gets one sends it on to all but its
 * source, payload unread, with {@link HubMetadata}, each peer's in the order in which they came. What has such metadata is not sent
 * on again, and is believed of a peer alone that is willing or was; of any other it is dropped.
 */
public final class StarAction<T> {

    /** Losses that wait for a slow subscriber. */
    static final int LOSSES = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.star");

    private final Star star;
    private final String name;
    private final Codec<T> codec;
    private final MessageAction<Arrival<T>> action;
    private final Forwarding<T> forwarding;
    private final EarlyMessages<T> early = new EarlyMessages<>();
    private final Sinks.Many<Undelivered> undelivered = Sinks.many().multicast().directBestEffort();
    private final Sinks.Many<ReceiveFailure> unreadable =
            Sinks.many().multicast().directBestEffort();

    StarAction(Star star, String name, Codec<T> codec) {
        this.star = star;
        this.name = name;
        this.codec = codec;
        this.action = star.room().action(name, new ArrivalCodec<>(codec, star.isWilling()));
        this.forwarding = new Forwarding<>(action, star.election(), star.waitingBytes(), this::onLost);
    }

    /** Begins to pass on, where this peer is willing. */
    void begin() {
        if (star.isWilling()) {
            var unused = action.messages()
                    .takeUntilOther(star.disposal())
                    .subscribe(this::onMessage, this::onFailure, this::onEnd);
        }
    }

    private void onMessage(Message<Arrival<T>> message) {
        Arrival<T> arrival = message.value();
        Payload payload = arrival == null ? null : arrival.payload();
        if (arrival == null || payload == null) {
            return;
        }
        if (arrival.error() != null) {
            // nobody listens, or too slowly: it is told to who does
            var unused = unreadable.tryEmitNext(new ReceiveFailure(message.from(), arrival.error()));
        }
        long bytes = Passing.bytesOf(payload);
        early.add(message, bytes);
        forwarding.pass(message, payload, bytes);
    }

    private void onFailure(Throwable error) {
        LOG.warn("star action \"{}\" passes on nothing any more", name, error);
        onEnd();
    }

    private void onEnd() {
        early.close();
        forwarding.cancel();
    }

    private void onLost(Passing message, PeerId peer, Throwable error) {
        var unused = undelivered.tryEmitNext(new Undelivered(message.source(), peer, error)); // likewise
    }

    void left(PeerId peer) {
        forwarding.left(peer);
    }

    Codec<T> codec() {
        return codec;
    }

    /** Returns the name that all sides know the action by. */
    public String name() {
        return name;
    }

    /** Sends a value to all others, without metadata; see {@link #send(Object, Object)}. */
    @CheckReturnValue
    public Mono<Void> send(@Nullable T value) {
        return send(value, null);
    }

    /**
     * Sends a value to all others: through the hub, once there is one, or as the hub. Cold: each subscription sends once, to the
     * hub of its moment. Sends that are to keep their order are subscribed to one after another.
     *
     * @param value {@code null} sends a JSON {@code null}; bytes must not change until the send is over
     * @param metadata anything that Jackson writes as JSON, or {@code null} for none; some 100 bytes less than a plain message may
     *     have, since the hub adds to it
     * @return completes when the last frame has been handed to the hub's channel, or as the hub to that of each peer: not when it
     *     was passed on. Waits for a hub without a time limit of its own; fails with a {@link io.trystero.PeerLeftException} if
     *     the hub leaves midway, so that others may have got it or not, with an {@link IllegalStateException} if the star was or
     *     is disposed, and as {@link MessageAction#send(Object, SendOptions)} does. Cancel stops at the next frame, and no peer is
     *     told
     */
    @CheckReturnValue
    public Mono<Void> send(@Nullable T value, @Nullable Object metadata) {
        return Mono.defer(() -> {
            Payload payload = codec.encode(value);
            return star.hubs()
                    .concatMap(Mono::justOrEmpty)
                    .next()
                    .switchIfEmpty(Mono.error(star::endedError))
                    .flatMap(hub -> action.send(Arrival.of(payload), options(hub, metadata)));
        });
    }

    private SendOptions options(PeerId hub, @Nullable Object metadata) {
        PeerId self = star.room().selfId();
        if (hub.equals(self)) {
            return SendOptions.toAll().metadata(HubMetadata.toJson(self.value(), metadata));
        }
        SendOptions toHub = SendOptions.to(hub);
        return metadata == null ? toHub : toHub.metadata(metadata);
    }

    /**
     * Returns the messages of all others, whoever they came through. Hot, with a queue for each subscriber; until the first subscriber
     * ever they wait for it, within the bounds of {@link MessageAction#messages()}.
     */
    public Flux<StarMessage<T>> messages() {
        Flux<Message<Arrival<T>>> live = action.messages();
        return (star.isWilling() ? early.before(live) : live)
                .takeUntilOther(star.disposal())
                .mapNotNull(this::read);
    }

    private @Nullable StarMessage<T> read(Message<Arrival<T>> message) {
        Arrival<T> arrival = message.value();
        if (arrival == null || arrival.error() != null) {
            return null;
        }
        HubMetadata passedOn = HubMetadata.of(message.metadata()).orElse(null);
        if (passedOn == null) {
            return new StarMessage<>(message.from(), arrival.value(), message.metadata());
        }
        if (!star.election().believes(message.from())) {
            LOG.debug("dropped what {}, which is not willing, says to be of another peer", message.from());
            return null;
        }
        return new StarMessage<>(new PeerId(passedOn.source()), arrival.value(), passedOn.metadata());
    }

    /** Returns the values of {@link #messages()}, leaving out {@code null}s. */
    public Flux<T> values() {
        return messages().mapNotNull(StarMessage::value);
    }

    /**
     * Returns the messages that could not be read as {@code T}, or were dropped because they are too large, by the peer that they
     * came from; see {@link MessageAction#failures()}. A hub passes on what it can't read. Hot.
     */
    public Flux<ReceiveFailure> failures() {
        return Flux.merge(action.failures(), untilEnd(unreadable)).takeUntilOther(star.disposal());
    }

    /**
     * Returns what this peer, as the hub, could not pass on to one of the others: for each 65 536 messages or 64 MiB wait, for all
     * together 256 MiB or an eighth of the heap, and past that what comes for who is behind is dropped. The first of a streak is
     * logged, too. Hot; of more than 1 024 that a subscriber has not asked for the oldest are dropped.
     */
    public Flux<Undelivered> undelivered() {
        return untilEnd(undelivered).onBackpressureBuffer(LOSSES, BufferOverflowStrategy.DROP_OLDEST);
    }

    private <E> Flux<E> untilEnd(Sinks.Many<E> sink) {
        return sink.asFlux()
                .takeUntilOther(
                        Mono.firstWithSignal(star.disposal(), star.room().onDispose()));
    }

    @Override
    public String toString() {
        return "star action \"" + name + "\" of room \"" + star.room().id() + '"';
    }
}
