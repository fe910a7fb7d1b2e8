package io.trystero;

import io.trystero.engine.IceServerSource;
import io.trystero.engine.StrategyPlan;
import io.trystero.rtc.IceServer;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.rtc.Transport;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.wire.Ids;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Builds a {@link Trystero}. Not thread-safe; may be used again for other instances. */
public final class TrysteroBuilder {

    /** The STUN servers that the JavaScript library uses too. */
    private static final List<IceServer> DEFAULT_ICE_SERVERS = List.of(
            IceServer.stun("stun:stun.l.google.com:19302"),
            IceServer.stun("stun:stun1.l.google.com:19302"),
            IceServer.stun("stun:stun2.l.google.com:19302"),
            IceServer.stun("stun:stun.cloudflare.com:3478"));

    private final String appId;
    private final List<SignalingStrategy> strategies = new ArrayList<>();
    private StrategyPlan fallbacks = StrategyPlan.of(List.of());
    private List<IceServer> iceServers = DEFAULT_ICE_SERVERS;
    private @Nullable IceServerSource iceServerSource;
    private IceTransportPolicy iceTransportPolicy = IceTransportPolicy.ALL;
    private int iceCandidatePoolSize;
    private @Nullable Boolean trickleIce;
    private @Nullable Transport transport;
    private @Nullable Scheduler scheduler;
    private @Nullable Scheduler callbackScheduler;
    private @Nullable Scheduler blockingScheduler;
    private @Nullable RandomGenerator random;
    private @Nullable String selfId;
    private boolean leaveOnShutdown = true;

    TrysteroBuilder(String appId) {
        if (Arguments.given(appId, "appId").isBlank()) {
            throw new IllegalArgumentException(
                    "an application id is needed: Trystero.builder(\"com.example.app\"), the same at all peers");
        }
        this.appId = appId;
    }

    /** Finds peers through this strategy. Several may be given: a peer found through any of them joins once. */
    public TrysteroBuilder strategy(SignalingStrategy strategy) {
        strategies.add(Arguments.given(strategy, "strategy"));
        return this;
    }

    /**
     * Falls back to this strategy where no relay of the others is up for that long. See {@link
     * RoomConfig#fallback(Duration, SignalingStrategy)}.
     */
    public TrysteroBuilder fallback(Duration after, SignalingStrategy strategy) {
        fallbacks = RoomConfig.fallback(fallbacks, after, strategy);
        return this;
    }

    /**
     * Makes connections with this transport; without it, the one that {@link ServiceLoader} finds, such as that of {@code
     * trystero-webrtc}.
     */
    public TrysteroBuilder transport(Transport transport) {
        this.transport = Arguments.given(transport, "transport");
        return this;
    }

    /** Uses these STUN and TURN servers instead of the default STUN servers; none for the machine's own network alone. */
    public TrysteroBuilder iceServers(IceServer... servers) {
        this.iceServers = Arguments.all(servers, "servers");
        this.iceServerSource = null;
        return this;
    }

    /**
     * Asks for the STUN and TURN servers, where their credentials do not last; each room by itself. See {@link
     * RoomConfig#iceServers(Mono, Duration)}.
     */
    public TrysteroBuilder iceServers(Mono<List<IceServer>> servers, Duration maxAge) {
        this.iceServerSource = RoomConfig.iceServerSource(servers, maxAge);
        this.iceServers = List.of();
        return this;
    }

    /** Says which candidates connections may use; all without it. See {@link RoomConfig#iceTransportPolicy}. */
    public TrysteroBuilder iceTransportPolicy(IceTransportPolicy policy) {
        this.iceTransportPolicy = Arguments.given(policy, "policy");
        return this;
    }

    /** Keeps that many connections with gathered offers ready in each room, so that peers connect sooner; none without it. */
    public TrysteroBuilder iceCandidatePoolSize(int connections) {
        this.iceCandidatePoolSize = RoomConfig.poolSize(connections);
        return this;
    }

    /** Says whether candidates are published one by one; without it, each strategy's own choice. */
    public TrysteroBuilder trickleIce(boolean trickle) {
        this.trickleIce = trickle;
        return this;
    }

    /** Runs the instance's loop and all its timers on a worker of this scheduler; a thread of its own without it. */
    public TrysteroBuilder scheduler(Scheduler scheduler) {
        this.scheduler = Arguments.given(scheduler, "scheduler");
        return this;
    }

    /** Runs codecs, handlers and subscribers on workers of this scheduler, one a room; {@code parallel()} without it. */
    public TrysteroBuilder callbackScheduler(Scheduler scheduler) {
        this.callbackScheduler = Arguments.given(scheduler, "scheduler");
        return this;
    }

    /** Reads and writes files on workers of this scheduler; {@code boundedElastic()} without it. */
    public TrysteroBuilder blockingScheduler(Scheduler scheduler) {
        this.blockingScheduler = Arguments.given(scheduler, "scheduler");
        return this;
    }

