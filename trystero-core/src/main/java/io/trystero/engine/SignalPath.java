package io.trystero.engine;

import io.trystero.signaling.Publication;
import io.trystero.wire.SignalMessage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way to one peer by one relay, in one room: what goes there is sealed with the room's key, and all of it belongs to one
 * offer.
 *
 * @param offerId the id of that offer; {@code null} if the peer gave it none
 */
record SignalPath(
        RelaySession session, String peerId, @Nullable String offerId) {

    /** Tells whether candidates go this way one by one. */
    boolean trickles() {
        return session.trickles();
    }

    void offer(String sdp) {
        publish(
                Publication.Kind.OFFER,
                SignalMessage.offer(selfId(), Objects.requireNonNull(offerId), seal(sdp), isPassive()));
    }

    void answer(String sdp) {
        publish(Publication.Kind.ANSWER, SignalMessage.answer(selfId(), offerId, seal(sdp), isPassive()));
    }

    void candidate(String json) {
        publish(Publication.Kind.CANDIDATE, SignalMessage.candidate(selfId(), offerId, seal(json), isPassive()));
    }

    private void publish(Publication.Kind kind, SignalMessage message) {
        session.signal(peerId, kind, message);
    }

    private String selfId() {
        return session.room().engine().selfId();
    }

    private String seal(String text) {
        return session.room().cipher().encrypt(text);
    }

    private boolean isPassive() {
        return session.room().settings().passive();
    }
}
