package io.trystero;

/** The root of what this library reports as an error signal, misuse of its API aside. */
public class TrysteroException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TrysteroException(String message) {
        super(message);
    }

    public TrysteroException(String message, Throwable cause) {
        super(message, cause);
    }
}
