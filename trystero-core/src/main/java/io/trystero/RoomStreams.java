package io.trystero;

import io.trystero.engine.StreamMemory;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the streams of each peer have between them in a room, for as long as it has any. Thread-safe. */
final class RoomStreams {

    private final Executor worker;
    private final ConcurrentMap<PeerId, Entry> byPeer = new ConcurrentHashMap<>();

    /** Of so many streams. */
    private record Entry(PeerStreams streams, int count) {
        Entry more(int by) {
            return new Entry(streams, count + by);
        }
    }

    RoomStreams(Executor worker) {
        this.worker = worker;
    }

    /**
     * Returns those of a peer that has one stream more.
     *
     * @param memory what that waits in, {@code null} if it is none that streams share
     */
    PeerStreams enter(PeerId peer, @Nullable StreamMemory memory) {
        return byPeer.compute(peer, (id, present) -> {
                    Entry entry = present == null ? new Entry(new PeerStreams(worker), 1) : present.more(1);
                    if (memory != null) {
                        entry.streams().use(memory);
                    }
                    return entry;
                })
                .streams();
    }

    /** The peer has one stream less. */
    void leave(PeerId peer) {
        byPeer.computeIfPresent(peer, (id, present) -> {
            if (present.count() > 1) {
                return present.more(-1);
            }
            present.streams().end();
            return null;
        });
    }
}
