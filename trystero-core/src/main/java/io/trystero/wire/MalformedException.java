package io.trystero.wire;

/** Says that bytes or text from outside are not what the protocol allows. Carries no stack trace: it is expected. */
public final class MalformedException extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message, null, false, false);
    }
}
