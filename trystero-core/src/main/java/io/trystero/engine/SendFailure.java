package io.trystero.engine;

/** Why a send did not reach the channel of one of its targets. */
public enum SendFailure {
    /** The peer left, or its connection was lost. */
    PEER_LEFT,
    /** The peer took nothing for 10 seconds. */
    STALLED,
    /** Too many sends wait for the peer. */
    QUEUE_FULL,
    /** The source of a streamed send gave nothing for too long. */
    SOURCE_SILENT,
    /** The room was left. */
    ROOM_CLOSED
}
