package io.trystero;

/** The peer that something was sent to or asked of is not in the room, or left it meanwhile. */
public final class PeerLeftException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    private final String peer;

    PeerLeftException(PeerId peer, String roomId) {
        super("peer " + peer + " is not, or no longer, in room \"" + roomId + "\"; room.peers() tells who is");
        this.peer = peer.value();
    }

    public PeerId peer() {
        return new PeerId(peer);
    }
}
