package io.trystero;

/** A message or its metadata is larger than what may be sent; nothing was sent. */
public final class MessageTooLargeException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    MessageTooLargeException(String what, long bytes, long limit) {
        super(what + " of " + bytes + " bytes is over the limit of " + limit + " bytes; split it");
    }
}
