package io.trystero;

/**
 * The bytes of a streamed send were fewer or more than its length said. The receivers do not get a whole message: what they
 * have of it is dropped.
 */
public final class WrongLengthException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    private final long expected;
    private final long actual;

    WrongLengthException(long expected, long actual) {
        super("the source gave " + (actual < expected ? "only " : "at least ") + actual + " bytes where " + expected
                + " were announced; the message was cut off");
        this.expected = expected;
        this.actual = actual;
    }

    /** Returns the length that was told. */
    public long expected() {
        return expected;
    }

    /** Returns how many bytes came; if more than expected, how many until then. */
    public long actual() {
        return actual;
    }
}
