package io.trystero.engine;

import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.wire.ActionFrame;
import io.trystero.wire.ChannelMessage;
import io.trystero.wire.MalformedException;
import io.trystero.wire.Reassembly;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * A peer with an open connection, which all rooms that both are in share (protocol, section 3). Routes channel messages to
 * the rooms that the peer is attached to, and keeps track of the rooms that it says it is in.
 */
final class SharedPeer implements Connection.Owner {

    private final Engine engine;
    private final String peerId;
    private final boolean offerer;
    private final Connection connection;
    private final Found found;
    private final Outbox outbox;
    private final PathRestart restart;
    private final Renegotiation renegotiation;
    private final IncomingTracks incomingTracks;
    private final OutgoingTracks outgoingTracks;
    private final Runnable onGone;
    private final WarnStreak malformed;
    private final Map<String, RoomPeer> attached = new LinkedHashMap<>();
    private final Set<String> presentIn = new HashSet<>();
    /**
     * Rooms that the peer has left, and whether it has said that it is absent since its goodbye. Only its presence after that
     * attaches it again: an announce may be an old one, and what we sent would be kept and heard when the peer is back.
     */
    private final Map<String, Boolean> goneFrom = new HashMap<>();
    /** Rooms whose one try to mend a handshake heard by one side alone is spent; they get another once the peer has joined. */
    private final Set<String> mended = new HashSet<>();

    private final FairBudget.Share unfinished;
    private final FairBudget.Share undelivered;
    private final FairBudget.Share unsentAnswers;
    private final StreamMemory streamMemory;
    private final HeldFrames held = new HeldFrames();
    private @Nullable Disposable idle;
    private @Nullable Disposable closing;
    private @Nullable Disposable recycling;
    private boolean finishing;
    private long received;

    /** @param takeEarly applies the candidates that came before the restart with that offer id */
    SharedPeer(
            Engine engine,
            String peerId,
            boolean offerer,
            Connection connection,
            Found found,
            Consumer<String> takeEarly,
            Runnable onGone) {
        this.engine = engine;
        this.peerId = peerId;
        this.offerer = offerer;
        this.connection = connection;
        this.found = found;
        this.onGone = onGone;
        this.outbox = new Outbox(engine.loop(), connection);
        this.restart = new PathRestart(this, engine, takeEarly);
        this.renegotiation = new Renegotiation(this, engine);
        this.incomingTracks = new IncomingTracks(this, engine.counters());
        this.outgoingTracks = new OutgoingTracks(this, renegotiation);
        this.unfinished = engine.reassemblyBudget().share(Long.MAX_VALUE);
        this.undelivered = engine.deliveryBudget().share(Bounds.PEER_DELIVERY_BYTES);
        this.unsentAnswers = engine.answerBudget().share(Bounds.PEER_ANSWER_BYTES);
        this.streamMemory = new StreamMemory(engine.streamBudget().share(Bounds.PEER_STREAM_BYTES));
        this.malformed = new WarnStreak("io.trystero.connection", "unusable messages from peer " + peerId);
        connection.owner(this);
    }

    String peerId() {
        return peerId;
    }

    /** Tells whether this side made the connection: in a clash of renegotiations it ignores the other's offer. */
    boolean offerer() {
        return offerer;
    }

    Connection connection() {
        return connection;
    }

    Found found() {
        return found;
    }

    Outbox outbox() {
        return outbox;
    }

    /** Returns what mends the path when it falls silent. */
    PathRestart restart() {
        return restart;
    }

    Renegotiation renegotiation() {
        return renegotiation;
    }

    IncomingTracks incomingTracks() {
        return incomingTracks;
    }

    OutgoingTracks outgoingTracks() {
        return outgoingTracks;
    }

    /** Returns what the peer's unfinished messages are reserved from. */
    FairBudget.Share unfinished() {
        return unfinished;
    }

    /** Returns what the peer's streams wait in. */
    StreamMemory streamMemory() {
        return streamMemory;
    }

    /** Reserves the bytes of something that is to wait for its subscribers; {@code null} if there is no room for it. */
    @Nullable
    Hold hold(Reassembly.Completed message) {
        return hold(message.bytes());
    }

    /** Reserves that many bytes, and what keeping them costs; {@code null} if there is no room for them. */
    @Nullable
    Hold hold(long bytes) {
        long cost = bytes + Bounds.DELIVERY_OVERHEAD;
        return undelivered.reserve(cost) ? new Hold(() -> undelivered.release(cost)) : null;
    }

    /** Reserves that many bytes of an answer, and what keeping it costs; {@code null} if too many wait to be sent. */
    @Nullable
    Hold holdAnswer(long bytes) {
        long cost = bytes + Bounds.DELIVERY_OVERHEAD;
        return unsentAnswers.reserve(cost) ? new Hold(() -> unsentAnswers.release(cost)) : null;
    }

