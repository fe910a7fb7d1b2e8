package io.trystero.firebase;

/** The database did not do what was asked, or there is no telling. */
final class DatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DatabaseException(String url, String message) {
        super(url + ": " + message);
    }
}
