package io.trystero.engine;

/**
 * Why a peer did not come into a room.
 *
 * @param message in the JavaScript library's words where it has some
 */
public record RoomFailure(Kind kind, String peerId, String message) {

    /** The ways to fail. */
    public enum Kind {
        /** An offer or answer that does not decrypt. */
        WRONG_PASSWORD,
        /** The peer shares another room with us but has another password for this one. */
        WRONG_PASSWORD_ON_SHARED_CONNECTION,
        /** The user's handshake refused the peer. */
        HANDSHAKE_REFUSED,
        /** The handshake took too long. */
        HANDSHAKE_TIMEOUT,
        /** Descriptions were exchanged but no path was found. */
        NO_ROUTE
    }
}
