package io.trystero.engine;

import org.jspecify.annotations.Nullable;

/**
 * Why a peer did not come into a room.
 *
 * @param message in the JavaScript library's words where it has some
 * @param advice what may help
 * @param error what the user's handshake failed with, or {@code null}
 */
public record RoomFailure(
        Kind kind,
        String peerId,
        String message,
        String advice,
        @Nullable Throwable error) {

    RoomFailure(Kind kind, String peerId, String message) {
        this(kind, peerId, message, kind.advice, null);
    }

    RoomFailure(Kind kind, String peerId, String message, @Nullable Throwable error) {
        this(kind, peerId, message, kind.advice, error);
    }

    /** Tells whether it was our side that did not let the peer in. */
    boolean isRefusal() {
        return kind == Kind.HANDSHAKE_REFUSED || kind == Kind.WRONG_PASSWORD_ON_SHARED_CONNECTION;
    }

    /** The ways to fail. */
    public enum Kind {
        /** An offer or answer that does not decrypt. */
        WRONG_PASSWORD("give both sides the same password, or none"),
        /** The peer shares another room with us but has another password for this one. */
        WRONG_PASSWORD_ON_SHARED_CONNECTION("give both sides the same password for this room, or none"),
        /** The user's handshake refused the peer. */
        HANDSHAKE_REFUSED("ask the handshake given to the room why it failed for this peer"),
        /** The handshake took too long. */
        HANDSHAKE_TIMEOUT(
                "see whether the peer refused us, has another password, has no handshake or password where we have one, or is slow;"
                        + " handshakeTimeout(…) allows more time"),
        /** Descriptions were exchanged but no path was found. */
        NO_ROUTE("configure a TURN server");

        private final String advice;

        Kind(String advice) {
            this.advice = advice;
        }
    }
}
