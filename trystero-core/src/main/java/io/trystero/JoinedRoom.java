package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.engine.Counters;
import io.trystero.engine.Departure;
import io.trystero.engine.DroppedMessage;
import io.trystero.engine.Engine;
import io.trystero.engine.EventLoop;
import io.trystero.engine.Found;
import io.trystero.engine.Hold;
import io.trystero.engine.IceServerSource;
import io.trystero.engine.IncomingTransfer;
import io.trystero.engine.PingObserver;
import io.trystero.engine.RoomEngine;
import io.trystero.engine.RoomFailure;
import io.trystero.engine.RoomObserver;
import io.trystero.engine.RoomSettings;
import io.trystero.engine.SendFailure;
import io.trystero.rtc.IceServer;
import io.trystero.rtc.media.RemoteStream;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.signaling.RelayStatus;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * A room that the instance is in, behind any number of {@link Room} handles: brings what the engine decides, in its order,
 * onto the room's worker.
 */
final class JoinedRoom implements RoomObserver {

    private final String roomId;
    private final RoomConfig config;
    private final Engine engine;
    private final RandomGenerator random;
    private final SerialWorker worker;
    private final Scheduler callbacks;
    private final Scheduler blocking;
    private final Background background;
    private final Hub<PeerEvent> peerEvents;
    private final Hub<JoinFailure> failures;
    private final RoomStreams streams;
    private final RoomActions actions;
    private final RoomTracks tracks;
    private final List<Waiting> waiting = new ArrayList<>();
    private final Sinks.Empty<Void> closed = Sinks.empty();
    private final Runnable onGone;
    private @Nullable ConnectRetries retries;
    private volatile Map<PeerId, Discovery> peers = Map.of();
    private volatile @Nullable RoomEngine room;
    private volatile boolean closing;
    private volatile Set<RoomEngine.RelayName> relays = Set.of();
    private boolean ready;
    private int handles;

    /** Someone who joins and waits for the room to be ready. On the loop. */
    interface Waiting {

        void onReady();

        /** The room was left before it was ready. */
        void onClosed();
    }

    JoinedRoom(
            String roomId,
            RoomConfig config,
            Engine engine,
            RandomGenerator random,
            Scheduler callbacks,
            Scheduler blocking,
            Runnable onGone) {
        this.roomId = roomId;
        this.config = config;
        this.engine = engine;
        this.random = random;
        this.callbacks = callbacks;
        this.blocking = blocking;
        this.onGone = onGone;
        this.worker = new SerialWorker(callbacks);
        this.background = Background.of(blocking, worker);
        this.peerEvents = new Hub<>("peerEvents()", worker, Hub.Bounds.EVENTS);
        this.failures = new Hub<>("failures()", worker, Hub.Bounds.EVENTS);
        this.streams = new RoomStreams(worker::execute);
        this.actions = new RoomActions(this);
        this.tracks = new RoomTracks(this);
    }

    /** Joins; on the loop. */
    void start() {
        room = engine.join(
                new RoomSettings(
                        roomId,
                        config.password(),
                        config.passive(),
                        config.trickleIce(),
                        config.iceServers(),
                        iceServerSource(),
                        config.iceTransportPolicy(),
                        config.iceCandidatePoolSize(),
                        config.handshake() != null,
                        config.handshakeTimeout().toMillis(),
                        config.plan()),
                this);
        relays = room().relays();
        Retry retry = config.connectRetry();
        if (retry != null) {
            retries = new ConnectRetries(retry, loop(), worker, room(), this::emit);
        }
    }

    /** Asks the user's source on the room's worker. */
    private @Nullable IceServerSource iceServerSource() {
        IceServerSource source = config.iceServerSource();
        if (source == null) {
            return null;
        }
        Mono<List<IceServer>> onWorker = Mono.create(sink -> worker.execute(
                () -> sink.onCancel(source.servers().subscribe(sink::success, sink::error, sink::success)),
                sink::error));
        return new IceServerSource(onWorker, source.maxAgeMillis());
    }

    String roomId() {
        return roomId;
    }

    RoomConfig config() {
        return config;
    }

    SerialWorker worker() {
        return worker;
    }

    /** Returns where subscribers are called, each on a worker of its own. */
    Scheduler callbacks() {
        return callbacks;
    }

    /** Returns where files are read and written. */
    Scheduler blocking() {
        return blocking;
    }

    /** Returns what does for the worker what it must not do itself. */
    Background background() {
        return background;
    }

    EventLoop loop() {
        return engine.loop();
    }

    /** Returns what the streams of each peer have between them. */
    RoomStreams streams() {
        return streams;
    }

    RoomTracks tracks() {
        return tracks;
    }

    RoomActions actions() {
        return actions;
    }

    List<PeerId> peers() {
        return List.copyOf(peers.keySet());
    }

    boolean isClosing() {
        return closing;
    }

