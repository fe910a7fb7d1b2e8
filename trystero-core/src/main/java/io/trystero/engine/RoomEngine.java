package io.trystero.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.rtc.PeerConnectionStats;
import io.trystero.rtc.media.LocalTrack;
import io.trystero.signaling.OfferRelay;
import io.trystero.signaling.TopicRelay;
import io.trystero.wire.ActionFrame;
import io.trystero.wire.ChannelMessage;
import io.trystero.wire.MalformedException;
import io.trystero.wire.OutgoingFrames;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.SignalCipher;
import io.trystero.wire.SignalMessage;
import io.trystero.wire.StreamedFrames;
import io.trystero.wire.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * One room of an instance: who is attached, what goes out, how it sleeps and ends. Confined to the loop, where every
 * method must be called.
 */
public final class RoomEngine {

    private final Engine engine;
    private final RoomSettings settings;
    private final RoomObserver observer;
    private final String token;
    private final byte[] framePrefix;
    private final String rootTopic;
    private final String selfTopic;
    private final SignalCipher cipher;
    private final WarnStreak malformed;
    private final WarnStreak failing;
    private final OfferPool offers;
    private final StandingOffers standing;
    private final Admission admission;
    private final Refusals refusals;
    private final RoomIceServers iceServers;
    private final RoomRelays relays;
    private final Map<String, RoomPeer> peers = new LinkedHashMap<>();
    private final Map<String, Nonces> nonces = new HashMap<>();
    private final Map<String, String> selfTopics = new HashMap<>();
    private final Set<String> paused = new HashSet<>();
    private final Set<String> streamed = new HashSet<>();
    private @Nullable Disposable dormancyTimer;
    private boolean awake;
    private boolean ready;
    private Stage stage = Stage.OPEN;

    private enum Stage {
        OPEN,
        /** Goodbye was said; nothing is attached, announced or sent. */
        LEAVING,
        LEFT
    }

    RoomEngine(Engine engine, RoomSettings settings, RoomObserver observer) {
        this.engine = engine;
        this.settings = settings;
        this.observer = observer;
        this.awake = !settings.passive();
        this.relays = new RoomRelays(this, engine.relays());
        this.iceServers = new RoomIceServers(engine.loop(), settings);
        this.offers = new OfferPool(engine, this);
        this.standing = new StandingOffers(engine, this);
        this.admission = new Admission(engine, this, settings.roomId());
        this.refusals = new Refusals(engine.loop(), this::knockedAgain);
        this.token = Topics.roomToken(engine.appId(), settings.roomId());
        this.framePrefix = ChannelMessage.roomPrefix(token);
        this.rootTopic = Topics.root(engine.appId(), settings.roomId());
        this.selfTopic = selfTopicOf(engine.selfId());
        this.cipher = new SignalCipher(settings.password(), engine.appId(), settings.roomId(), engine.random());
        this.malformed =
                new WarnStreak("io.trystero.signaling", "unusable relay messages in room " + settings.roomId());
        this.failing = new WarnStreak("io.trystero.discovery", "peers fail to join room " + settings.roomId());
    }

    void start() {
        relays.start();
        offers.fill();
        engine.sharedPeers().forEach(shared -> {
            if (isAdvertised()) {
                shared.presence(token, true);
            }
            if (shared.isPresentIn(token)) {
                shared.attach(this);
            }
        });
    }

    RelaySession session(OpenRelay open) {
        return open.relay() instanceof OfferRelay relay
                ? new OfferSession(this, open, relay)
                : new TopicSession(this, open, (TopicRelay) open.relay());
    }

    /** Takes back what a start that failed had done. */
    void abort() {
        stage = Stage.LEFT;
        relays.stop();
        offers.close();
        standing.close();
        relays.release();
    }

    Engine engine() {
        return engine;
    }

    RoomSettings settings() {
        return settings;
    }

    /** Tells whether a peer may be attached now. */
    boolean admits(String peerId) {
        return refusals.allows(peerId) && admission.attach();
    }

    /** A peer that was refused, and came back too soon, may be asked again. */
    private void knockedAgain(String peerId) {
        for (SharedPeer shared : engine.sharedPeers()) {
            if (shared.peerId().equals(peerId) && shared.isPresentIn(token)) {
                shared.attach(this);
            }
        }
    }

    Admission admission() {
        return admission;
    }

    int attachedPeers() {
        return peers.size();
    }

    /** Returns how many attached peers have not joined yet. */
    long pendingPeers() {
        return peers.values().stream().filter(peer -> !peer.isActive()).count();
    }

