package io.trystero.engine;

import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.SessionDescription;
import io.trystero.wire.CandidateJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** Our answer to a peer's offer, until the channel opens or its time is over. It goes back the way that the offer came. */
final class Answering implements Negotiation.State, Connection.Owner {

    /** So many answers in a row, each to another offer of a peer, that come to nothing are told as a failure. */
    static final int IN_VAIN = 3;

    private final Negotiation negotiation;
    private final EventLoop loop;
    private final RelaySession session;
    private final SignalPath path;
    private final Connection connection;
    private final long beganAt;
    private final Disposable expiry;
    private final List<String> candidates = new ArrayList<>();
    private @Nullable String sdp;
    private final int failedBefore;
    private long sentAt;

    /** @param before the answer to an earlier offer of that peer, which has been given up */
    Answering(Negotiation negotiation, RelaySession session, @Nullable String offerId, @Nullable Answering before) {
        this.failedBefore = before == null ? 0 : before.failedBefore + 1;
        this.negotiation = negotiation;
        this.loop = negotiation.engine().loop();
        this.beganAt = loop.now();
        this.session = session;
        this.path = new SignalPath(session, negotiation.peerId(), offerId);
        this.connection = negotiation.connect(session, PeerConnectionConfig.Role.ANSWERER, this);
        this.expiry = loop.schedule(this::expired, Timing.ANSWERED_LIFE);
    }

    void start(SessionDescription offer) {
        connection.answer(offer, answer -> {
            if (session.trickles()) {
                answerWith(answer.sdp());
            } else if (connection.gathered()) {
                onGathered();
            } else {
                connection.limitGathering();
            }
        });
    }

    Connection connection() {
        return connection;
    }

    RoomEngine room() {
        return session.room();
    }

    /** Tells whether the offer with that id is the one being answered. */
    boolean isTo(@Nullable String id) {
        return Objects.equals(path.offerId(), id);
    }

    /** Tells whether a candidate with that offer id, or none, is one of the offer that is being answered. */
    boolean takesCandidate(@Nullable String id) {
        return id == null || path.offerId() == null || id.equals(path.offerId());
    }

    /** The same offer was heard again: the answer may have been lost. */
    void repeat(RelaySession heardOn) {
        if (heardOn == session && sdp != null && loop.now() - sentAt >= Timing.OFFER_REPEAT) {
            send(sdp);
        }
    }

    /**
     * Tells whether another offer of that peer may be answered instead: whoever handed this one around may have had another's
     * answer.
     */
    boolean givesWay(RelaySession heardOn) {
        return !session.reachesPeers()
                && !heardOn.reachesPeers()
                && sdp != null
                && loop.now() - sentAt >= Timing.ANSWER_TAKEN;
    }

    /** Gives the answer up for that to another offer; after some of them it is no coincidence any more. */
    void giveWay() {
        if ((failedBefore + 1) % IN_VAIN == 0) {
            reportNoRoute();
        }
        withdraw();
    }

    /** Gives the answer up without another word. */
    void withdraw() {
        expiry.dispose();
        connection.close();
    }

    @Override
    public void onLocalCandidate(IceCandidate candidate) {
        String json = CandidateJson.write(candidate);
        candidates.add(json);
        if (sdp != null && session.trickles()) {
            path.candidate(json);
        }
    }

    @Override
    public void onGathered() {
        if (sdp == null && !session.trickles()) {
            connection.localDescription(whole -> answerWith(whole.sdp()));
        }
    }

    @Override
    public void onOpen() {
        expiry.dispose();
        negotiation.opened(connection, false, List.of(session.room()), Found.now(session, loop, beganAt));
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
        // an offer that was handed around may have gone to somebody else, and who made it tells if not
        if (sdp != null && session.reachesPeers()) {
            reportNoRoute();
        }
        negotiation.ended(List.of(session.room()));
    }

    private void reportNoRoute() {
        session.room().failed(NoRoute.failure(session.room(), negotiation.peerId(), connection));
    }

    private void answerWith(String text) {
        if (sdp == null) {
            sdp = text;
            send(text);
        }
    }

    private void send(String text) {
        sentAt = loop.now();
        path.answer(text);
        if (session.trickles()) {
            candidates.forEach(path::candidate);
        }
    }

    @Override
    public String toString() {
        return "answering " + path.offerId() + " by " + connection.number();
    }
}
