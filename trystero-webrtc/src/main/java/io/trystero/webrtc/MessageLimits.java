package io.trystero.webrtc;

/**
 * How many received messages wear things out: each leaves some 280 bytes of native and Java memory behind until its native
 * factory goes.
 *
 * @param factory after so many a factory takes no new connection
 * @param connection after so many a connection is reported, since it alone keeps its factory
 */
record MessageLimits(long factory, long connection) {

    /** About 140 MB for a factory, 1.4 GB for a connection. */
    static final MessageLimits DEFAULT = new MessageLimits(500_000, 5_000_000);
}