    int attachedRooms() {
        return attached.size();
    }

    boolean isAttachedTo(RoomEngine room) {
        return attached.containsKey(room.token());
    }

    /** Returns a room that the peer is attached to, {@code null} if there is none. */
    @Nullable
    RoomEngine anyRoom() {
        return attached.isEmpty() ? null : attached.values().iterator().next().room();
    }

    /** Returns the attachments to rooms in which the peer has joined. */
    List<RoomPeer> activeRooms() {
        return attached.values().stream().filter(RoomPeer::isActive).toList();
    }

    /** Returns the first of them that can be sent to, by which the connection is negotiated; {@code null} if there is none. */
    @Nullable
    RoomPeer anyActive() {
        for (RoomPeer room : attached.values()) {
            if (room.isReachable()) {
                return room;
            }
        }
        return null;
    }

    /** Tells the peer of the rooms that we are in. */
    void begin() {
        engine.advertisedTokens().forEach(token -> presence(token, true));
        startIdling();
    }

    void presence(String token, boolean present) {
        if (present && recycling != null) {
            return;
        }
        byte[] message = ChannelMessage.presence(token, present);
        if (present) {
            outbox.control(message);
        } else {
            outbox.ordered(message);
        }
    }

    /** Tells whether the peer has said that it is in a room, and has not said goodbye since. */
    boolean isPresentIn(String token) {
        return presentIn.contains(token) && !goneFrom.containsKey(token);
    }

    /**
     * The peer was heard on a relay. Showing it our presence attaches it there too, if it is not: were each side attached only
     * by what it hears, their handshakes might never meet.
     */
    void heardIn(RoomEngine room) {
        if (!attached.containsKey(room.token()) && !goneFrom.containsKey(room.token()) && room.isAdvertised()) {
            presence(room.token(), true);
        }
        attach(room);
    }

    /** Attaches the peer to a room unless it is attached already, or has left it. */
    void attach(RoomEngine room) {
        String token = room.token();
        if (finishing
                || recycling != null
                || attached.containsKey(token)
                || goneFrom.containsKey(token)
                || !room.takesPeers()) {
            return;
        }
        if (outbox.isClogged()) {
            engine.counters().count(Counters.Kind.OVER_BOUND);
            return;
        }
        if (!room.admits(peerId)) {
            return;
        }
        stopIdling();
        RoomPeer peer = new RoomPeer(room, this);
        attached.put(room.token(), peer);
        room.add(peer);
        peer.start();
        for (ActionFrame frame : held.take(room.token(), engine.loop().now())) {
            peer.onFrame(frame);
        }
    }

    /** Forgets an attachment; what waits to be sent for it fails. */
    void detach(RoomPeer peer, SendFailure reason) {
        if (attached.remove(peer.room().token(), peer)) {
            outbox.drop(peer, reason);
            outgoingTracks.detached(peer, reason);
            startIdling();
        }
    }

    /** Tells whether a one-sided handshake in that room may be mended: once until the peer has joined there. */
    boolean mayMend(String token) {
        return mended.add(token);
    }

    /** The peer has joined in that room: what goes wrong there from now on may be mended anew. */
    void joined(String token) {
        mended.remove(token);
    }

    /** Tells whether what the peer said first in that room may still be lost: we made the connection, and nothing has come. */
    boolean awaitsFirstWord(String token) {
        return offerer && received == 0 && !mended.contains(token);
    }

    /** Ends an attachment at the other side, whatever that holds it for, and begins another at both; here it has ended. */
    void attachAfresh(RoomPeer ended) {
        RoomEngine room = ended.room();
        ended.sendLeave();
        presence(room.token(), false);
        if (room.isAdvertised()) {
            presence(room.token(), true);
        }
        attach(room);
    }

    /** Closes once everything queued has left, or after a while, unless a room attaches the peer first. */
    void closeWhenFlushed() {
        stopIdling();
        closing = engine.loop().schedule(this::close, Timing.FLUSH);
        outbox.whenEmpty(() -> {
            if (closing != null) {
                finishing = true;
                connection.closeGracefully();
            }
        });
    }

    /** Closes at once. */
    void close() {
        connection.close();
        gone(Departure.DISCONNECTED);
    }

    @Override
    public void onMessage(byte[] bytes) {
        received++;
        try {
            ChannelMessage message = ChannelMessage.parse(bytes);
            if (message instanceof ChannelMessage.RoomFrame frame) {
                onFrame(frame.token(), ActionFrame.parse(bytes, frame.offset()));
            } else if (message instanceof ChannelMessage.Presence presence) {
                onPresence(presence.token(), presence.present());
            }
            malformed.reset();
        } catch (MalformedException e) {
            engine.counters().count(Counters.Kind.MALFORMED_FRAME);
            malformed.warn(e.getMessage());
        }
    }

