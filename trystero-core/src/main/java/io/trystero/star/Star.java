package io.trystero.star;

import com.fasterxml.jackson.core.type.TypeReference;
import io.trystero.Message;
import io.trystero.MessageAction;
import io.trystero.PeerEvent;
import io.trystero.PeerId;
import io.trystero.ReceiveFailure;
import io.trystero.Room;
import io.trystero.RoomClosedException;
import io.trystero.SendOptions;
import io.trystero.codec.Codec;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The star of a room: who is its hub, and messages that go through it. The hub is the lowest id, by code units, among the
 * peers present that are willing, this one included. Each peer decides that by itself from what it has heard, so two may differ
 * for a moment.
 *
 * <p>Who is willing says so to each peer that joins, by an ordinary action named {@value #ACTION} with the JSON <code>
 * {"willing": true}</code>; who leaves is willing no more, nor is who says <code>{"willing": false}</code>. Anything else that
 * comes by that action is ignored.
 *
 * <p>There is one star for each stay in a room, which all who have a handle on that room share: it begins when it is made and ends
 * with the room or when it is disposed, and to make another one fails. Thread-safe. Its streams emit on the room's worker, what is
 * known already on the thread that subscribes.
 */
public final class Star implements Disposable {

    /** The action by which peers say whether they are willing. */
    static final String ACTION = "star";

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.star");

    private final Room room;
    private final boolean willing;
    private final Election election;
    private final MessageAction<Boolean> statements;
    private final Map<String, StarAction<?>> actions = new ConcurrentHashMap<>();
    private final WaitingBytes waitingBytes = WaitingBytes.ofHeap();
    private final Sinks.Empty<Void> disposal = Sinks.empty();
    private final Sinks.Many<Optional<PeerId>> hubs;
    private volatile Optional<PeerId> hub;
    private volatile boolean disposed;
    private volatile boolean over;

    private Star(Room room, boolean willing) {
        this.room = Objects.requireNonNull(room, "room must not be null");
        this.willing = willing;
        this.election = new Election(room.selfId(), willing, room::peers);
        this.statements = statementsOf(room);
        this.hub = election.hub();
        this.hubs = Sinks.many().replay().latestOrDefault(hub);
    }

    /**
     * Makes the star of a room of which this peer may become the hub, and does if nobody lower is willing. It passes on what
     * others send by the {@linkplain #action actions} that were made here.
     *
     * @throws IllegalStateException if the room has a star, or another action named {@value #ACTION}
     * @throws RoomClosedException if the room has been left
     */
    public static Star willing(Room room) {
        return new Star(room, true).begin();
    }

    /**
     * Makes the star of a room of which this peer never is the hub: a leaf.
     *
     * @throws IllegalStateException if the room has a star, or another action named {@value #ACTION}
     * @throws RoomClosedException if the room has been left
     */
    public static Star unwilling(Room room) {
        return new Star(room, false).begin();
    }

    private static MessageAction<Boolean> statementsOf(Room room) {
        if (room.isDisposed()) {
            throw new RoomClosedException(room.id());
        }
        try {
            // a codec object of its own, so that a second star of the room is refused: each would pass on every message
            return room.action(ACTION, new WillingnessCodec());
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "room \"" + room.id() + "\" has or had a star, or an action named \"" + ACTION
                            + "\"; make one star for a stay in a room, and share it",
                    e);
        }
    }

    private Star begin() {
        Flux<Runnable> comings = room.peerEvents().map(event -> () -> onPeer(event));
        Flux<Runnable> said = statements.messages().map(message -> () -> onSaid(message));
        Flux<Runnable> malformed = statements.failures().map(failure -> () -> onMalformed(failure));
        var unused = Flux.merge(comings, said, malformed)
                .takeUntilOther(disposal.asMono())
                .subscribe(Runnable::run, this::onFailure, this::onEnd);
        return this;
    }

    private void onSaid(Message<Boolean> message) {
        election.said(message.from(), Boolean.TRUE.equals(message.value()));
        elect();
    }

    private static void onMalformed(ReceiveFailure failure) {
        LOG.debug(
                "{} said nothing that a star knows: {}",
                failure.from(),
                failure.error().getMessage());
    }

    private void onFailure(Throwable error) {
        LOG.warn("the star of room \"{}\" ends", room.id(), error);
        onEnd();
    }

    private void onPeer(PeerEvent event) {
        PeerId peer = event.peer();
        if (event instanceof PeerEvent.Joined) {
            election.joined(peer);
            if (willing) {
                // ahead of all that is passed on to it, or it would not believe that
                say(true, SendOptions.to(peer));
            }
        } else {
            election.left(peer);
            actions.values().forEach(action -> action.left(peer));
        }
        elect();
    }

    private void elect() {
        Optional<PeerId> now = election.hub();
        if (!now.equals(hub)) {
            hub = now;
            LOG.debug(
                    "the hub of room \"{}\" is {}",
                    room.id(),
                    now.map(PeerId::value).orElse("nobody"));
            hubs.emitNext(now, Sinks.EmitFailureHandler.FAIL_FAST);
        }
    }

    private void say(boolean isWilling, SendOptions options) {
        var unused = statements
                .send(isWilling, options)
                .subscribe(
                        ignored -> {},
                        error -> LOG.debug("could not say whether this peer is willing: {}", error.getMessage()));
    }

    private void onEnd() {
        over = true;
        hub = Optional.empty();
        hubs.emitNext(hub, Sinks.EmitFailureHandler.FAIL_FAST);
        hubs.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
    }

    /** Returns the room that it is the star of, by the handle that it was made with. */
    public Room room() {
        return room;
    }

    /** Returns who is the hub now, this peer maybe; empty if nobody here is willing, or once the star has ended. */
    public Optional<PeerId> hub() {
        return hub;
    }

    /** Tells whether this peer is the hub now. */
    public boolean isHub() {
        return isSelf(hub);
    }

    /**
     * Returns who is the hub: at once who is it now, then each change; a slow subscriber gets the latest alone. Ends with nobody, and
     * completes, when the room has been left or the star disposed. Never fails.
     */
    public Flux<Optional<PeerId>> hubs() {
        return hubs.asFlux().onBackpressureLatest().distinctUntilChanged();
    }

    /**
     * Does work for as long as this peer is the hub: subscribed to when it becomes that, cancelled when it no longer is, and so on.
     * Work that completes is not begun again until this peer has become the hub once more. Cold: each subscription does the work
     * of its own.
     *
     * @return what the work emits; completes as {@link #hubs()} does, cancelling the work; fails as soon as the work does. Cancel
     *     cancels the work
     */
    public <T> Flux<T> whileHub(Supplier<? extends Publisher<? extends T>> work) {
        Objects.requireNonNull(work, "work must not be null");
        return hubs().map(this::isSelf)
                .distinctUntilChanged()
                .switchMap(mine -> mine ? Flux.<T>from(work.get()) : Flux.empty());
    }

    /**
     * Does work for as long as another peer is the hub, anew for each new one: a leaf's side of {@link #whileHub}.
     *
     * @param work given the hub
     * @return what the work emits; ends as that of {@link #whileHub} does
     */
    public <T> Flux<T> throughHub(Function<? super PeerId, ? extends Publisher<? extends T>> work) {
        Objects.requireNonNull(work, "work must not be null");
        return hubs().switchMap(
                        now -> now.isPresent() && !isSelf(now) ? Flux.<T>from(work.apply(now.get())) : Flux.empty());
    }

    private boolean isSelf(Optional<PeerId> peer) {
        return peer.filter(room.selfId()::equals).isPresent();
    }

    /**
     * Returns the action of that name whose messages go through the hub; the same one for equal arguments. On the wire it is an
     * ordinary action of the room, which can't be had by {@link Room#action} beside this. Who is willing passes on the messages of
     * the actions that it has made: make them right after the star.
     *
     * @param type {@code String} for text, {@code byte[]} or {@code ByteBuffer} for bytes, anything else for JSON
     * @throws IllegalArgumentException if the name is {@value #ACTION}, or as of {@link Room#action(String, Class)}
     * @throws IllegalStateException if the name is taken by another action or another type
     */
    public <T> StarAction<T> action(String name, Class<T> type) {
        return action(name, Codec.of(type));
    }

    /** Returns the action of that name for a generic type; see {@link #action(String, Class)}. */
    public <T> StarAction<T> action(String name, TypeReference<T> type) {
        return action(name, Codec.of(type));
    }

    /** Returns the action of that name with a codec of one's own; see {@link #action(String, Class)}. */
    public <T> StarAction<T> action(String name, Codec<T> codec) {
        Objects.requireNonNull(name, "name must not be null");
        Objects.requireNonNull(codec, "codec must not be null");
        if (name.equals(ACTION)) {
            throw new IllegalArgumentException("the star keeps the action name \"" + ACTION + "\" for itself");
        }
        StarAction<?> action = action(name, () -> new StarAction<>(this, name, codec));
        if (!action.codec().equals(codec)) {
            throw new IllegalStateException("star action \"" + name
                    + "\" is already made with another type or codec; use equal types, or the same codec object");
        }
        @SuppressWarnings("unchecked") // equal codecs, so equal types
        StarAction<T> same = (StarAction<T>) action;
        return same;
    }

    /** Lets it begin before anybody else gets it, who would take what waits. */
    private synchronized StarAction<?> action(String name, Supplier<StarAction<?>> make) {
        StarAction<?> known = actions.get(name);
        if (known != null) {
            return known;
        }
        StarAction<?> made = make.get();
        actions.put(name, made);
        made.begin();
        return made;
    }

    Election election() {
        return election;
    }

    WaitingBytes waitingBytes() {
        return waitingBytes;
    }

    boolean isWilling() {
        return willing;
    }

    /** Completes when the star is disposed; its room may go on. */
    Mono<Void> disposal() {
        return disposal.asMono();
    }

    /** Says why a star that has ended sends nothing. */
    RuntimeException endedError() {
        return disposed
                ? new IllegalStateException("the star of room \"" + room.id() + "\" has been disposed")
                : new RoomClosedException(room.id());
    }

    /**
     * Takes this peer out of the star, not out of the room: it tells the others that it is no longer willing, and passes on nothing
     * any more, what waits for that included. Sends that wait for a hub fail with an {@link IllegalStateException}. Idempotent.
     */
    @Override
    public void dispose() {
        if (isDisposed()) {
            return;
        }
        disposed = true;
        if (willing) {
            say(false, SendOptions.toAll());
        }
        var unused = disposal.tryEmitEmpty(); // two may dispose it at once
    }

    /** Tells whether the star was disposed, or its room left. */
    @Override
    public boolean isDisposed() {
        return disposed || over;
    }

    @Override
    public String toString() {
        return "Star[" + room.id() + ", hub " + hub.map(PeerId::value).orElse("nobody") + ']';
    }
}
