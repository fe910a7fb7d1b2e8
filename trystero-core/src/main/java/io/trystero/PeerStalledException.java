package io.trystero;

/**
 * The peer took no data for 10 seconds, or too much waits for it: the send was given up for that peer. Or it sent nothing more
 * of a stream for 60 seconds, as after it has cancelled: the stream was given up.
 */
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