    RoomIceServers iceServers() {
        return iceServers;
    }

    OfferPool offers() {
        return offers;
    }

    StandingOffers standing() {
        return standing;
    }

    List<RelaySession> sessions() {
        return relays.sessions();
    }

    void relaysChanged() {
        observer.onRelaysChanged();
    }

    RoomObserver observer() {
        return observer;
    }

    String token() {
        return token;
    }

    String rootTopic() {
        return rootTopic;
    }

    String selfTopic() {
        return selfTopic;
    }

    String selfTopicOf(String peerId) {
        if (selfTopics.size() >= Bounds.NEGOTIATIONS) {
            selfTopics.clear();
        }
        return selfTopics.computeIfAbsent(peerId, id -> Topics.self(engine.appId(), settings.roomId(), id));
    }

    SignalCipher cipher() {
        return cipher;
    }

    /** Tells whether the room announces itself: always, unless it is passive and asleep. */
    boolean isAwake() {
        return awake;
    }

    boolean isAdvertised() {
        return awake && stage == Stage.OPEN;
    }

    boolean takesPeers() {
        return stage == Stage.OPEN;
    }

    void relayReady() {
        if (!ready && stage == Stage.OPEN) {
            ready = true;
            observer.onReady();
        }
    }

    void onRelayMessage(RelaySession session, String payload) {
        try {
            onRelayMessage(session, SignalMessage.parse(payload));
        } catch (MalformedException e) {
            onMalformed(e);
        }
    }

    void onMalformed(MalformedException why) {
        if (stage == Stage.OPEN) {
            engine.counters().count(Counters.Kind.MALFORMED_SIGNAL);
            malformed.warn(why.getMessage());
        }
    }

    void onRelayMessage(RelaySession session, SignalMessage message) {
        if (stage != Stage.OPEN) {
            return;
        }
        malformed.reset();
        if (message.peerId().equals(engine.selfId()) || (settings.passive() && message.passive())) {
            return;
        }
        if (message.isAnnounce() && paused.contains(message.peerId())) {
            return;
        }
        if (!awake) {
            if (!message.isAnnounce() && message.offer() == null) {
                return;
            }
            wake();
        }
        session.whenReachable(message);
    }

    /** Does not heed a peer's announces any more. */
    public void pause(String peerId) {
        paused.add(peerId);
    }

    /** Heeds a peer's announces again. */
    public void resume(String peerId) {
        paused.remove(peerId);
    }

    /** Does what an announce of the peer on each relay would do. */
    public void tryAgain(String peerId) {
        if (stage != Stage.OPEN) {
            return;
        }
        if (!awake) {
            wake();
        }
        relays.sessions().forEach(session -> session.tryAgain(peerId));
    }

    void handle(RelaySession session, SignalMessage message) {
        if (stage == Stage.OPEN) {
            engine.onSignal(session, message);
        }
    }

    private void wake() {
        awake = true;
        relays.sessions().forEach(RelaySession::wake);
        engine.sharedPeers().forEach(shared -> shared.presence(token, true));
        dormancyTimer = engine.loop()
                .schedule(
                        () -> {
                            dormancyTimer = null;
                            sleepIfAlone();
                        },
                        Timing.PASSIVE_GRACE);
    }

    /** Puts a passive room back to sleep if nobody is there or on the way. */
    void sleepIfAlone() {
        if (settings.passive()
                && awake
                && stage == Stage.OPEN
                && dormancyTimer == null
                && peers.isEmpty()
                && !engine.isNegotiatingFor(this)) {
            awake = false;
            standing.withdraw();
            relays.sessions().forEach(RelaySession::sleep);
            engine.sharedPeers().forEach(shared -> shared.presence(token, false));
        }
    }

    void failed(RoomFailure failure) {
        if (stage == Stage.OPEN) {
            Throwable error = failure.error();
            failing.warn(
                    error == null ? failure.kind().name() : error.toString(),
                    failure.message() + " (peer " + failure.peerId() + "); " + failure.advice(),
                    error);
            observer.onFailure(failure);
        }
    }

    void add(RoomPeer peer) {
        peers.put(peer.peerId(), peer);
        relayReady();
        observer.onConnected(peer.peerId());
    }

    void activated(RoomPeer peer) {
        failing.reset();
        refusals.joined(peer.peerId());
        observer.onJoined(peer.peerId(), peer.shared().found());
    }

    void handshakeFailed(RoomPeer peer, RoomFailure failure) {
        if (failure.isRefusal()) {
            refusals.refused(peer.peerId());
        }
        if (remove(peer, SendFailure.PEER_LEFT)) {
            failed(failure);
            sleepIfAlone();
        }
    }

