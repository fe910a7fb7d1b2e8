package io.trystero.engine;

import io.trystero.wire.OutgoingFrames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One send to some peers: framed once, paced by each target on its own. Confined to the loop. */
public final class Send {

    private final OutgoingFrames frames;
    private final Nonces nonces;
    private final Observer observer;
    private final Map<RoomPeer, Transfer> transfers = new LinkedHashMap<>();
    private boolean over;

    /** Hears how a send goes, on the loop. */
    public interface Observer {

        /** One more frame was handed to a target's channel; the fraction is what the target will see. */
        void onProgress(String peerId, double fraction);

        /** The send will not reach a target. */
        void onFailure(String peerId, SendFailure reason);

        /** No target is left to send to: all have got the last frame, or failed. */
        void onDone();
    }

    Send(OutgoingFrames frames, Nonces nonces, Observer observer) {
        this.frames = frames;
        this.nonces = nonces;
        this.observer = observer;
    }

    void start(List<RoomPeer> targets) {
        targets.forEach(target -> transfers.put(target, new Transfer(target)));
        for (Transfer transfer : List.copyOf(transfers.values())) {
            transfer.target.outbox().enqueue(transfer);
        }
        finishIfDone();
    }

    /** Stops at the next frame of each target, without another word to the observer. Idempotent. */
    public void cancel() {
        if (!over) {
            over = true;
            for (Transfer transfer : transfers.values()) {
                transfer.markCut();
                transfer.target.outbox().remove(waiting -> waiting == transfer);
            }
            nonces.release(frames.nonce());
        }
    }

    private void finishIfDone() {
        if (!over && transfers.isEmpty()) {
            over = true;
            nonces.release(frames.nonce());
            observer.onDone();
        }
    }

    private final class Transfer implements Outgoing {

        private final RoomPeer target;
        private int next;

        Transfer(RoomPeer target) {
            this.target = target;
        }

        @Override
        public @Nullable RoomPeer attachment() {
            return target;
        }

        @Override
        public byte[] next() {
            int index = next++;
            byte[] frame = frames.frame(index);
            observer.onProgress(target.peerId(), frames.fraction(index));
            if (isDone()) {
                transfers.remove(target);
                finishIfDone();
            }
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
