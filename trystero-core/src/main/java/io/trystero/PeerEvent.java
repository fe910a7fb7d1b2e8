package io.trystero;

/** A peer came into a room or went. For one peer the two alternate, beginning with {@link Joined}. */
public sealed interface PeerEvent {

    /** Returns whom it is about. */
    PeerId peer();

    /**
     * The peer has passed the handshake on both sides; messages flow.
     *
     * @param found how it was found, and in which time
     */
    record Joined(PeerId peer, Discovery found) implements PeerEvent {}

    /**
     * The peer is gone from the room.
     *
     * @param reason why
     */
    record Left(PeerId peer, Reason reason) implements PeerEvent {}

    /** Why a peer is gone. */
    enum Reason {
        /** It said goodbye. */
        LEFT,
        /** Its connection was lost. */
        DISCONNECTED,
        /** It sent faster than this side could take, and was cut off. */
        INBOUND_OVERFLOW,
        /** Its connection had received so much that it is made anew, as the transport was told to; the peer is back soon. */
        RECYCLED
    }
}
