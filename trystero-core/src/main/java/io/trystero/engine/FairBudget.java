package io.trystero.engine;

import io.trystero.wire.Reassembly;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that an instance keeps for its peers. A share may grow to as much as is still free, so that those who hoard leave
 * room for others (the dynamic threshold of Choudhury and Hahne). The loop alone reserves, so that what is refused stands in
 * nobody's way; any thread may release.
 */
final class FairBudget {

    private final long limit;
    private final AtomicLong reserved = new AtomicLong();

    FairBudget(long limit) {
        this.limit = limit;
    }

    /** Returns a peer's part, of so many bytes at most. */
    Share share(long most) {
        return new Share(most);
    }

    long reserved() {
        return reserved.get();
    }

    /** What one peer holds. */
    final class Share implements Reassembly.Budget {

        private final long most;
        private final AtomicLong mine = new AtomicLong();

        private Share(long most) {
            this.most = most;
        }

        @Override
        public boolean reserve(long bytes) {
            long now = mine.addAndGet(bytes);
            long all = reserved.addAndGet(bytes);
            boolean first = now == bytes;
            if (now <= most && (first ? all <= limit : now <= limit - all + bytes)) {
                return true;
            }
            release(bytes);
            return false;
        }

        @Override
        public void release(long bytes) {
            mine.addAndGet(-bytes);
            reserved.addAndGet(-bytes);
        }
    }
}
