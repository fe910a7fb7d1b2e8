package io.trystero.engine;

import io.trystero.signaling.Publication;
import io.trystero.wire.SignalMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Takes the lead from a peer whose offer has no data channel, so that no answer to it can open one. JavaScript peers send
 * such offers: those that they keep ready are made anew once they are older than 57 s, and in Chromium the rollback on the way
 * closes their channel (seen with 0.25.4 in Chromium 156; two such peers do not meet).
 *
 * <p>While that offer stands, the peer drops ours. An answer that its browser refuses makes it forget the offer, and report
 * a failure to its user; a moment later it takes ours.
 */
final class Takeover {

    /** No SDP, hence refused by whoever applies it. */
    private static final String REFUSAL = "the offer has no data channel";

    private final RelaySession session;
    private final Disposable timer;

    Takeover(Negotiation negotiation, RelaySession session, @Nullable String offerId) {
        this.session = session;
        RoomEngine room = session.room();
        Engine engine = negotiation.engine();
        session.signal(
                negotiation.peerId(),
                Publication.Kind.ANSWER,
                SignalMessage.answer(
                        engine.selfId(),
                        offerId,
                        room.cipher().encrypt(REFUSAL),
                        room.settings().passive()));
        this.timer = engine.loop().schedule(() -> negotiation.lead(session), Timing.TAKEOVER);
    }

    /** Tells whether an offer has no data channel. */
    static boolean isNeededFor(String offer) {
        return !offer.contains("m=application");
    }

    RoomEngine room() {
        return session.room();
    }

    void cancel() {
        timer.dispose();
    }
}
