package io.trystero.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Numbers the sends of one action (protocol, section 4). A number whose send is under way, or was cut after its first frame
 * while a target stays connected, is passed over: the target would mix the two.
 */
final class Nonces {

    private static final int COUNT = 1 << 16;

    private final Set<Integer> underWay = new HashSet<>();
    private final Map<Integer, Set<RoomPeer>> cut = new HashMap<>();
    private int next;

    /** Returns a number for a new send, or -1 if all are taken. */
    int take() {
        for (int tried = 0; tried < COUNT; tried++) {
            int nonce = next;
            next = (next + 1) % COUNT;
            if (!cut.containsKey(nonce) && underWay.add(nonce)) {
                return nonce;
            }
        }
        return -1;
    }

    /** The send is over. */
    void release(int nonce) {
        underWay.remove(nonce);
    }

    /** The send was cut for a target that has some of its frames. */
    void cut(int nonce, RoomPeer target) {
        cut.computeIfAbsent(nonce, n -> new HashSet<>()).add(target);
    }

    /** The target is gone, and with it what it had of unfinished sends. */
    void forget(RoomPeer target) {
        for (Iterator<Set<RoomPeer>> all = cut.values().iterator(); all.hasNext(); ) {
            Set<RoomPeer> targets = all.next();
            if (targets.remove(target) && targets.isEmpty()) {
                all.remove();
            }
        }
    }
}
