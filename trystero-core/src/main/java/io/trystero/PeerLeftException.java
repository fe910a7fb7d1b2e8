package io.trystero;

/** The peer that something was sent to or asked of is not in the room, or left it meanwhile, or is this instance itself. */
public final class PeerLeftException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    private final String peer;

    PeerLeftException(PeerId peer, String roomId) {
        this("is not, or no longer, in room \"" + roomId + '"', peer);
    }

    private PeerLeftException(String what, PeerId peer) {
        super("peer " + peer + ' ' + what + "; room.peers() tells who can be reached");
        this.peer = peer.value();
    }

    /** One that was to be sent to by itself. */
    static PeerLeftException self(PeerId peer) {
        return new PeerLeftException("is this instance, which sends nothing to itself", peer);
    }

    public PeerId peer() {
        return new PeerId(peer);
    }
}
