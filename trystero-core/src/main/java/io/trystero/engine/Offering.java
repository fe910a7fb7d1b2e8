package io.trystero.engine;

import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.SessionDescription;
import io.trystero.wire.CandidateJson;
import io.trystero.wire.Ids;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Our offer to a peer, the same one wherever the peer is heard: on every relay, and after a while in every room. It stands
 * until it is answered and the channel opens, or its time is over.
 */
final class Offering implements Negotiation.State, Connection.Owner {

    private final Negotiation negotiation;
    private final EventLoop loop;
    private final String offerId;
    private final Connection connection;
    private final Map<RelaySession, Sent> sent = new LinkedHashMap<>();
    private final List<String> candidates = new ArrayList<>();
    private @Nullable String firstSdp;
    private @Nullable String gatheredSdp;
    private final long beganAt;
    private final boolean stood;
    private final int failedBefore;
    private @Nullable RelaySession answeredOn;
    private Disposable expiry;
    private Disposable repeat;
    private long repeatDelay = Timing.OFFER_REPEAT;

    /** When the offer last went out on a relay. */
    private static final class Sent {
        private boolean once;
        private long at;
    }

    Offering(Negotiation negotiation, RelaySession session) {
        this.negotiation = negotiation;
        this.loop = negotiation.engine().loop();
        this.beganAt = loop.now();
        this.offerId = Ids.random(negotiation.engine().random(), Ids.OFFER_ID_LENGTH);
        this.stood = false;
        this.failedBefore = 0;
        this.sent.put(session, new Sent());
        PreparedOffer prepared = session.room().offers().take();
        this.connection = prepared == null
                ? negotiation.connect(session, PeerConnectionConfig.Role.OFFERER, this)
                : prepared.take(this);
        this.expiry = loop.schedule(this::expired, Timing.OFFER_LIFE);
        this.repeat = loop.schedule(this::repeat, repeatDelay);
        if (prepared != null) {
            firstSdp = prepared.sdp();
            prepared.candidates().forEach(this::onLocalCandidate);
            if (connection.gathered()) {
                onGathered();
            }
            sendToNew();
            return;
        }
        connection.offer(offer -> {
            firstSdp = offer.sdp();
            sendToNew();
        });
    }

    /**
     * Takes up an offer of ours that stood for whoever comes, and that the peer has answered.
     *
     * @param before what that answer takes the place of
     */
    Offering(
            Negotiation negotiation,
            RelaySession session,
            String offerId,
            PreparedOffer stood,
            SessionDescription answer,
            @Nullable Offering before) {
        this.negotiation = negotiation;
        this.loop = negotiation.engine().loop();
        this.beganAt = loop.now();
        this.offerId = offerId;
        this.stood = true;
        this.failedBefore = before == null || !before.stood ? 0 : before.failedBefore + 1;
        this.sent.put(session, new Sent());
        this.connection = stood.take(this);
        this.answeredOn = session;
        this.repeat = Disposables.disposed();
        this.expiry = loop.schedule(this::expired, Timing.ANSWERED_LIFE);
        connection.accept(answer);
    }

    Connection connection() {
        return connection;
    }

    boolean isOffer(String id) {
        return offerId.equals(id);
    }

    boolean includes(RoomEngine room) {
        return sent.keySet().stream().anyMatch(session -> session.room() == room);
    }

    boolean isAnswered() {
        return answeredOn != null;
    }

    /** Tells whether an answer to an offer that stood for whoever comes may take the place of this one. */
    boolean givesWay() {
        return answeredOn == null || stood;
    }

    /** Gives the offer up for another that the peer has answered; after some of them that is a failure. */
    void giveWay() {
        if (answeredOn != null && (failedBefore + 1) % Answering.IN_VAIN == 0) {
            reportNoRoute(answeredOn.room());
        }
        withdraw();
    }

    /** Tells whether an answer with that offer id, or none, is the one we wait for. */
    boolean takesAnswer(@Nullable String id) {
        return answeredOn == null && firstSdp != null && (id == null || id.equals(offerId));
    }

