package io.trystero;

/** A stream came faster than it was read, and there was no room left to keep it. The connection and other streams go on. */
public final class StreamOverflowException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    private final long unread;

    StreamOverflowException(String action, PeerId from, long unread, String mend) {
        super("stream " + action + " of peer " + from + " came faster than it was read: " + unread
                + " bytes of it were waiting; " + mend);
        this.unread = unread;
    }

    /** Returns how many bytes had come and were not read. */
    public long unread() {
        return unread;
    }
}
