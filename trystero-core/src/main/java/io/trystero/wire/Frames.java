package io.trystero.wire;

/** The frames of one send, in their order, shared by all its targets. Not thread-safe: confined to the engine's loop. */
public interface Frames {

    /** Returns the number of frames; at least one. */
    int count();

    /** Returns the nonce that all frames carry. */
    int nonce();

    /** Tells whether a frame can be built now. */
    boolean has(int index);

    /** Returns a frame as a whole channel message. The caller must not change it. */
    byte[] frame(int index);

    /** Returns how far the send is with a frame, 0 to 1, as {@link ActionFrame#fraction} will tell the receiver. */
    double fraction(int index);
}
