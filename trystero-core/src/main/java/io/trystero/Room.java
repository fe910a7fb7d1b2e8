package io.trystero;

import com.fasterxml.jackson.core.type.TypeReference;
import io.trystero.codec.Codec;
import io.trystero.signaling.RelayStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A handle on a room that this instance is in, made by {@link Trystero#join}. Thread-safe.
 *
 * <p>Joining the same room again gives another handle on it; the room is left when the last one is. All streams of a room emit
 * on one worker, one signal at a time, in the order in which things happened: a peer's {@link PeerEvent.Joined} comes before
 * its messages, its {@link PeerEvent.Left} after. They complete when the room has been left; sends and requests fail with a
 * {@link RoomClosedException} from then on.
 */
public final class Room implements Disposable {

    private final Trystero trystero;
    private final JoinedRoom room;
    private final AtomicBoolean left = new AtomicBoolean();
    private final Sinks.Empty<Void> given = Sinks.empty();

    Room(Trystero trystero, JoinedRoom room) {
        this.trystero = trystero;
        this.room = room;
    }

    /** Returns the room's id. */
    public String id() {
        return room.roomId();
    }

    /** Returns this instance's own peer id, as others see it. */
    public PeerId selfId() {
        return trystero.selfId();
    }

    /** Returns the peers that are in the room now. {@link #peerEvents()} is up to date with it or a little behind. */
    public List<PeerId> peers() {
        return room.peers();
    }

    /**
     * Returns who comes and goes: first a {@link PeerEvent.Joined} for each peer that is here at subscription, then what
     * happens from that very moment. Completes, without a {@code Left} for each peer, when the room has been left.
     */
    public Flux<PeerEvent> peerEvents() {
        return room.peerEvents();
    }

    /** Returns the peers that could not come in, and why, once for each attempt; see {@link JoinFailure}. Hot, without those of
     * before: subscribe right after the join. Never fails. */
    public Flux<JoinFailure> failures() {
        return room.failures();
    }

    /** Returns the state of the relays that this room is looked for on: each one's current first, then each change. */
    public Flux<RelayStatus> relays() {
        return trystero.relays().filter(room::uses).takeUntilOther(room.closed());
    }

    /** Returns the state of the relays that this room is looked for on; {@link #relays()} tells the changes, too. */
    public List<RelayStatus> relayStates() {
        return trystero.relayStates().stream().filter(room::uses).toList();
    }

    /** Returns what is known of the connection to each peer of this room, those still in handshake included. Cold. */
    public Flux<ConnectionInfo> connections() {
        return room.connections();
    }

    /**
     * Measures the time that a message takes to a peer and back. Cold.
     *
     * @return fails with a {@link PeerLeftException} or a {@link RoomClosedException}; no time limit of its own
     */
    @CheckReturnValue
    public Mono<Duration> ping(PeerId peer) {
        Arguments.given(peer, "peer");
        return Mono.defer(() -> {
            long start = trystero.clock().now(TimeUnit.NANOSECONDS);
            return room.ping(peer)
                    .then(Mono.fromSupplier(
                            () -> Duration.ofNanos(trystero.clock().now(TimeUnit.NANOSECONDS) - start)));
        });
    }

    /**
     * Returns the message action of that name; the same one for equal arguments.
     *
     * @param type {@code String} for text, {@code byte[]} or {@code ByteBuffer} for bytes, anything else for JSON
     * @throws IllegalArgumentException if the name is empty, longer than 32 bytes of UTF-8, or begins with {@code @_}
     * @throws IllegalStateException if the name is taken by a request action or another type
     */
    public <T> MessageAction<T> action(String name, Class<T> type) {
        return action(name, Codec.of(Arguments.given(type, "type")));
    }

    /** Returns the message action of that name for a generic type; see {@link #action(String, Class)}. */
    public <T> MessageAction<T> action(String name, TypeReference<T> type) {
        return action(name, Codec.of(Arguments.given(type, "type")));
    }

    /** Returns the message action of that name with a codec of one's own; see {@link #action(String, Class)}. */
    public <T> MessageAction<T> action(String name, Codec<T> codec) {
        return room.actions().message(Arguments.given(name, "name"), Arguments.given(codec, "codec"));
    }

    /** Returns the request action of that name; see {@link #action(String, Class)}. */
    public <Q, A> RequestAction<Q, A> request(String name, Class<Q> query, Class<A> answer) {
        return request(name, Codec.of(Arguments.given(query, "query")), Codec.of(Arguments.given(answer, "answer")));
    }

    /** Returns the request action of that name for generic types; see {@link #action(String, Class)}. */
    public <Q, A> RequestAction<Q, A> request(String name, TypeReference<Q> query, TypeReference<A> answer) {
        return request(name, Codec.of(Arguments.given(query, "query")), Codec.of(Arguments.given(answer, "answer")));
    }

    /** Returns the request action of that name with codecs of one's own; see {@link #action(String, Class)}. */
    public <Q, A> RequestAction<Q, A> request(String name, Codec<Q> query, Codec<A> answer) {
        return room.actions()
                .request(
                        Arguments.given(name, "name"),
                        Arguments.given(query, "query"),
                        Arguments.given(answer, "answer"));
    }

    /**
     * Returns the stream action of that name, whose messages are read as they come; the same one for equal arguments. What
     * has begun to come before is read here too, if it has not ended; what has ended and waits is a stream at its end. A
     * sender that cancels, and a reader that does, are not noticed at the other side: the wire has no word for it.
     *
     * @throws IllegalArgumentException if the name is empty, longer than 32 bytes of UTF-8, or begins with {@code @_}, or if
     *     the directory to spill to is no directory, does not exist, or cannot be written to
     * @throws IllegalStateException if the name is taken by an action of another kind, or made with other options
     */
    public StreamAction streamAction(String name, StreamOptions options) {
        return room.actions().stream(Arguments.given(name, "name"), Arguments.given(options, "options"));
    }

    /** Returns the stream action of that name that keeps what was not read in memory; see {@link #streamAction(String, StreamOptions)}. */
    public StreamAction streamAction(String name) {
        return streamAction(name, StreamOptions.inMemory());
    }

    /**
     * Returns the room's audio and video as streams and tracks; always the same. Applications use {@code RoomMedia} of {@code
     * trystero-media}, which is made of this.
     *
     * @throws UnsupportedOperationException if the instance's transport carries data alone, such as that of {@code
     *     trystero-webrtc} without {@code withMedia()}
     */
    public RoomTracks tracks() {
        if (!trystero.carriesMedia()) {
            throw new UnsupportedOperationException("the transport of this instance carries data alone; build it with"
                    + " .transport(WebRtcTransport.withMedia())");
        }
        return room.tracks();
    }

    /**
     * Gives this handle back; the last handle says goodbye to the peers and leaves. Nothing happens until it is subscribed to;
     * idempotent for each handle. While another handle holds the room, what was made by this one still works: its actions send,
     * and its streams go on.
     *
     * @return completes when the room has been left, or at once if other handles remain
     */
    @CheckReturnValue
    public Mono<Void> leave() {
        return Mono.defer(() -> {
            if (left.compareAndSet(false, true)) {
                given.tryEmitEmpty();
                return trystero.release(room);
            }
            return room.isClosing() ? room.closed() : Mono.empty();
        });
    }

    /** Starts {@link #leave()} and does not wait for it. */
    @Override
    public void dispose() {
        leave().subscribe();
    }

    /** The same as {@link #leave()}, in Reactor's words. */
    @CheckReturnValue
    public Mono<Void> disposeLater() {
        return leave();
    }

    /**
     * Returns a {@code Mono} that completes, on the room's worker, when this handle was given back or the room has been left: for what
     * is to end with the handle, whether or not another holds the room.
     */
    public Mono<Void> onLeave() {
        return Mono.firstWithSignal(room.worker().emit(given.asMono()), room.closed());
    }

    /** Returns a {@code Mono} that completes when the room has been left, whoever caused it; see {@link #onLeave()}. */
    public Mono<Void> onDispose() {
        return room.closed();
    }

    /** Tells whether this handle was given back, or the room left. */
    @Override
    public boolean isDisposed() {
        return left.get() || room.isClosing();
    }

    @Override
    public String toString() {
        return "Room[" + id() + ", " + peers().size() + " peers]";
    }
}
