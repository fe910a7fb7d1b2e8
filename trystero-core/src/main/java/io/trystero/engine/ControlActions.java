package io.trystero.engine;

import io.trystero.wire.ActionFrame;

/** The actions that the library keeps for itself (protocol, section 4). */
final class ControlActions {

    private static final String PREFIX = "@_";
    static final String PING = "@_ping";
    static final String PONG = "@_pong";
    static final String LEAVE = "@_leave";
    static final String HANDSHAKE_DATA = "@_hsdata";
    static final String HANDSHAKE_READY = "@_hsready";
    static final String SIGNAL = "@_signal";
    static final String STREAM = "@_stream";
    static final String TRACK = "@_track";

    private ControlActions() {}

    /** Tells whether a name is one that the library keeps for itself. */
    static boolean isReserved(String action) {
        return action.startsWith(PREFIX);
    }

    /** Tells whether a frame is taken from a peer that has not passed the handshake. */
    static boolean isTakenWhilePending(ActionFrame frame) {
        return switch (frame.action()) {
            case LEAVE, HANDSHAKE_DATA, HANDSHAKE_READY -> true;
            default -> false;
        };
    }
}
