package io.trystero;

import org.jspecify.annotations.Nullable;

/**
 * A peer could not come into a room. The room goes on, and the peer may succeed later.
 *
 * <p>One for each attempt, so that the same peer comes up again and again for as long as it tries; with {@link
 * RoomConfig#connectRetry} one for each series of attempts that found no route. The protocol tells only the
 * side that finds out: of two peers with different passwords often one alone hears why.
 *
 * @param cause what went wrong
 * @param peer who it was
 * @param roomId the room's id
 * @param message what went wrong, where it can in the words of the JavaScript library
 * @param advice what may help. With {@link Cause#NO_ROUTE} it says which types of candidates both sides had, and whether a TURN
 *     server is configured here and gave one
 * @param attempts how many attempts failed before no other was made: 1 without a {@code connectRetry}
 * @param error what the handshake given to the room failed with, else {@code null}
 */
public record JoinFailure(
        Cause cause,
        PeerId peer,
        String roomId,
        String message,
        String advice,
        int attempts,
        @Nullable Throwable error) {

    JoinFailure after(int failedAttempts) {
        return new JoinFailure(cause, peer, roomId, message, advice, failedAttempts, error);
    }

    /** What may go wrong. */
    public enum Cause {
        /** The peer's offer or answer does not decrypt: it has another password. Heard by the side that could not decrypt. */
        WRONG_PASSWORD,
        /** The peer shares another room with us but has another password for this one. */
        WRONG_PASSWORD_ON_SHARED_CONNECTION,
        /** The handshake given to the room refused the peer: {@link JoinFailure#error} is what it failed with. */
        HANDSHAKE_REFUSED,
        /**
         * The handshake took too long, on either side; also where the other side refused us, or where a room on a connection
         * that serves another room too has another password there, or one side alone has one.
         */
        HANDSHAKE_TIMEOUT,
        /** Descriptions were exchanged but no path between the two was found. */
        NO_ROUTE
    }
}
