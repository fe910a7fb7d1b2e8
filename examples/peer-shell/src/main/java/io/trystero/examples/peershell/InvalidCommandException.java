package io.trystero.examples.peershell;

/** A command that cannot be carried out as it was given; nothing has happened. */
final class InvalidCommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidCommandException(String message) {
        super(message);
    }

    InvalidCommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