    /** The peer said goodbye. */
    void left(RoomPeer peer) {
        depart(peer, Departure.LEFT);
    }

    /** The peer's connection is gone: it is looked for again at once. */
    void lost(RoomPeer peer, Departure reason) {
        depart(peer, reason);
        announceAfresh();
    }

    void announceAfresh() {
        if (stage == Stage.OPEN) {
            relays.sessions().forEach(RelaySession::announceAfresh);
        }
    }

    private void depart(RoomPeer peer, Departure reason) {
        boolean joined = peer.isActive();
        if (remove(peer, SendFailure.PEER_LEFT) && joined) {
            observer.onLeft(peer.peerId(), reason);
        }
        sleepIfAlone();
    }

    /** Forgets a peer; returns whether it was there. */
    boolean remove(RoomPeer peer, SendFailure reason) {
        if (!peers.remove(peer.peerId(), peer)) {
            return false;
        }
        peer.end(reason);
        nonces.values().forEach(numbers -> numbers.forget(peer));
        return true;
    }

    /** Returns the ids of the peers that have joined and can be sent to, in the order in which they were attached. */
    public List<String> joinedPeers() {
        List<String> joined = new ArrayList<>(peers.size());
        for (RoomPeer peer : peers.values()) {
            if (peer.isReachable()) {
                joined.add(peer.peerId());
            }
        }
        return joined;
    }

    /** From now on hands on the messages of an action chunk by chunk, those that have begun included. */
    public void stream(String action) {
        streamed.add(action);
    }

    boolean isStreamed(String action) {
        return streamed.contains(action);
    }

    /**
     * Sends to some peers.
     *
     * @param targets peer ids, or {@code null} for all that have joined; one that has not is reported as failed
     * @param payload must not change until the observer hears that the send is over
     */
    public Send send(
            String action,
            PayloadKind kind,
            byte @Nullable [] metadata,
            ByteBuffer payload,
            @Nullable List<String> targets,
            Send.Observer sendObserver) {
        return send(
                action,
                targets,
                sendObserver,
                (nonce, numbers) -> new Send(
                        new OutgoingFrames(framePrefix, ActionFrame.nameBytes(action), nonce, kind, metadata, payload),
                        numbers,
                        sendObserver));
    }

    /**
     * Sends to some peers bytes that come bit by bit.
     *
     * @param targets peer ids, or {@code null} for all that have joined; one that has not is reported as failed
     * @param length how many bytes will come
     * @param ask takes, on the loop, how many buffers more than {@link StreamedFrames#AHEAD} may come; may only enqueue
     */
    public StreamedSend sendStreamed(
            String action,
            byte @Nullable [] metadata,
            long length,
            @Nullable List<String> targets,
            Send.Observer sendObserver,
            IntConsumer ask) {
        return send(
                action,
                targets,
                sendObserver,
                (nonce, numbers) -> new StreamedSend(
                        engine.loop(),
                        new StreamedFrames(framePrefix, ActionFrame.nameBytes(action), nonce, metadata, length, ask),
                        numbers,
                        sendObserver));
    }

