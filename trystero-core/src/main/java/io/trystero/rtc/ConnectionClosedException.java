package io.trystero.rtc;

/** An operation of a {@link PeerConnection} failed since the connection is closed, by either side, or is closing. */
public final class ConnectionClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** Makes it with the one thing that there is to say. */
    public ConnectionClosedException() {
        super("the connection is closed");
    }
}
