package io.trystero.signaling;

import java.time.Duration;

/** What an {@link OfferRelay} tells of a room. */
public sealed interface OfferEvent {

    /** The relay is connected, maybe anew: announce now. */
    record Ready() implements OfferEvent {}

    /**
     * A peer's offer.
     *
     * @param sdp the offer, sealed
     */
    record Offered(String peerId, String offerId, String sdp) implements OfferEvent {

        /** Names the ids only. */
        @Override
        public String toString() {
            return "Offered[" + offerId + " by " + peerId + "]";
        }
    }

    /**
     * A peer has answered an offer of ours.
     *
     * @param sdp the answer, sealed
     */
    record Answered(String peerId, String offerId, String sdp) implements OfferEvent {

        /** Names the ids only. */
        @Override
        public String toString() {
            return "Answered[" + offerId + " by " + peerId + "]";
        }
    }

    /** The server wants to be announced to that often, within what is allowed. */
    record Interval(Duration time) implements OfferEvent {}

    /** The connection is gone: nothing is heard until the next {@link Ready}. */
    record Lost() implements OfferEvent {}
}
