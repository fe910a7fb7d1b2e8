package io.trystero;

import io.trystero.engine.FairBudget;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** What the streams of each peer have between them, for as long as it has any. Thread-safe. */
final class StreamShares {

    private final @Nullable SpillFile file;
    private final ConcurrentMap<PeerId, Entry> byPeer = new ConcurrentHashMap<>();

    /** Of so many streams. */
    private record Entry(StreamShare share, int streams) {
        Entry more(int by) {
            return new Entry(share, streams + by);
        }
    }

    StreamShares(@Nullable SpillFile file) {
        this.file = file;
    }

    /** Returns the share of a peer that has one stream more. */
    StreamShare enter(PeerId peer) {
        return byPeer.compute(peer, (id, present) -> present == null ? new Entry(share(), 1) : present.more(1))
                .share();
    }

    /** The peer has one stream less. */
    void leave(PeerId peer) {
        byPeer.computeIfPresent(peer, (id, present) -> present.streams() == 1 ? null : present.more(-1));
    }

    private StreamShare share() {
        return new StreamShare(file == null ? new FairBudget(0).share(0) : file.share());
    }
}
