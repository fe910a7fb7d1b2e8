package io.trystero.engine;

import io.trystero.signaling.Publication;
import io.trystero.wire.SignalMessage;

/** One room on one relay: how it is heard there, and how it tells of itself. Confined to the loop. */
sealed interface RelaySession permits TopicSession, OfferSession {

    RoomEngine room();

    RoomEngine.RelayName name();

    /** Tells whether candidates are published one by one. */
    boolean trickles();

    /** Tells whether a peer that was heard here can be told something of our own accord: else answers alone. */
    boolean reachesPeers();

    void start();

    /** A passive room wakes: makes up for what it leaves out while it sleeps, and announces. */
    void wake();

    /** A passive room falls asleep: stops announcing, but still listens. */
    void sleep();

    void stop();

    /** Announces now, and then in a burst again. */
    void announceAfresh();

    /** Does what an announce of that peer would do, or makes sure that it hears of us soon. */
    void tryAgain(String peerId);

    /** Handles a message as soon as a reply to it could reach us. */
    void whenReachable(SignalMessage message);

    /** Asks a peer to lead by announcing ourselves to it alone. */
    void reply(String peerId);

    /** Sends an offer, an answer or a candidate to a peer; what cannot go this way is dropped. */
    void signal(String peerId, Publication.Kind kind, SignalMessage message);
}
