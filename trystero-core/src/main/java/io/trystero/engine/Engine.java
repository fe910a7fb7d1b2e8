package io.trystero.engine;

import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.signaling.SignalingContext;
import io.trystero.wire.SignalMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One instance: its rooms, its relays, and what it has with each remote peer. Confined to its loop, on which every method
 * but {@link #loop()} must be called.
 */
public final class Engine {

    private final EngineSettings settings;
    private final EventLoop loop;
    private final Counters counters = new Counters();
    private final InboxBudget inboxBudget = InboxBudget.ofInstance();
    private final FairBudget reassemblyBudget = FairBudget.ofMemory(Bounds.INSTANCE_REASSEMBLY_BYTES, 4);
    private final FairBudget deliveryBudget = FairBudget.ofMemory(Bounds.INSTANCE_DELIVERY_BYTES, 4);
    private final FairBudget answerBudget = FairBudget.ofMemory(Bounds.INSTANCE_ANSWER_BYTES, 4);
    private final FairBudget streamBudget = FairBudget.ofMemory(Bounds.INSTANCE_STREAM_BYTES, 8);
    private final FairBudget earlyCandidates = new FairBudget(Bounds.EARLY_CANDIDATE_CHARACTERS);
    private final StandingCapacity standingCapacity;
    private final MinuteQuota attemptQuota;
    private final Relays relays;
    private final Map<String, RoomEngine> roomsByToken = new LinkedHashMap<>();
    private final Map<String, Negotiation> negotiations = new LinkedHashMap<>();
    private @Nullable PeerConnectionFactory factory;
    private long connections;
    private @Nullable Runnable whenIdle;
    private Mono<Void> released = Mono.empty();

    public Engine(EngineSettings settings) {
        this.settings = settings;
        this.loop = new EventLoop(settings.scheduler());
        this.standingCapacity = new StandingCapacity(loop);
        this.attemptQuota = new MinuteQuota(loop, Bounds.ATTEMPTS_A_MINUTE);
        this.relays = new Relays(
                loop,
                counters,
                new SignalingContext(settings.appId(), settings.selfId(), settings.scheduler(), settings.random()),
                settings.onRelayStatus());
    }

    public EventLoop loop() {
        return loop;
    }

    public Counters counters() {
        return counters;
    }

    /**
     * Joins a room that this instance is not in.
     *
     * @return the room, already looking for peers
     */
    public RoomEngine join(RoomSettings room, RoomObserver observer) {
        if (factory == null) {
            factory = settings.transport().open();
        }
        RoomEngine joined = new RoomEngine(this, room, observer);
        roomsByToken.put(joined.token(), joined);
        try {
            joined.start();
        } catch (Throwable e) {
            joined.abort();
            roomsByToken.remove(joined.token());
            releaseIfIdle();
            throw e;
        }
        return joined;
    }

    /** Makes no new connections to relays until {@link #resumeRelays()}. */
    public void pauseRelays() {
        relays.pause();
    }

    /** Connects to relays again. */
    public void resumeRelays() {
        relays.resume();
    }

    /** Runs an action once no room, no connection and nothing of the transport is left. */
    public void whenIdle(Runnable action) {
        whenIdle = action;
        releaseIfIdle();
    }

    /** Returns the budget of unfinished messages. */
    FairBudget reassemblyBudget() {
        return reassemblyBudget;
    }

    /** Returns the budget of messages that wait for those who take them. */
    FairBudget deliveryBudget() {
        return deliveryBudget;
    }

    /** Returns the budget of answers that wait to be sent. */
    FairBudget answerBudget() {
        return answerBudget;
    }

    /** Returns the bytes of answers that wait to be sent. */
    public long answerBytes() {
        return answerBudget.reserved();
    }

    /** Returns the budget of streams that have not been read. */
    FairBudget streamBudget() {
        return streamBudget;
    }

    /** Returns the bytes kept of what peers have sent: unfinished messages, and those that nobody has consumed. */
    public long receivedBytes() {
        return reassemblyBudget.reserved() + deliveryBudget.reserved() + streamBudget.reserved();
    }

    String appId() {
        return settings.appId();
    }

    public String selfId() {
        return settings.selfId();
    }

    RandomGenerator random() {
        return settings.random();
    }

    Relays relays() {
        return relays;
    }

    @Nullable
    RoomEngine roomByToken(String token) {
        return roomsByToken.get(token);
    }

    /** Returns the tokens of the rooms that peers are told of. */
    List<String> advertisedTokens() {
        List<String> tokens = new ArrayList<>();
        for (RoomEngine room : roomsByToken.values()) {
            if (room.isAdvertised()) {
                tokens.add(room.token());
            }
        }
        return tokens;
    }

    void announceAfresh() {
        roomsByToken.values().forEach(RoomEngine::announceAfresh);
    }

    /** Returns the peers with an open connection. */
    Collection<SharedPeer> sharedPeers() {
        List<SharedPeer> shared = new ArrayList<>();
        for (Negotiation negotiation : negotiations.values()) {
            if (negotiation.state() instanceof Negotiation.Connected connected) {
                shared.add(connected.peer());
            }
        }
        return shared;
    }

    void onSignal(RelaySession session, SignalMessage message) {
        Negotiation negotiation = negotiations.get(message.peerId());
        if (negotiation == null) {
            if (negotiations.size() >= Bounds.NEGOTIATIONS && !forgetOldestIdle()) {
                counters.count(Counters.Kind.OVER_BOUND);
                return;
            }
            negotiation = new Negotiation(this, message.peerId());
            negotiations.put(message.peerId(), negotiation);
        }
        RoomIceServers servers = session.room().iceServers();
        if (!servers.isFresh() && negotiation.needsConnectionFor(message)) {
            String key = message.peerId() + (message.offer() == null ? "" : " offers");
            servers.whenFresh(key, () -> session.room().handle(session, message));
            forgetIfIdle(negotiation);
            return;
        }
        String offer = message.offer();
        String answer = message.answer();
        String candidate = message.candidate();
        if (offer != null) {
            negotiation.onOffer(session, message, offer);
        }
        if (candidate != null) {
            negotiation.onCandidate(session, message.offerId(), candidate);
        }
        if (answer != null) {
            negotiation.onAnswer(session, message, answer);
        }
        if (message.isAnnounce()) {
            negotiation.onAnnounce(session, message);
        }
        forgetIfIdle(negotiation);
    }

    Connection connect(RoomEngine room, PeerConnectionConfig.Role role, Connection.Owner owner) {
        PeerConnectionFactory open = factory;
        if (open == null) {
            throw new IllegalStateException("a connection was asked for while no room is joined");
        }
        return new Connection(
                ++connections,
                loop,
                counters,
                inboxBudget.ofPeer(),
                open,
                new PeerConnectionConfig(
                        role, room.iceServers().servers(), room.settings().iceTransportPolicy()),
                owner);
    }

    /** Returns the budget of candidates that came before their offers. */
    FairBudget earlyCandidates() {
        return earlyCandidates;
    }

    /** Returns who shares what may be offered to whoever comes. */
    StandingCapacity standingCapacity() {
        return standingCapacity;
    }

    MinuteQuota attemptQuota() {
        return attemptQuota;
    }

    /** Returns how many connections are under way for a room. */
    long attempts(RoomEngine room) {
        return negotiations.values().stream()
                .filter(negotiation -> negotiation.isFor(room))
                .count();
    }

    /** Withdraws the oldest offer for that room which nobody has answered; returns whether there was one. */
    boolean withdrawOldestOffer(RoomEngine room) {
        for (Negotiation negotiation : negotiations.values()) {
            if (negotiation.isUnansweredFor(room)) {
                counters.count(Counters.Kind.OVER_BOUND);
                negotiation.abandon(room);
                return true;
            }
        }
        return false;
    }

    /** Forgets the peer of whom there are only candidates, for the longest time; returns whether there was one. */
    private boolean forgetOldestIdle() {
        for (Negotiation negotiation : negotiations.values()) {
            if (negotiation.forgetIfOnlyEarly()) {
                counters.count(Counters.Kind.OVER_BOUND);
                return true;
            }
        }
        return false;
    }

    boolean isNegotiatingFor(RoomEngine room) {
        return negotiations.values().stream().anyMatch(negotiation -> negotiation.isFor(room));
    }

    void abandonNegotiations(RoomEngine room) {
        List.copyOf(negotiations.values()).forEach(negotiation -> negotiation.abandon(room));
    }

    void forgetIfIdle(Negotiation negotiation) {
        if (negotiation.isIdle()) {
            negotiations.remove(negotiation.peerId(), negotiation);
            releaseIfIdle();
        }
    }

    void left(RoomEngine room) {
        roomsByToken.remove(room.token(), room);
        if (roomsByToken.isEmpty()) {
            // without a room nothing can use a connection again
            sharedPeers().forEach(SharedPeer::closeWhenFlushed);
        }
        releaseIfIdle();
    }

    private void releaseIfIdle() {
        if (!roomsByToken.isEmpty() || !sharedPeers().isEmpty()) {
            return;
        }
        PeerConnectionFactory last = factory;
        if (last != null) {
            factory = null;
            last.dispose();
            released = last.onDispose().onErrorComplete();
        }
        Runnable action = whenIdle;
        if (action != null) {
            whenIdle = null;
            released.subscribe(ignored -> {}, error -> {}, () -> loop.execute(action));
        }
    }
}