    /** Draws ids and keys from this generator, for tests that must repeat; a secure one without it. Used by several threads,
     * unless all schedulers are one. */
    public TrysteroBuilder random(RandomGenerator random) {
        this.random = Arguments.given(random, "random");
        return this;
    }

    /**
     * Uses this peer id instead of a random one. Ids must be unique in a room at any time, and an id that comes back after its
     * process died may be taken for the dead one's until that is noticed.
     *
     * @param id 20 letters and digits
     */
    public TrysteroBuilder selfId(String id) {
        if (!Arguments.given(id, "id").matches("[0-9A-Za-z]{" + Ids.PEER_ID_LENGTH + "}")) {
            throw new IllegalArgumentException(
                    "a peer id has " + Ids.PEER_ID_LENGTH + " letters and digits: \"" + id + "\"");
        }
        this.selfId = id;
        return this;
    }

    /**
     * Says whether the instance, if it is in rooms and has not been disposed, leaves them when the virtual machine goes down,
     * so that peers hear a goodbye instead of noticing a silence. It does without this. Going down takes some 200 ms longer
     * then, a second at most. A process that is killed or halted says nothing.
     */
    public TrysteroBuilder leaveOnShutdown(boolean leave) {
        this.leaveOnShutdown = leave;
        return this;
    }

    /**
     * Builds the instance: nothing is connected yet, but the transport has checked that it can work here, which for native
     * code takes some 100 ms the first time. The first instance of a process also begins to {@linkplain Trystero#warmup() warm
     * up}, on threads that end with that.
     *
     * @throws IllegalStateException if no strategy was given, or no transport given or found
     * @throws IllegalArgumentException if a strategy takes the app id for the server, and it is none
     * @throws RuntimeException if the transport cannot work on this machine; says what is missing
     */
    public Trystero build() {
        if (strategies.isEmpty()) {
            throw new IllegalStateException("no strategy to find peers through: add one with strategy(…), say"
                    + " WebSocketRelayStrategy.of(\"ws://localhost:8080\") of trystero-relay");
        }
        plan().all().forEach(strategy -> strategy.checkAppId(appId));
        TrysteroBuilder settings = copy();
        settings.transportOrFound().preflight();
        Trystero built = new Trystero(settings);
        built.beginWarmup();
        return built;
    }

    /** Returns a copy, so that an instance does not see what becomes of this builder. */
    TrysteroBuilder copy() {
        return new TrysteroBuilder(this);
    }

    private TrysteroBuilder(TrysteroBuilder other) {
        this.appId = other.appId;
        this.strategies.addAll(other.strategies);
        this.fallbacks = other.fallbacks;
        this.iceServers = other.iceServers;
        this.iceServerSource = other.iceServerSource;
        this.iceTransportPolicy = other.iceTransportPolicy;
        this.iceCandidatePoolSize = other.iceCandidatePoolSize;
        this.trickleIce = other.trickleIce;
        this.transport = other.transport == null ? findTransport() : other.transport;
        this.scheduler = other.scheduler;
        this.callbackScheduler = other.callbackScheduler;
        this.blockingScheduler = other.blockingScheduler;
        this.random = other.random == null ? secureRandom() : other.random;
        this.selfId = other.selfId;
        this.leaveOnShutdown = other.leaveOnShutdown;
    }

    String appId() {
        return appId;
    }

    StrategyPlan plan() {
        return new StrategyPlan(strategies, fallbacks.fallbacks());
    }

    RoomConfig roomDefaults() {
        return RoomConfig.of(plan(), iceServers, iceServerSource, iceTransportPolicy, iceCandidatePoolSize, trickleIce);
    }

    Transport transportOrFound() {
        return Objects.requireNonNull(transport);
    }

    RandomGenerator random() {
        return Objects.requireNonNull(random);
    }

    boolean leavesOnShutdown() {
        return leaveOnShutdown;
    }

    PeerId selfIdOrRandom() {
        return new PeerId(selfId == null ? Ids.random(random(), Ids.PEER_ID_LENGTH) : selfId);
    }

    Scheduler schedulerOrOwn() {
        return scheduler == null ? Schedulers.newSingle("trystero", true) : scheduler;
    }

    Scheduler callbackSchedulerOrParallel() {
        return callbackScheduler == null ? Schedulers.parallel() : callbackScheduler;
    }

    Scheduler blockingSchedulerOrElastic() {
        return blockingScheduler == null ? Schedulers.boundedElastic() : blockingScheduler;
    }

    /** Disposes the scheduler that {@link #schedulerOrOwn()} made, but not one that was given. */
    void disposeOwn(Scheduler used) {
        if (scheduler == null) {
            used.dispose();
        }
    }

    private static Transport findTransport() {
        return ServiceLoader.load(Transport.class)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "no transport: add io.trystero:trystero-webrtc to the class path, or give one with transport(…)"));
    }

    static RandomGenerator secureRandom() {
        try {
            SecureRandom random = SecureRandom.getInstance("DRBG");
            // seeds it now, since reading the seed may block
            random.nextBytes(new byte[1]);
            return random;
        } catch (NoSuchAlgorithmException e) {
            return new SecureRandom();
        }
    }
}
