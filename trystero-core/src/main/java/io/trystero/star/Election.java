package io.trystero.star;

import io.trystero.PeerId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Who is here, who is willing, and so who is the hub: the lowest. Changed on the room's worker, read on any thread. */
final class Election {

    /** Peers that were willing and are remembered as such. */
    static final int FORMER = 1_024;

    private final PeerId self;
    private final Supplier<? extends Collection<PeerId>> peers;
    private final Set<PeerId> present = ConcurrentHashMap.newKeySet();
    private final TreeSet<PeerId> willing = new TreeSet<>();
    private final Map<PeerId, Boolean> former = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerId, Boolean> eldest) {
            return size() > FORMER;
        }
    };

    /** @param peers who is in the room, which is known before it is told */
    Election(PeerId self, boolean willing, Supplier<? extends Collection<PeerId>> peers) {
        this.self = self;
        this.peers = peers;
        if (willing) {
            this.willing.add(self);
        }
    }

    void joined(PeerId peer) {
        present.add(peer);
    }

    synchronized void left(PeerId peer) {
        present.remove(peer);
        withdraw(peer);
    }

    /** A peer has said whether it is willing. What waited for the star may be told ahead of the peer's coming. */
    synchronized void said(PeerId peer, boolean isWilling) {
        if (!isWilling) {
            withdraw(peer);
        } else if (present.contains(peer) || peers.get().contains(peer)) {
            willing.add(peer);
        }
    }

    private void withdraw(PeerId peer) {
        if (willing.remove(peer)) {
            former.remove(peer);
            former.put(peer, true);
        }
    }

    synchronized Optional<PeerId> hub() {
        return willing.stream()
                .filter(peer -> peer.equals(self) || present.contains(peer))
                .findFirst();
    }

    /** Tells whether a peer may say whom a message is from: one that is willing, or was when it said so. */
    synchronized boolean believes(PeerId peer) {
        return willing.contains(peer) || former.containsKey(peer);
    }

    /** Returns the others who are here. */
    Set<PeerId> members() {
        return present;
    }
}
