package io.trystero;

/**
 * A request was refused. Thrown by a handler, its message is what the requester gets to see; signalled by {@link
 * RequestAction#request}, its message is what the other side sent.
 */
public final class RejectedRequestException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    /**
     * Refuses a request.
     *
     * @param message crosses the wire to the requester
     */
    public RejectedRequestException(String message) {
        super(message);
    }
}
