package io.trystero;

import io.trystero.rtc.PeerConnectionStats;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one peer of a room.
 *
 * @param peer the other side
 * @param number tells connections of this instance apart: rooms that show the same number for a peer share its connection
 * @param stage how far the peer has come in this room
 * @param stats the selected candidate pair's types and round trip, and the connection's bytes, as the transport measures them; {@code null} if it
 *     could not be asked
 * @param found how it came about
 */
public record ConnectionInfo(
        PeerId peer, long number, Stage stage, @Nullable PeerConnectionStats stats, Discovery found) {

    /** How far a connected peer has come in a room. */
    public enum Stage {
        /** The handshake is under way. */
        HANDSHAKE,
        /** It has joined. */
        JOINED
    }
}