    /** The peer was heard, maybe where it had not been before. */
    void onAnnounce(RelaySession session) {
        Sent sending = sent.computeIfAbsent(session, s -> new Sent());
        if (!sending.once || loop.now() - sending.at >= Timing.OFFER_REPEAT) {
            send(session, sending);
        }
    }

    /** The peer listens now, and did not before. */
    void sendAgain(RelaySession session) {
        send(session, sent.computeIfAbsent(session, s -> new Sent()));
    }

    void answered(RelaySession session, SessionDescription answer) {
        answeredOn = session;
        repeat.dispose();
        expiry.dispose();
        expiry = loop.schedule(this::expired, Timing.ANSWERED_LIFE);
        connection.accept(answer);
    }

    /** A room is being left. */
    void leave(RoomEngine room) {
        sent.keySet().removeIf(session -> session.room() == room);
        if (sent.isEmpty() || (answeredOn != null && answeredOn.room() == room)) {
            withdraw();
            negotiation.ended(rooms());
        }
    }

    /** Gives the offer up without another word. */
    void withdraw() {
        expiry.dispose();
        repeat.dispose();
        connection.close();
    }

    @Override
    public void onLocalCandidate(IceCandidate candidate) {
        String json = CandidateJson.write(candidate);
        candidates.add(json);
        sent.forEach((session, sending) -> {
            if (sending.once && session.trickles()) {
                path(session).candidate(json);
            }
        });
    }

    @Override
    public void onGathered() {
        connection.localDescription(description -> {
            gatheredSdp = description.sdp();
            sendToNew();
        });
    }

    @Override
    public void onOpen() {
        expiry.dispose();
        repeat.dispose();
        RelaySession answered = answeredOn;
        RelaySession session = answered == null ? sent.keySet().iterator().next() : answered;
        negotiation.opened(
                connection,
                true,
                answered == null ? rooms() : List.of(answered.room()),
                Found.now(session, loop, beganAt));
    }

    @Override
    public void onMessage(byte[] message) {
        // messages follow the opening, and then go to the shared peer
    }

    @Override
    public void onSent(long bytes) {}

    @Override
    public void onClosed(Departure reason) {
        over();
    }

    private void expired() {
        connection.close();
        over();
    }

    private void over() {
        expiry.dispose();
        repeat.dispose();
        if (answeredOn != null) {
            reportNoRoute(answeredOn.room());
        }
        negotiation.ended(rooms());
    }

    private void reportNoRoute(RoomEngine room) {
        room.failed(NoRoute.failure(room, negotiation.peerId(), connection));
    }

    /** An offer, or its answer, may have been lost: relays promise nothing. */
    private void repeat() {
        repeatDelay *= 2;
        repeat = loop.schedule(this::repeat, repeatDelay);
        sent.forEach((session, sending) -> {
            if (sending.once) {
                send(session, sending);
            }
        });
    }

    private void sendToNew() {
        sent.forEach((session, sending) -> {
            if (!sending.once) {
                send(session, sending);
            }
        });
    }

    private void send(RelaySession session, Sent sending) {
        String sdp = session.trickles() && gatheredSdp == null ? firstSdp : gatheredSdp;
        if (sdp == null || answeredOn != null) {
            connection.limitGathering();
            return;
        }
        sending.once = true;
        sending.at = loop.now();
        path(session).offer(sdp);
        if (session.trickles()) {
            candidates.forEach(path(session)::candidate);
        }
    }

    private SignalPath path(RelaySession session) {
        return new SignalPath(session, negotiation.peerId(), offerId);
    }

    @Override
    public String toString() {
        return (isAnswered() ? "answered offer " : "offering ") + offerId + " by " + connection.number();
    }

    /** Returns the rooms in which the offer is out. */
    List<RoomEngine> rooms() {
        return sent.keySet().stream().map(RelaySession::room).distinct().collect(Collectors.toList());
    }
}
