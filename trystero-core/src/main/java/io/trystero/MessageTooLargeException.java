package io.trystero;

/**
 * A message is larger than what may be. Of one that was to be sent, or whose metadata is too large, nothing was sent; one that
 * came was dropped, and is told by the action's {@link ReceiveFailure}s.
 */
public final class MessageTooLargeException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    MessageTooLargeException(String what, long bytes, long limit) {
        super(what + " of " + bytes + " bytes is over the limit of " + limit + " bytes; split it");
    }

    /** One that comes. */
    MessageTooLargeException(String action, long limit) {
        super("a message for action \"" + action + "\" is over the limit of " + limit
                + " bytes and was dropped; Room.streamAction takes larger ones");
    }
}
