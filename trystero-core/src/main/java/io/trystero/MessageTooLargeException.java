package io.trystero;

/**
 * A message or its metadata is larger than what may be, or found no room at its receiver. Of one that was to be sent nothing
 * was sent; one that came was dropped, and is told by the action's {@link ReceiveFailure}s.
 */
public final class MessageTooLargeException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    /** One that came. */
    MessageTooLargeException(String why) {
        super(why);
    }

    MessageTooLargeException(String what, long bytes, long limit, String advice) {
        super(what + " of " + bytes + " bytes is over the limit of " + limit + " bytes; " + advice);
    }
}
