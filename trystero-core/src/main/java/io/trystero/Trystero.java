package io.trystero;

import io.trystero.engine.Engine;
import io.trystero.engine.EngineSettings;
import io.trystero.engine.RoomEngine;
import io.trystero.rtc.ShutdownSequence;
import io.trystero.signaling.RelayStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One participant in the rooms of an application: it has one peer id, and one connection with each peer whatever the number of
 * rooms that both are in. Made by {@link #builder}. Thread-safe.
 *
 * <p>While it is in no room it holds no connection, no socket and no native code, but for the moment in which
 * the first {@code build()} of a process {@linkplain #warmup() warms up}; once disposed, no thread.
 */
public final class Trystero implements Disposable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.engine");
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

    private final TrysteroBuilder settings;
    private final PeerId selfId;
    private final Scheduler scheduler;
    private final Scheduler callbacks;
    private final Scheduler blocking;
    private final Engine engine;
    private final SerialWorker worker;
    private final Hub<RelayStatus> relayChanges;
    private volatile Map<RoomEngine.RelayName, RelayStatus> relayStates = Map.of();
    private final Map<String, JoinedRoom> rooms = new LinkedHashMap<>();
    private final Sinks.Empty<Void> disposed = Sinks.empty();
    private final AtomicBoolean disposing = new AtomicBoolean();
    private CompletableFuture<Void> warmingTransport = CompletableFuture.completedFuture(null);
    private @Nullable Disposable goodbye;

    Trystero(TrysteroBuilder settings) {
        this.settings = settings;
        this.selfId = settings.selfIdOrRandom();
        this.scheduler = settings.schedulerOrOwn();
        this.callbacks = settings.callbackSchedulerOrParallel();
        this.blocking = settings.blockingSchedulerOrElastic();
        this.worker = new SerialWorker(callbacks);
        this.relayChanges = new Hub<>("relays()", worker, Hub.Bounds.EVENTS);
        this.engine = new Engine(new EngineSettings(
                settings.appId(),
                selfId.value(),
                settings.transportOrFound(),
                scheduler,
                settings.random(),
                this::onRelayStatus));
    }

    /**
     * Begins to build an instance.
     *
     * @param appId names the application: only peers with the same one meet
     */
    public static TrysteroBuilder builder(String appId) {
        return new TrysteroBuilder(appId);
    }

    /**
     * Returns a room id that nobody guesses: 22 letters and digits, drawn securely, of 131 bits of entropy. Whoever knows the
     * id of a room without a password can join it.
     */
    public static String randomRoomId() {
        return Secrets.random();
    }

    /** Returns a password that nobody guesses, for {@link RoomConfig#password}: drawn as {@link #randomRoomId} is. */
    public static String randomPassword() {
        return Secrets.random();
    }

    /** Returns this instance's peer id, as others see it. */
    public PeerId selfId() {
        return selfId;
    }

    /** Tells whether connections may have audio and video. */
    boolean carriesMedia() {
        return settings.transportOrFound().capabilities().media();
    }

    /** Joins a room as the instance was built; see {@link #join(String, UnaryOperator)}. */
    @CheckReturnValue
    public Mono<Room> join(String roomId) {
        return join(roomId, room -> room);
    }

    /**
     * Joins a room. Cold: each subscription that succeeds gives one more handle, to be {@linkplain Room#leave() left} some
     * day. A room that is being left is joined again as soon as that is done.
     *
     * @param customizer given the instance's defaults, returns how to join
     * @return the room, on its worker, when its first relay is live or a peer with a connection to us is in it; {@link
     *     #relays()} tells why not meanwhile. Fails with a {@link RoomConfigConflictException} if the room is joined
     *     otherwise, a {@link java.util.concurrent.TimeoutException} past {@link RoomConfig#joinTimeout}, a {@link
     *     TrysteroException} if this instance is disposed, and with what the transport reports if it cannot work here. Cancel
     *     gives up
     */
    @CheckReturnValue
    public Mono<Room> join(String roomId, UnaryOperator<RoomConfig> customizer) {
        if (Arguments.given(roomId, "roomId").isEmpty()) {
            throw new IllegalArgumentException("a room needs an id");
        }
        RoomConfig config = Arguments.given(
                Arguments.given(customizer, "customizer").apply(settings.roomDefaults()),
                "what the customizer of room \"" + roomId + "\" returns");
        config.check();
        config.plan().all().forEach(strategy -> strategy.checkAppId(settings.appId()));
        return Mono.create(sink -> new Joining(this, roomId, config, sink).start());
    }

    /** Uses a room for as long as a stream lives; see {@link #withRoom(String, UnaryOperator, Function)}. */
    @CheckReturnValue
    public <T> Flux<T> withRoom(String roomId, Function<? super Room, ? extends Publisher<? extends T>> use) {
        return withRoom(roomId, room -> room, use);
    }

    /**
     * Uses a room for as long as a stream lives: joins on subscription, and leaves on completion, error and cancel. An error of
     * one send, request or stream that {@code use} lets through leaves the room, too.
     *
     * @return what {@code use} returns; a join that fails fails it
     */
    @CheckReturnValue
    public <T> Flux<T> withRoom(
            String roomId,
            UnaryOperator<RoomConfig> customizer,
            Function<? super Room, ? extends Publisher<? extends T>> use) {
        return Flux.usingWhen(
                join(roomId, customizer),
                Arguments.given(use, "use"),
                Room::leave,
                (room, error) -> room.leave(),
                Room::leave);
    }

    /** Uses one room after another; see {@link #switchRooms(Publisher, UnaryOperator, Function)}. */
    @CheckReturnValue
    public <T> Flux<T> switchRooms(
            Publisher<String> roomIds, Function<? super Room, ? extends Publisher<? extends T>> use) {
        return switchRooms(roomIds, room -> room, use);
    }

    /**
     * Uses one room after another, as {@link #withRoom} does each. The new room is joined first; then the stream of the old one
     * is cancelled and that room left, so that connections to peers who are in both are kept. An id that comes before the
     * last one's room was joined takes its place; the id of the room that is used, or on the way, changes nothing.
     *
     * @param roomIds where to go; all are requested at once
     * @param use is called on the new room's worker. If its stream completes, that room is left
     * @return what {@code use} returns, of one room after another. Completes when {@code roomIds} and the last room's stream
     *     have; an error of either, or of a join, ends it, and like cancel leaves the room
     */
    @CheckReturnValue
    public <T> Flux<T> switchRooms(
            Publisher<String> roomIds,
            UnaryOperator<RoomConfig> customizer,
            Function<? super Room, ? extends Publisher<? extends T>> use) {
        Arguments.given(roomIds, "roomIds");
        Arguments.given(customizer, "customizer");
        Arguments.given(use, "use");
        return Flux.defer(() -> {
            RoomSwitch<T> rooms = new RoomSwitch<>(this, customizer, use);
            return Flux.from(roomIds).flatMap(rooms::to, Integer.MAX_VALUE);
        });
    }

    /**
     * Waits until a first join of this process would not have to wait for code to be loaded, which the first {@code build()}
     * of the process has begun: two peers meet in memory, and nobody hears of it. Not needed before a join, which takes some
     * 300 ms longer while that is going on. Cold.
     *
     * @return completes when it is done, on a thread of its own, however it went; at once if it was done before
     */
    @CheckReturnValue
    public Mono<Void> warmup() {
        return Mono.fromFuture(
                () -> CompletableFuture.allOf(
                        WarmUp.transport(settings.transportOrFound()),
                        WarmUp.strategies(settings.plan().strategies())),
                true);
    }

    void beginWarmup() {
        warmingTransport = WarmUp.transport(settings.transportOrFound());
        var unused = WarmUp.strategies(settings.plan().strategies());
    }

    /** Returns the state of every relay in use now; {@link #relays()} tells the changes, too. */
    public List<RelayStatus> relayStates() {
        return List.copyOf(relayStates.values());
    }

    /**
     * Makes no new connections to relays, of any strategy, until {@link #resumeRelays()}: for when it is known that there is
     * no network, or to save power. Connections that are open stay; those to peers do anyway. Idempotent.
     */
    public void pauseRelays() {
        engine.loop().execute(engine::pauseRelays);
    }

    /** Connects to relays again, at once to those that are down. Idempotent. */
    public void resumeRelays() {
        engine.loop().execute(engine::resumeRelays);
    }

    /**
     * Returns the state of every relay in use: the current ones first, then each change, {@link RelayStatus.State#CLOSED} when
     * no room uses one any longer. Hot; completes on disposal.
     */
    public Flux<RelayStatus> relays() {
        return Flux.defer(() -> {
            List<RelayStatus> current = new ArrayList<>();
            return relayChanges.flux(
                    subscription -> current.forEach(status -> subscription.next(status, 0)),
                    entry -> engine.loop().execute(() -> {
                        current.addAll(relayStates.values());
                        worker.execute(entry);
                    }));
        });
    }

    /**
     * Returns how often something that came from others was dropped or refused since this instance was built, by what it was:
     * {@code MALFORMED_SIGNAL}, {@code REFUSED_SIGNAL}, {@code MALFORMED_FRAME}, {@code UNEXPECTED_FRAME}, {@code OVER_BOUND},
     * {@code INBOUND_OVERFLOW}; and {@code UNPUBLISHED}, what a relay did not take from us.
     */
    public Map<String, Long> dropped() {
        return engine.counters().all();
    }

    /** Starts {@link #disposeLater()} and does not wait for it. */
    @Override
    public void dispose() {
        if (disposing.compareAndSet(false, true)) {
            engine.loop().execute(() -> {
                List.copyOf(rooms.values()).forEach(JoinedRoom::leave);
                engine.whenIdle(this::finish);
            });
        }
    }

    /**
     * Leaves every room, closes every connection and stops. Cold; idempotent.
     *
     * @return completes when nothing is left
     */
    @CheckReturnValue
    public Mono<Void> disposeLater() {
        return Mono.defer(() -> {
            dispose();
            return onDispose();
        });
    }

    /** Returns a {@code Mono} that completes when this instance has been disposed. */
    public Mono<Void> onDispose() {
        return disposed.asMono();
    }

    /** Tells whether disposal has begun. */
    @Override
    public boolean isDisposed() {
        return disposing.get();
    }

    /**
     * Does {@link #disposeLater()} and waits for it, at most 3 seconds.
     *
     * @throws IllegalStateException on a thread that must not block, such as Reactor's own; there use {@link #disposeLater()}
     */
    @Override
    public void close() {
        if (Schedulers.isInNonBlockingThread()) {
            throw new IllegalStateException("close() would block "
                    + Thread.currentThread().getName() + ", which must not; use dispose() or disposeLater()");
        }
        CountDownLatch done = new CountDownLatch(1);
        disposeLater().subscribe(ignored -> {}, error -> done.countDown(), done::countDown);
        try {
            if (!done.await(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} is not closed after {} and goes on closing", this, CLOSE_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Scheduler clock() {
        return scheduler;
    }

    Engine engine() {
        return engine;
    }

    /** Returns the worker for signals that belong to no room. */
    SerialWorker worker() {
        return worker;
    }

    /** Returns the room of that id, joined now if it was not; on the loop. */
    JoinedRoom joined(String roomId, RoomConfig config) {
        JoinedRoom known = rooms.get(roomId);
        if (known != null) {
            return known;
        }
        JoinedRoom[] self = new JoinedRoom[1];
        JoinedRoom joined = new JoinedRoom(
                roomId, config, engine, settings.random(), callbacks, blocking, () -> rooms.remove(roomId, self[0]));
        self[0] = joined;
        rooms.put(roomId, joined);
        if (goodbye == null && settings.leavesOnShutdown()) {
            goodbye = ShutdownSequence.ofProcess().goodbye(disposeLater());
        }
        try {
            joined.start();
        } catch (Throwable e) {
            rooms.remove(roomId, joined);
            throw e;
        }
        return joined;
    }

    Mono<Void> release(JoinedRoom room) {
        return Mono.create(sink -> engine.loop()
                .execute(
                        () -> {
                            room.release(null);
                            if (room.isClosing()) {
                                sink.onCancel(room.closed().subscribe(ignored -> {}, sink::error, sink::success));
                            } else {
                                room.worker().execute(sink::success);
                            }
                        },
                        error -> room.worker().execute(() -> sink.error(error))));
    }

    private void onRelayStatus(RelayStatus status) {
        Map<RoomEngine.RelayName, RelayStatus> changed = new LinkedHashMap<>(relayStates);
        RoomEngine.RelayName relay = new RoomEngine.RelayName(status.strategy(), status.url());
        if (status.state() == RelayStatus.State.CLOSED) {
            changed.remove(relay);
        } else {
            changed.put(relay, status);
        }
        relayStates = Collections.unmodifiableMap(changed);
        worker.execute(() -> relayChanges.emit(status, 0));
    }

    private void finish() {
        if (goodbye != null) {
            goodbye.dispose();
        }
        engine.loop().dispose();
        settings.disposeOwn(scheduler);
        // what it has begun ends with it: a native thread would keep the virtual machine alive
        var unused = warmingTransport.thenRun(this::finished);
    }

    private void finished() {
        worker.execute(() -> {
            relayChanges.complete();
            disposed.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
        });
        worker.stopAfterQueued();
    }

    @Override
    public String toString() {
        return "Trystero[" + settings.appId() + ", " + selfId + "]";
    }

    /** Returns the instance's rooms by id; on the loop, for those who join. */
    @Nullable
    JoinedRoom roomNamed(String roomId) {
        return rooms.get(roomId);
    }
}
