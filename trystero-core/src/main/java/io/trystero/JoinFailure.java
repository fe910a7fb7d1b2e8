package io.trystero;

/**
 * A peer could not come into a room. The room goes on, and the peer may succeed later.
 *
 * @param cause what went wrong
 * @param peer who it was
 * @param roomId the room's id
 * @param message what went wrong and what may mend it
 */
public record JoinFailure(Cause cause, PeerId peer, String roomId, String message) {

    /** What may go wrong. */
    public enum Cause {
        /** The peer's offer or answer does not decrypt: it has another password. */
        WRONG_PASSWORD,
        /** The peer shares another room with us but has another password for this one. */
        WRONG_PASSWORD_ON_SHARED_CONNECTION,
        /** The handshake given to the room refused the peer. */
        HANDSHAKE_REFUSED,
        /** The handshake took too long, on either side. */
        HANDSHAKE_TIMEOUT,
        /** Descriptions were exchanged but no path between the two was found. */
        NO_ROUTE
    }
}
