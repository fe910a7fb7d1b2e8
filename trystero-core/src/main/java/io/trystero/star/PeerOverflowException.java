package io.trystero.star;

import io.trystero.PeerId;
import io.trystero.TrysteroException;

/** A peer takes messages more slowly than they come for it through this hub, and there is no room left to keep them. */
public final class PeerOverflowException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    private final String peer;

    PeerOverflowException(PeerId peer, int messages, long bytes) {
        super("peer " + peer + " takes less than comes: " + messages + " messages of " + bytes
                + " bytes wait for it, and this one is dropped");
        this.peer = peer.value();
    }

    /** Returns who is slow. */
    public PeerId peer() {
        return new PeerId(peer);
    }
}