    private void onFrame(String token, ActionFrame frame) {
        RoomPeer peer = attached.get(token);
        if (peer != null) {
            peer.onFrame(frame);
            return;
        }
        if (frame.action().equals(ControlActions.LEAVE)) {
            onLeave(token);
            return;
        }
        if (!ControlActions.isTakenWhilePending(frame)
                || !held.hold(token, frame, engine.loop().now())) {
            engine.counters().count(Counters.Kind.UNEXPECTED_FRAME);
            return;
        }
        RoomEngine room = engine.roomByToken(token);
        if (room != null) {
            // the peer has attached us: a dormant passive one shows no presence of its own
            attach(room);
        }
    }

    /** The peer said goodbye to a room. */
    void onLeave(String token) {
        held.take(token, engine.loop().now());
        if (presentIn.contains(token) || attached.containsKey(token)) {
            gone(token, false);
        }
    }

    private void gone(String token, boolean absent) {
        if (goneFrom.size() < Bounds.PRESENT_TOKENS || goneFrom.containsKey(token)) {
            goneFrom.put(token, absent);
        } else {
            engine.counters().count(Counters.Kind.OVER_BOUND);
        }
    }

    private void onPresence(String token, boolean present) {
        if (!present) {
            if (presentIn.remove(token) || goneFrom.containsKey(token)) {
                gone(token, true);
            }
            held.take(token, engine.loop().now());
            RoomPeer peer = attached.get(token);
            if (peer != null && !peer.isActive()) {
                peer.room().remove(peer, SendFailure.PEER_LEFT);
            }
            return;
        }
        if (presentIn.size() >= Bounds.PRESENT_TOKENS && !presentIn.contains(token)) {
            engine.counters().count(Counters.Kind.OVER_BOUND);
            return;
        }
        presentIn.add(token);
        goneFrom.remove(token, true);
        RoomPeer peer = attached.get(token);
        if (peer != null) {
            peer.repeatReady();
            return;
        }
        RoomEngine room = engine.roomByToken(token);
        if (room != null) {
            attach(room);
        }
    }

    @Override
    public void onSent(long bytes) {
        outbox.onSent(bytes);
    }

    /**
     * Says goodbye in every room, so that the peer sends nothing more, takes what it has sent until then, and closes: the
     * announces that follow bring a new connection.
     */
    @Override
    public void onWorn() {
        if (recycling == null && !finishing) {
            List.copyOf(attached.values()).forEach(RoomPeer::retire);
            engine.advertisedTokens().forEach(token -> presence(token, false));
            closeWhenQuiet(engine.loop().now() + Timing.RECYCLE_LIMIT, -1);
        }
    }

    /** @param before how many messages had come when this was last looked at */
    private void closeWhenQuiet(long deadline, long before) {
        boolean quiet = outbox.isEmpty() && received == before;
        if (quiet || engine.loop().now() >= deadline) {
            finishing = true;
            recycling = engine.loop().schedule(this::close, Timing.FLUSH);
            connection.closeGracefully();
        } else {
            long now = received;
            recycling = engine.loop().schedule(() -> closeWhenQuiet(deadline, now), Timing.RECYCLE_QUIET);
        }
    }

    @Override
    public void onClosed(Departure reason) {
        gone(reason);
    }

    @Override
    public void onLocalCandidate(IceCandidate candidate) {
        restart.onLocalCandidate(candidate);
        renegotiation.onLocalCandidate(candidate);
    }

    @Override
    public void onTrack(RemoteTrack track) {
        incomingTracks.onTrack(track);
    }

    @Override
    public void onGathered() {
        restart.onGathered();
    }

    @Override
    public void onSilent() {
        restart.onSilent();
    }

    @Override
    public void onReachable() {
        activeRooms().stream().findFirst().ifPresent(RoomPeer::ask);
    }

    @Override
    public void onHeardAgain() {
        restart.onHeardAgain();
        renegotiation.offerIfNeeded();
    }

    @Override
    public void onOpen() {}

    private void gone(Departure reason) {
        stopIdling();
        Departure why = recycling == null ? reason : Departure.RECYCLED;
        if (recycling != null) {
            recycling.dispose();
        }
        List<RoomPeer> peers = List.copyOf(attached.values());
        attached.clear();
        restart.end();
        renegotiation.end();
        outgoingTracks.end();
        incomingTracks.end();
        outbox.close();
        onGone.run();
        peers.forEach(peer -> peer.room().lost(peer, why));
        if (finishing) {
            // a room that was joined meanwhile could not use this connection
            engine.announceAfresh();
        }
    }

    private void startIdling() {
        if (attached.isEmpty() && idle == null) {
            idle = engine.loop().schedule(this::closeWhenFlushed, Timing.SHARED_IDLE);
        }
    }

    private void stopIdling() {
        if (idle != null) {
            idle.dispose();
            idle = null;
        }
        if (closing != null) {
            closing.dispose();
            closing = null;
        }
    }
}
