package io.trystero.rtc;

/** The state of a connection's path (RFC 8829, {@code RTCPeerConnectionState}). */
public enum PeerConnectionState {
    /** Nothing has been tried yet. */
    NEW,
    /** Candidates are being checked or DTLS is under way. */
    CONNECTING,
    /** Data flows. */
    CONNECTED,
    /** The path is silent; it may come back by itself. */
    DISCONNECTED,
    /** No path works; without an ICE restart none will. */
    FAILED,
    /** The connection has been closed. */
    CLOSED
}
