package io.trystero;

/** The peer took no data for 10 seconds, or too many sends wait for it; the send was given up for that peer. */
public final class PeerStalledException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    private final String peer;

    PeerStalledException(PeerId peer, String why) {
        super("peer " + peer + " " + why);
        this.peer = peer.value();
    }

    public PeerId peer() {
        return new PeerId(peer);
    }
}
