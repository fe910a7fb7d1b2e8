package io.trystero.signaling;

import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A server that knows who is in a room and hands each other's offers around, such as a WebTorrent tracker: offers go to it in
 * bulk, before it is known for whom, and it picks who gets one.
 */
public non-sealed interface OfferRelay extends Relay {

    /** The most offers that are of use to it at a time, for one room. */
    int capacity();

    /**
     * Listens to what the server has for a room, for as long as the subscription lives, over reconnects too. Cold. At most one at a
     * time for a topic.
     *
     * @param topic the room's root topic
     * @return {@link OfferEvent.Ready} for each connection first. Never fails; completes when the relay is disposed
     */
    Flux<OfferEvent> attend(String topic);

    /**
     * Tells the server that we are in a room, with the offers that stand. Cold.
     *
     * @param offers all that stand; none to be handed the offers of others alone
     * @param seeding whether we only wait for others: a passive room that sleeps
     * @return completes when it has been handed to the network; an error if the relay is down
     */
    Mono<Void> announce(String topic, List<StandingOffer> offers, boolean seeding);

    /**
     * Answers an offer. Cold.
     *
     * @param peerId whose offer it is
     * @param offerId which it is
     * @param sdp the answer, sealed
     * @return completes when it has been handed to the network; an error if the relay is down
     */
    Mono<Void> answer(String topic, String peerId, String offerId, String sdp);

    /**
     * An offer that whoever answers first may have.
     *
     * @param id tells it apart
     * @param sdp the offer, sealed
     */
    record StandingOffer(String id, String sdp) {

        /** Names the id only. */
        @Override
        public String toString() {
            return "StandingOffer[" + id + "]";
        }
    }
}
