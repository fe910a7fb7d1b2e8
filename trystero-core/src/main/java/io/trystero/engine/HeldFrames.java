package io.trystero.engine;

import io.trystero.wire.ActionFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * The handshake frames that one peer sent for rooms that it is not attached to here, kept until it is (protocol, section
 * 3). Nothing else can be meant for a room before its handshake has passed.
 */
final class HeldFrames {

    private final Map<String, Queue<ActionFrame>> byToken = new HashMap<>();
    private int frames;
    private int bytes;

    /** Keeps a frame; returns whether there was room for it. */
    boolean hold(String token, ActionFrame frame) {
        if (frames >= Bounds.HELD_HANDSHAKE_FRAMES || bytes + frame.length() > Bounds.HELD_HANDSHAKE_BYTES) {
            return false;
        }
        byToken.computeIfAbsent(token, t -> new ArrayDeque<>()).add(frame);
        frames++;
        bytes += frame.length();
        return true;
    }

    /** Returns what was kept for a room, and keeps it no longer. */
    List<ActionFrame> take(String token) {
        Queue<ActionFrame> held = byToken.remove(token);
        if (held == null) {
            return List.of();
        }
        frames -= held.size();
        held.forEach(frame -> bytes -= frame.length());
        return new ArrayList<>(held);
    }
}
