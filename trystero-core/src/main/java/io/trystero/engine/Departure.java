package io.trystero.engine;

/** Why a peer is no longer in a room. */
public enum Departure {
    /** It said goodbye. */
    LEFT,
    /** Its connection was lost. */
    DISCONNECTED,
    /** It sent faster than this side could take, and was cut off. */
    INBOUND_OVERFLOW,
    /** Its connection was worn out, and is being made anew. */
    RECYCLED
}
