package io.trystero.websocket;

import java.nio.ByteBuffer;

/**
 * The protocol spoken over a {@link ReconnectingWebSocket}. Its methods are called one at a time on the socket's thread, which
 * serves other sockets too: they return soon and never block. What they throw is logged and otherwise ignored.
 */
public interface WebSocketListener {

    /**
     * A connection is open, the first or a new one. What is sent from within goes out before anything that others send over
     * it.
     */
    void onOpen();

    /** A text message came. */
    default void onText(String text) {}

    /**
     * A binary message came.
     *
     * @param bytes the message, the listener's to keep
     */
    default void onBinary(ByteBuffer bytes) {}

    /**
     * The server did not let us in: it answered the request for a connection with an HTTP status. Another try is made unless the
     * socket is disposed from within.
     */
    default void onRefused(int httpStatus) {}

    /**
     * The connection that was open is lost, and another will be made. Not called when the socket is disposed.
     *
     * @param reason why, without secrets
     */
    default void onClose(String reason) {}
}