    private <S extends Send> S send(
            String action,
            @Nullable List<String> targets,
            Send.Observer sendObserver,
            BiFunction<Integer, Nonces, S> make) {
        List<RoomPeer> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String id : targets == null ? joinedPeers() : targets) {
            RoomPeer peer = peers.get(id);
            if (peer != null && peer.isReachable() && stage == Stage.OPEN) {
                found.add(peer);
            } else {
                missing.add(id);
            }
        }
        Nonces numbers = nonces.computeIfAbsent(action, a -> new Nonces());
        int nonce = numbers.take();
        SendFailure reason = stage == Stage.OPEN ? SendFailure.PEER_LEFT : SendFailure.ROOM_CLOSED;
        if (nonce < 0) {
            // 65 536 sends of this action are under way
            found.forEach(peer -> missing.add(peer.peerId()));
            found.clear();
            reason = SendFailure.QUEUE_FULL;
        }
        SendFailure why = reason;
        missing.forEach(id -> sendObserver.onFailure(id, why));
        S send = make.apply(Math.max(0, nonce), nonce < 0 ? new Nonces() : numbers);
        send.start(found);
        return send;
    }

    /** Announces a stream to a peer and sends its tracks. */
    public void addStream(
            String peerId, String streamId, List<LocalTrack> tracks, @Nullable JsonNode metadata, MediaObserver told) {
        withPeer(peerId, told, peer -> peer.sentMedia().addStream(streamId, tracks, metadata, told));
    }

    /** Announces a track to a peer and sends it. */
    public void addTrack(
            String peerId, LocalTrack track, String streamId, @Nullable JsonNode metadata, MediaObserver told) {
        withPeer(peerId, told, peer -> peer.sentMedia().addTrack(track, streamId, metadata, told));
    }

    /** Sends another track to a peer in the place of one; refused if that one is not sent to it. */
    public void replaceTrack(
            String peerId, LocalTrack old, LocalTrack next, @Nullable JsonNode metadata, MediaObserver told) {
        withPeer(peerId, told, peer -> peer.sentMedia().replaceTrack(old, next, metadata, told));
    }

    private void withPeer(String peerId, MediaObserver told, Consumer<RoomPeer> step) {
        RoomPeer peer = peers.get(peerId);
        if (stage != Stage.OPEN) {
            told.onAbsent(SendFailure.ROOM_CLOSED);
        } else if (peer == null || !peer.isReachable()) {
            told.onAbsent(SendFailure.PEER_LEFT);
        } else {
            step.accept(peer);
        }
    }

    /** Takes tracks back from a peer; returns whether one of them was sent to it. */
    public boolean removeTracks(String peerId, List<LocalTrack> tracks) {
        RoomPeer peer = peers.get(peerId);
        boolean sent = false;
        for (LocalTrack track : tracks) {
            sent |= peer != null && peer.shared().outgoingTracks().remove(peer, track);
        }
        return sent;
    }

    /**
     * What is known of one attached peer's connection.
     *
     * @param number tells connections of the instance apart
     * @param joined whether the handshake has passed
     * @param found how it came about
     * @param stats asks the transport
     */
    public record PeerConnectionView(
            String peerId, long number, boolean joined, Found found, Mono<PeerConnectionStats> stats) {}

    /** Returns the connections of the peers that are attached. */
    public List<PeerConnectionView> connections() {
        return peers.values().stream()
                .map(peer -> new PeerConnectionView(
                        peer.peerId(),
                        peer.shared().connection().number(),
                        peer.isActive(),
                        peer.shared().found(),
                        peer.shared().connection().stats()))
                .toList();
    }

    /** Names a relay that the room is looked for on. */
    public record RelayName(String strategy, String url) {}

    /** Returns the relays that the room is looked for on. */
    public Set<RelayName> relays() {
        return relays.sessions().stream().map(RelaySession::name).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reserves that many bytes of an answer to a peer, to be let go of when it is sent; {@code null} if too many wait for a peer
     * that does not take them. For one who is not here there is nothing to reserve.
     */
    public @Nullable Hold holdAnswer(String peerId, long bytes) {
        RoomPeer peer = peers.get(peerId);
        return peer == null ? Hold.NONE : peer.shared().holdAnswer(bytes);
    }

    /** Pings a peer. */
    public void ping(String peerId, PingObserver ping) {
        RoomPeer peer = peers.get(peerId);
        if (peer == null || !peer.isReachable() || stage != Stage.OPEN) {
            ping.onLost(stage == Stage.OPEN ? SendFailure.PEER_LEFT : SendFailure.ROOM_CLOSED);
        } else {
            peer.ping(ping);
        }
    }

    OutgoingFrames controlFrames(String action, PayloadKind kind, byte @Nullable [] metadata, ByteBuffer payload) {
        Nonces numbers = nonces.computeIfAbsent(action, a -> new Nonces());
        int nonce = Math.max(0, numbers.take());
        numbers.release(nonce);
        return new OutgoingFrames(framePrefix, ActionFrame.nameBytes(action), nonce, kind, metadata, payload);
    }

    /** Says goodbye, waits for it to get out, and ends. Idempotent; the observer hears when it is done. */
    public void leave() {
        if (stage != Stage.OPEN) {
            return;
        }
        stage = Stage.LEAVING;
        if (dormancyTimer != null) {
            dormancyTimer.dispose();
        }
        relays.stop();
        iceServers.close();
        refusals.close();
        engine.abandonNegotiations(this);
        offers.close();
        standing.close();
        for (RoomPeer peer : List.copyOf(peers.values())) {
            remove(peer, SendFailure.ROOM_CLOSED);
            peer.sendLeave();
        }
        engine.loop().schedule(this::finishLeaving, Timing.LEAVE);
    }

    private void finishLeaving() {
        stage = Stage.LEFT;
        engine.sharedPeers().forEach(shared -> shared.presence(token, false));
        relays.release();
        engine.left(this);
        observer.onClosed();
    }
}
