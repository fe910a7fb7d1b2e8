package io.trystero;

/** A subscriber asked for less than came for so long that its queue is full. The stream goes on for others. */
public final class SubscriberOverflowException extends TrysteroException {

    private static final long serialVersionUID = 1L;

    private final long missed;

    SubscriberOverflowException(String stream, long missed) {
        super("this subscriber of " + stream + " fell behind and missed " + missed
                + "; request more, drop with onBackpressureDrop(), or subscribe again");
        this.missed = missed;
    }

    /** Returns how many elements this subscriber missed until it was told. */
    public long missed() {
        return missed;
    }
}