    /** Returns the engine's side; on the loop, after {@link #start}. */
    RoomEngine room() {
        RoomEngine started = room;
        if (started == null) {
            throw new IllegalStateException("room \"" + roomId + "\" has not been started");
        }
        return started;
    }

    /** Counts something that was dropped because a bound was reached. */
    void overBound() {
        engine.counters().count(Counters.Kind.OVER_BOUND);
    }

    /** Tells whether the room is looked for on the relay that a status is about. */
    boolean uses(RelayStatus status) {
        return relays.contains(new RoomEngine.RelayName(status.strategy(), status.url()));
    }

    RoomClosedException closedError() {
        return new RoomClosedException(roomId);
    }

    /** Says that there is no way to a peer. */
    PeerLeftException absent(PeerId peer) {
        return peer.value().equals(engine.selfId())
                ? PeerLeftException.self(peer)
                : new PeerLeftException(peer, roomId);
    }

    Flux<PeerEvent> peerEvents() {
        return Flux.defer(() -> {
            Map<PeerId, Discovery> present = new LinkedHashMap<>();
            return peerEvents.flux(
                    subscription ->
                            present.forEach((peer, found) -> subscription.next(new PeerEvent.Joined(peer, found), 0)),
                    // one step of the loop takes the snapshot and the place in the order that live events follow
                    entry -> loop().execute(() -> {
                        present.putAll(peers);
                        worker.execute(entry);
                    }));
        });
    }

    Flux<JoinFailure> failures() {
        return failures.flux();
    }

    RandomGenerator random() {
        return random;
    }

    Flux<ConnectionInfo> connections() {
        Mono<List<RoomEngine.PeerConnectionView>> views = onLoop(sink -> {
            List<RoomEngine.PeerConnectionView> now = closing ? List.of() : room().connections();
            worker.execute(() -> sink.success(now));
        });
        return views.flatMapMany(all -> Flux.fromIterable(all).concatMap(this::describe));
    }

    private Mono<ConnectionInfo> describe(RoomEngine.PeerConnectionView view) {
        ConnectionInfo.Stage stage = view.joined() ? ConnectionInfo.Stage.JOINED : ConnectionInfo.Stage.HANDSHAKE;
        PeerId peer = new PeerId(view.peerId());
        return worker.emit(view.stats()
                .map(Optional::of)
                .onErrorReturn(Optional.empty())
                .map(stats ->
                        new ConnectionInfo(peer, view.number(), stage, stats.orElse(null), discovery(view.found()))));
    }

    private static Discovery discovery(Found found) {
        return new Discovery(
                found.relay().strategy(),
                found.relay().url(),
                Duration.ofMillis(found.tookMillis()),
                Instant.ofEpochMilli(found.openedAt()));
    }

    Mono<Void> ping(PeerId peer) {
        return onLoop(sink -> {
            if (closing) {
                worker.execute(() -> sink.error(closedError()));
                return;
            }
            room().ping(peer.value(), new PingObserver() {
                @Override
                public void onPong() {
                    worker.execute(sink::success);
                }

                @Override
                public void onLost(SendFailure reason) {
                    worker.execute(() -> sink.error(
                            switch (reason) {
                                case ROOM_CLOSED -> closedError();
                                case PEER_LEFT -> absent(peer);
                                case STALLED, QUEUE_FULL, SOURCE_SILENT ->
                                    new PeerStalledException(peer, "has too many pings waiting");
                            }));
                }
            });
        });
    }

    /** Returns a {@code Mono} that begins on the loop, and fails on the worker if that throws. */
    private <T> Mono<T> onLoop(Consumer<MonoSink<T>> begin) {
        return Mono.create(
                sink -> loop().execute(() -> begin.accept(sink), error -> worker.execute(() -> sink.error(error))));
    }

    Mono<Void> closed() {
        return closed.asMono();
    }

    /** One more handle; on the loop. */
    void retain(Waiting joining) {
        handles++;
        if (ready) {
            joining.onReady();
        } else {
            waiting.add(joining);
        }
    }

    /** One handle, or one join that was given up, less; on the loop. The last leaves. */
    void release(@Nullable Waiting joining) {
        waiting.remove(joining);
        if (--handles == 0) {
            leave();
        }
    }

    /** Leaves, whatever handles there are; on the loop. */
    void leave() {
        if (!closing) {
            closing = true;
            if (retries != null) {
                retries.close();
            }
            room().leave();
        }
    }

    @Override
    public void onReady() {
        ready = true;
        waiting.forEach(Waiting::onReady);
        waiting.clear();
    }

    @Override
    public void onRelaysChanged() {
        relays = room().relays();
    }

    @Override
    public void onJoined(String peerId, Found how) {
        PeerId peer = new PeerId(peerId);
        Discovery found = discovery(how);
        Map<PeerId, Discovery> next = new LinkedHashMap<>(peers);
        next.put(peer, found);
        peers = Collections.unmodifiableMap(next);
        worker.execute(() -> peerEvents.emit(new PeerEvent.Joined(peer, found), 0));
    }

