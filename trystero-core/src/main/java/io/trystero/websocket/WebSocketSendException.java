package io.trystero.websocket;

/** A message could not be sent over a {@link ReconnectingWebSocket}; it is gone. */
public final class WebSocketSendException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why a message was not sent. */
    public enum Reason {
        /** There is no connection now. */
        DOWN("not connected"),
        /** More waits to be sent than is allowed. */
        QUEUE_FULL("too much waits to be sent"),
        /** The connection broke while the message was being written. */
        BROKEN("the connection broke"),
        /** The socket was disposed. */
        DISPOSED("disposed");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    private final String url;
    private final Reason reason;

    WebSocketSendException(String url, Reason reason) {
        super("message to " + url + " not sent: " + reason.text);
        this.url = url;
        this.reason = reason;
    }

    /** Returns the server's URL, without secrets. */
    public String url() {
        return url;
    }

    /** Returns why the message was not sent. */
    public Reason reason() {
        return reason;
    }
}
