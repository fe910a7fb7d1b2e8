package io.trystero.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Peers whom a room refused. Their handshakes are not run again before a pause that grows with each refusal, so that what a
 * handshake asks elsewhere is not asked without end. Confined to the loop.
 */
final class Refusals {

    private final EventLoop loop;
    private final Consumer<String> onKnockedAgain;
    private final Map<String, Refused> byPeer = new LinkedHashMap<>();

    /** @param onKnockedAgain hears that a pause is over in which that peer tried again */
    Refusals(EventLoop loop, Consumer<String> onKnockedAgain) {
        this.loop = loop;
        this.onKnockedAgain = onKnockedAgain;
    }

    void refused(String peerId) {
        Refused refused = byPeer.remove(peerId);
        if (refused == null) {
            if (byPeer.size() >= Bounds.REFUSED_PEERS) {
                String eldest = byPeer.keySet().iterator().next();
                forget(eldest);
            }
            refused = new Refused(peerId);
        }
        byPeer.put(peerId, refused);
        refused.pauseLonger();
    }

    /** Tells whether a peer's handshake may run now; if not, it is told of when it may. */
    boolean allows(String peerId) {
        Refused refused = byPeer.get(peerId);
        return refused == null || refused.isOver();
    }

    void joined(String peerId) {
        forget(peerId);
    }

    void close() {
        byPeer.values().forEach(refused -> refused.pause.dispose());
        byPeer.clear();
    }

    private void forget(String peerId) {
        Refused refused = byPeer.remove(peerId);
        if (refused != null) {
            refused.pause.dispose();
        }
    }

    private final class Refused {

        private final String peerId;
        private final Disposable.Swap pause = Disposables.swap();
        private long length = Timing.FIRST_REFUSAL;
        private boolean pausing;
        private boolean knocked;

        Refused(String peerId) {
            this.peerId = peerId;
        }

        void pauseLonger() {
            pausing = true;
            knocked = false;
            pause.update(loop.schedule(this::over, length));
            length = Math.min(2 * length, Timing.LONGEST_REFUSAL);
        }

        boolean isOver() {
            knocked |= pausing;
            return !pausing;
        }

        private void over() {
            pausing = false;
            if (knocked) {
                onKnockedAgain.accept(peerId);
            }
        }
    }
}