    @Override
    public void onLeft(String peerId, Departure reason) {
        PeerId peer = new PeerId(peerId);
        Map<PeerId, Discovery> next = new LinkedHashMap<>(peers);
        next.remove(peer);
        peers = Collections.unmodifiableMap(next);
        PeerEvent.Reason why = switch (reason) {
            case LEFT -> PeerEvent.Reason.LEFT;
            case DISCONNECTED -> PeerEvent.Reason.DISCONNECTED;
            case INBOUND_OVERFLOW -> PeerEvent.Reason.INBOUND_OVERFLOW;
            case RECYCLED -> PeerEvent.Reason.RECYCLED;
        };
        worker.execute(() -> {
            peerEvents.emit(new PeerEvent.Left(peer, why), 0);
            actions.peerLeft(peer);
            tracks.arrived().peerLeft(peer);
        });
    }

    @Override
    public void onMessage(String peerId, Reassembly.Completed message, Hold bytes) {
        using(bytes, () -> actions.onMessage(new PeerId(peerId), message, bytes));
    }

    @Override
    public void onTransfer(String peerId, IncomingTransfer transfer) {
        actions.onTransfer(new PeerId(peerId), transfer);
    }

    @Override
    public void onReceiveProgress(
            String peerId, String action, double fraction, @Nullable ByteBuffer metadata, Hold bytes) {
        using(bytes, () -> actions.onProgress(new PeerId(peerId), action, fraction, metadata));
    }

    @Override
    public void onDropped(String peerId, DroppedMessage message, Hold bytes) {
        using(bytes, () -> actions.onDropped(new PeerId(peerId), message));
    }

    @Override
    public void onStream(String peerId, RemoteStream stream, @Nullable JsonNode metadata) {
        worker.execute(() -> tracks.arrived().add(new PeerId(peerId), stream, null, metadata));
    }

    @Override
    public void onTrack(String peerId, RemoteTrack track, RemoteStream stream, @Nullable JsonNode metadata) {
        worker.execute(() -> tracks.arrived().add(new PeerId(peerId), stream, track, metadata));
    }

    /** Runs a task on the worker, and lets go of what it is given; what keeps it must have retained it. */
    private void using(Hold bytes, Runnable task) {
        worker.execute(() -> {
            try {
                task.run();
            } finally {
                bytes.release();
            }
        });
    }

    @Override
    public void onFailure(RoomFailure failure) {
        JoinFailure.Cause cause = switch (failure.kind()) {
            case WRONG_PASSWORD -> JoinFailure.Cause.WRONG_PASSWORD;
            case WRONG_PASSWORD_ON_SHARED_CONNECTION -> JoinFailure.Cause.WRONG_PASSWORD_ON_SHARED_CONNECTION;
            case HANDSHAKE_REFUSED -> JoinFailure.Cause.HANDSHAKE_REFUSED;
            case HANDSHAKE_TIMEOUT -> JoinFailure.Cause.HANDSHAKE_TIMEOUT;
            case NO_ROUTE -> JoinFailure.Cause.NO_ROUTE;
        };
        JoinFailure failed = new JoinFailure(
                cause, new PeerId(failure.peerId()), roomId, failure.message(), failure.advice(), 1, failure.error());
        if (retries != null && cause == JoinFailure.Cause.NO_ROUTE) {
            retries.failed(failed);
        } else {
            emit(failed);
        }
    }

    private void emit(JoinFailure failure) {
        worker.execute(() -> failures.emit(failure, 0));
    }

    @Override
    public void onConnected(String peerId) {
        if (retries != null) {
            retries.connected(peerId);
        }
    }

    @Override
    public void onHandshake(HandshakeSession session) {
        Handshake handshake = config.handshake();
        if (handshake == null) {
            session.pass();
            return;
        }
        HandshakeContext context = new HandshakeContext(session, worker);
        Disposable.Swap running = Disposables.swap();
        session.onData((payload, bytes) -> using(bytes, () -> context.arrived(Payloads.payloadOf(payload), bytes)));
        session.onCancel(() -> worker.execute(() -> {
            running.dispose();
            context.close();
        }));
        worker.execute(() -> {
            if (!running.isDisposed()) {
                running.update(Mono.defer(() -> handshake.run(context))
                        .doFinally(end -> worker.execute(context::close))
                        .subscribe(ignored -> {}, session::fail, session::pass));
            }
        });
    }

    @Override
    public void onClosed() {
        closing = true;
        peers = Map.of();
        onGone.run();
        waiting.forEach(Waiting::onClosed);
        waiting.clear();
        worker.execute(() -> {
            peerEvents.complete();
            failures.complete();
            actions.close();
            tracks.arrived().close();
            closed.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
        });
        worker.stopAfterQueued();
    }
}
