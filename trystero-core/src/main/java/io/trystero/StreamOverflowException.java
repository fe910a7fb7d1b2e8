package io.trystero;

/** A stream came faster than it was read, and there was no room left to keep it. The connection and other streams go on. */
public final class StreamOverflowException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    private final long unread;

    StreamOverflowException(String stream, long unread, String cause) {
        super(stream + " came faster than it was read, and " + unread + " bytes of it were waiting: " + cause);
        this.unread = unread;
    }

    /** Returns how many bytes had come and were not read. */
    public long unread() {
        return unread;
    }
}
