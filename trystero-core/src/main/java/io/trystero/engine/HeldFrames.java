package io.trystero.engine;

import io.trystero.wire.ActionFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;

/**
 * The handshake frames that one peer sent for rooms that it is not attached to here, kept until it is (protocol, section
 * 3). Nothing else can be meant for a room before its handshake has passed; and once the peer has given that handshake up, an
 * old frame would be taken for part of its next one.
 */
final class HeldFrames {

    private final Queue<Held> held = new ArrayDeque<>();
    private int bytes;

    private record Held(String token, ActionFrame frame, long at) {}

    /** Keeps a frame; returns whether there was room for it. */
    boolean hold(String token, ActionFrame frame, long now) {
        for (Held oldest = held.peek(); oldest != null && isOld(oldest, now); oldest = held.peek()) {
            forget(held.remove());
        }
        if (held.size() >= Bounds.HELD_HANDSHAKE_FRAMES || bytes + frame.length() > Bounds.HELD_HANDSHAKE_BYTES) {
            return false;
        }
        held.add(new Held(token, frame, now));
        bytes += frame.length();
        return true;
    }

    /** Returns what was kept for a room, and keeps it no longer. */
    List<ActionFrame> take(String token, long now) {
        List<ActionFrame> taken = new ArrayList<>();
        for (Iterator<Held> all = held.iterator(); all.hasNext(); ) {
            Held next = all.next();
            if (next.token().equals(token)) {
                all.remove();
                forget(next);
                if (!isOld(next, now)) {
                    taken.add(next.frame());
                }
            }
        }
        return taken;
    }

    private void forget(Held old) {
        bytes -= old.frame().length();
    }

    private static boolean isOld(Held held, long now) {
        return now - held.at() > Timing.HELD_HANDSHAKE;
    }
}
