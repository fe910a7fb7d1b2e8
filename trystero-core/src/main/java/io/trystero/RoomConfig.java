package io.trystero;

import io.trystero.engine.IceServerSource;
import io.trystero.engine.StrategyPlan;
import io.trystero.rtc.IceServer;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.signaling.SignalingStrategy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * How a room is joined: immutable, and equal to another one if all its settings but {@code joinTimeout} and
 * {@code connectRetry} are. Made by the customizer given to {@link
 * Trystero#join(String, java.util.function.UnaryOperator)}, which starts from what the instance was built with.
 */
public final class RoomConfig {

    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    /** The most connections that a room may keep ready; the range of the W3C's setting of that name. */
    private static final int MAX_POOL = 255;

    private final Values values;
    /** How long one join waits says nothing about the room. */
    private final @Nullable Duration joinTimeout;

    /** Two made alike are not equal, so that joins that set it anew each time would never agree. */
    private final @Nullable Retry connectRetry;

    /** Holds the settings, for equality. */
    private record Values(
            StrategyPlan plan,
            List<IceServer> iceServers,
            @Nullable IceServerSource iceServerSource,
            IceTransportPolicy iceTransportPolicy,
            int iceCandidatePoolSize,
            @Nullable Boolean trickleIce,
            String password,
            boolean passive,
            @Nullable Handshake handshake,
            Duration handshakeTimeout) {}

    private RoomConfig(Values values, @Nullable Duration joinTimeout, @Nullable Retry connectRetry) {
        this.values = values;
        this.joinTimeout = joinTimeout;
        this.connectRetry = connectRetry;
    }

    static RoomConfig of(
            StrategyPlan plan,
            List<IceServer> iceServers,
            @Nullable IceServerSource iceServerSource,
            IceTransportPolicy policy,
            int poolSize,
            @Nullable Boolean trickleIce) {
        return new RoomConfig(
                new Values(
                        plan,
                        List.copyOf(iceServers),
                        iceServerSource,
                        policy,
                        poolSize,
                        trickleIce,
                        "",
                        false,
                        null,
                        HANDSHAKE_TIMEOUT),
                null,
                null);
    }

    /** Finds peers in this room through these strategies instead of the instance's. */
    public RoomConfig strategies(SignalingStrategy... strategies) {
        List<SignalingStrategy> given = Arguments.all(strategies, "strategies");
        if (given.isEmpty()) {
            throw new IllegalArgumentException("a room needs at least one strategy");
        }
        return with(StrategyPlan.of(given));
    }

    /**
     * Falls back to a strategy if no relay of the strategies and fallbacks before it is up for some time: at the beginning, or
     * later. Once it is used it stays in use beside them. Several are used one after another, each after its own time.
     *
     * @param after how long the others may take
     */
    public RoomConfig fallback(Duration after, SignalingStrategy strategy) {
        return with(fallback(plan(), after, strategy));
    }

    static StrategyPlan fallback(StrategyPlan plan, Duration after, SignalingStrategy strategy) {
        return plan.fallback(
                Arguments.given(strategy, "strategy"),
                Arguments.positive(after, "after").toMillis());
    }

    private RoomConfig with(StrategyPlan plan) {
        return with(plan, iceServers(), iceServerSource(), iceTransportPolicy(), iceCandidatePoolSize(), trickleIce());
    }

    /** Uses these STUN and TURN servers in this room instead of the instance's; none for the machine's own network. */
    public RoomConfig iceServers(IceServer... servers) {
        return with(
                plan(),
                Arguments.all(servers, "servers"),
                null,
                iceTransportPolicy(),
                iceCandidatePoolSize(),
                trickleIce());
    }

    /**
     * Asks for the STUN and TURN servers, where their credentials do not last. Joins of one room agree if they give the same
     * {@code Mono}. No offers are kept ready then.
     *
     * @param servers subscribed to on the room's worker, when a connection is to be made and the last answer is too old;
     *     several connections that wait share an answer. If it fails, is empty or takes over 10 seconds, what it gave before is
     *     used, and a failure to find a route tells of it
     * @param maxAge how long an answer is used; zero to ask each time
     */
    public RoomConfig iceServers(Mono<List<IceServer>> servers, Duration maxAge) {
        return with(
                plan(),
                List.of(),
                iceServerSource(servers, maxAge),
                iceTransportPolicy(),
                iceCandidatePoolSize(),
                trickleIce());
    }

    static IceServerSource iceServerSource(Mono<List<IceServer>> servers, Duration maxAge) {
        return new IceServerSource(
                Arguments.given(servers, "servers"),
                Arguments.notNegative(maxAge, "maxAge").toMillis());
    }

    /**
     * Says which candidates connections made for this room may use. {@link IceTransportPolicy#RELAY} needs a TURN server: without
     * one the join is refused with an {@link IllegalArgumentException}.
     */
    public RoomConfig iceTransportPolicy(IceTransportPolicy policy) {
        return with(
                plan(),
                iceServers(),
                iceServerSource(),
                Arguments.given(policy, "policy"),
                iceCandidatePoolSize(),
                trickleIce());
    }

    /** Keeps that many connections with gathered offers ready, so that peers connect sooner; none without it. */
    public RoomConfig iceCandidatePoolSize(int connections) {
        return with(plan(), iceServers(), iceServerSource(), iceTransportPolicy(), poolSize(connections), trickleIce());
    }

    /** Says whether candidates are published one by one; without it, each strategy's own choice. */
    public RoomConfig trickleIce(boolean trickle) {
        return with(plan(), iceServers(), iceServerSource(), iceTransportPolicy(), iceCandidatePoolSize(), trickle);
    }

    /**
     * Connects only to peers with the same password, which also encrypts what the relays carry. It never leaves this process.
     * A peer that is connected already, through another room, must prove that it has the password only where our id is the
     * lower one: where that is not enough add a {@link #handshake}.
     */
    public RoomConfig password(String password) {
        if (Arguments.given(password, "password").isEmpty()) {
            throw new IllegalArgumentException("a password must not be empty; leave it out for none");
        }
        return with(password, passive(), handshake(), handshakeTimeout(), joinTimeout());
    }

    /** Joins without announcing until an active peer is heard, so that idle rooms cost their relays nothing. */
    public RoomConfig passive(boolean passive) {
        return with(password(), passive, handshake(), handshakeTimeout(), joinTimeout());
    }

    /** Lets in only peers that pass this handshake. */
    public RoomConfig handshake(Handshake handshake) {
        return with(password(), passive(), Arguments.given(handshake, "handshake"), handshakeTimeout(), joinTimeout());
    }

    /** Limits the time from a peer's attachment to its joining, the password's check included; 10 seconds by default. */
    public RoomConfig handshakeTimeout(Duration timeout) {
        return with(password(), passive(), handshake(), Arguments.positive(timeout, "handshakeTimeout"), joinTimeout());
    }

    /** Fails the join if no relay is live in time; without it a join waits until one is. */
    public RoomConfig joinTimeout(Duration timeout) {
        return with(password(), passive(), handshake(), handshakeTimeout(), Arguments.positive(timeout, "joinTimeout"));
    }

    /**
     * Tries again to connect to a peer to which no route was found, as this {@code Retry} says: say {@code Retry.backoff(3,
     * Duration.ofSeconds(2))}. Attempts that are followed by another are no {@link JoinFailure}; the last one is, with their
     * number. Between them the peer's announces are not heeded, its offers are. Without it a peer is tried whenever it
     * announces itself, each minute at least, and each failure is reported.
     *
     * <p>An attempt that finds no route takes some 24 s from the answer on, which comes on top of the pauses.
     *
     * <p>Of joins of the same room that of the first counts: it is not compared. It sees each failure as a {@link TrysteroException},
     * and runs on the room's worker, its delays on
     * the scheduler that it was given.
     */
    public RoomConfig connectRetry(Retry retry) {
        return new RoomConfig(values, joinTimeout, Arguments.given(retry, "retry"));
    }

    /** Refuses settings of which it is known that no peer can ever be reached with them. */
    void check() {
        if (iceTransportPolicy() == IceTransportPolicy.RELAY
                && iceServerSource() == null
                && iceServers().stream().noneMatch(IceServer::isTurn)) {
            throw new IllegalArgumentException(
                    "iceTransportPolicy(RELAY) allows candidates of a TURN server alone, and none"
                            + " is configured: add iceServers(IceServer.turn(url, user, credential))");
        }
    }

    StrategyPlan plan() {
        return values.plan();
    }

    List<IceServer> iceServers() {
        return values.iceServers();
    }

    @Nullable
    IceServerSource iceServerSource() {
        return values.iceServerSource();
    }

    IceTransportPolicy iceTransportPolicy() {
        return values.iceTransportPolicy();
    }

    @Nullable
    Boolean trickleIce() {
        return values.trickleIce();
    }

    int iceCandidatePoolSize() {
        return values.iceCandidatePoolSize();
    }

    String password() {
        return values.password();
    }

    boolean passive() {
        return values.passive();
    }

    @Nullable
    Handshake handshake() {
        return values.handshake();
    }

    Duration handshakeTimeout() {
        return values.handshakeTimeout();
    }

    @Nullable
    Duration joinTimeout() {
        return joinTimeout;
    }

    @Nullable
    Retry connectRetry() {
        return connectRetry;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RoomConfig config && values.equals(config.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Tells what is set; never the password. */
    @Override
    public String toString() {
        return "RoomConfig[strategies="
                + plan().all().stream().map(SignalingStrategy::name).toList()
                + (password().isEmpty() ? "" : ", with a password")
                + (passive() ? ", passive" : "")
                + "]";
    }

    private RoomConfig with(
            StrategyPlan plan,
            List<IceServer> iceServers,
            @Nullable IceServerSource iceServerSource,
            IceTransportPolicy policy,
            int poolSize,
            @Nullable Boolean trickleIce) {
        return new RoomConfig(
                new Values(
                        plan,
                        iceServers,
                        iceServerSource,
                        policy,
                        poolSize,
                        trickleIce,
                        password(),
                        passive(),
                        handshake(),
                        handshakeTimeout()),
                joinTimeout(),
                connectRetry());
    }

    private RoomConfig with(
            String password,
            boolean passive,
            @Nullable Handshake handshake,
            Duration handshakeTimeout,
            @Nullable Duration joinTimeout) {
        return new RoomConfig(
                new Values(
                        plan(),
                        iceServers(),
                        iceServerSource(),
                        iceTransportPolicy(),
                        iceCandidatePoolSize(),
                        trickleIce(),
                        password,
                        passive,
                        handshake,
                        handshakeTimeout),
                joinTimeout,
                connectRetry());
    }

    static int poolSize(int connections) {
        if (connections < 0 || connections > MAX_POOL) {
            throw new IllegalArgumentException(
                    "iceCandidatePoolSize must be from 0 to " + MAX_POOL + ", but is " + connections);
        }
        return connections;
    }
}
