package io.trystero.engine;

import io.trystero.wire.Frames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One send to some peers: framed once, paced by each target on its own. Confined to the loop. */
public class Send {

    private final Frames frames;
    private final Nonces nonces;
    private final Observer observer;
    private final Map<RoomPeer, Transfer> transfers = new LinkedHashMap<>();
    private boolean over;

    /** Hears how a send goes, on the loop. */
    public interface Observer {

        /** More frames were handed to a target's channel, so that the fraction is another; it is what the target will see. */
        void onProgress(String peerId, double fraction);

        /** The send will not reach a target. */
        void onFailure(String peerId, SendFailure reason);

        /** No target is left to send to: all have got the last frame, or failed. */
        void onDone();
    }

    Send(Frames frames, Nonces nonces, Observer observer) {
        this.frames = frames;
        this.nonces = nonces;
        this.observer = observer;
    }

    final void start(List<RoomPeer> targets) {
        targets.forEach(target -> transfers.put(target, new Transfer(target)));
        for (Transfer transfer : List.copyOf(transfers.values())) {
            transfer.target.outbox().enqueue(transfer);
        }
        finishIfDone();
    }

    /** Stops at the next frame of each target, without another word to the observer. Idempotent. */
    public final void cancel() {
        if (!over) {
            over = true;
            for (Transfer transfer : transfers.values()) {
                transfer.markCut();
                transfer.target.outbox().remove(waiting -> waiting == transfer);
            }
            end();
        }
    }

    /** Stops at the next frame of each target, and tells the observer. */
    final void failAll(SendFailure reason) {
        if (!over) {
            List<RoomPeer> targets = List.copyOf(transfers.keySet());
            cancel();
            targets.forEach(target -> observer.onFailure(target.peerId(), reason));
            observer.onDone();
        }
    }

    final boolean isOver() {
        return over;
    }

    /** A target needs that frame no longer: it has it, or is out. */
    void passed(int index) {}

    /** A target waits for a frame that is not there yet. */
    void starved() {}

    /** Nothing more is sent. */
    void ended() {}

    /** Returns the first frame that some target does not have. */
    final int slowest() {
        int slowest = frames.count();
        for (Transfer transfer : transfers.values()) {
            slowest = Math.min(slowest, transfer.next);
        }
        return slowest;
    }

    /** Lets targets go on whose next frame has become ready. */
    final void resume() {
        for (Transfer transfer : List.copyOf(transfers.values())) {
            if (!over && transfer.waiting && frames.has(transfer.next)) {
                transfer.waiting = false;
                transfer.target.outbox().resume(transfer);
            }
        }
    }

    private void finishIfDone() {
        if (!over && transfers.isEmpty()) {
            over = true;
            end();
            observer.onDone();
        }
    }

    private void end() {
        nonces.release(frames.nonce());
        ended();
    }

    private final class Transfer implements Outgoing {

        private final RoomPeer target;
        private int next;
        private double told = -1;
        private boolean waiting;

        Transfer(RoomPeer target) {
            this.target = target;
        }

        @Override
        public @Nullable RoomPeer attachment() {
            return target;
        }

        @Override
        public boolean isReady() {
            waiting = !frames.has(next);
            if (waiting) {
                starved();
            }
            return !waiting;
        }

        @Override
        public byte[] next() {
            int index = next++;
            byte[] frame = frames.frame(index);
            double fraction = frames.fraction(index);
            if (fraction != told) {
                told = fraction;
                observer.onProgress(target.peerId(), fraction);
            }
            if (isDone()) {
                transfers.remove(target);
            }
            passed(index);
            finishIfDone();
            return frame;
        }

        @Override
        public boolean isDone() {
            return over || next >= frames.count();
        }

        @Override
        public void failed(SendFailure reason) {
            if (!over && transfers.remove(target) != null) {
                if (reason == SendFailure.STALLED) {
                    markCut();
                }
                observer.onFailure(target.peerId(), reason);
                passed(next);
                finishIfDone();
            }
        }

        void markCut() {
            if (next > 0 && next < frames.count()) {
                nonces.cut(frames.nonce(), target);
            }
        }
    }
}
