package io.trystero.engine;

import io.trystero.wire.Reassembly;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Something that peers share, such as the bytes that an instance keeps for them. A share may grow to as much as is still
 * free, so that those who hoard leave room for others (the dynamic threshold of Choudhury and Hahne). One thread alone
 * reserves, so that what is refused stands in nobody's way: the loop, unless it is said otherwise; any thread may release.
 */
public final class FairBudget {

    private final long limit;
    private final String partOfHeap;
    private final AtomicLong reserved = new AtomicLong();

    public FairBudget(long limit) {
        this(limit, "");
    }

    private FairBudget(long limit, String partOfHeap) {
        this.limit = limit;
        this.partOfHeap = partOfHeap;
    }

    /** Returns a budget of so many bytes, or of a part of the heap if that is less, such as a quarter for 4. */
    static FairBudget ofMemory(long most, int part) {
        return ofMemory(most, part, Runtime.getRuntime().maxMemory());
    }

    static FairBudget ofMemory(long most, int part, long heap) {
        long limit = Math.min(most, heap / part);
        return new FairBudget(limit, limit < most ? ", 1/" + part + " of the heap" : "");
    }

    /** Returns a peer's part, of so much at most. */
    public Share share(long most) {
        return new Share(most);
    }

    public long reserved() {
        return reserved.get();
    }

    /** What one peer holds. */
    public final class Share implements Reassembly.Budget {

        private final long most;
        private final AtomicLong mine = new AtomicLong();

        private Share(long most) {
            this.most = most;
        }

        /** Returns what bounds it, in words. */
        public String bound() {
            return Math.min(most, limit / 2) + " bytes for one peer, " + limit + " for all" + partOfHeap;
        }

        /** Tells whether more heap would allow more. */
        public boolean isOfHeap() {
            return !partOfHeap.isEmpty();
        }

        /** Returns how much it holds. */
        public long held() {
            return mine.get();
        }

        /**
         * Returns how much it may hold, as long as others hold what they hold now. It shrinks as they take more, and may be
         * less than this share holds already.
         */
        public long allowed() {
            return Math.min(most, Math.max(0, (limit - reserved.get() + mine.get()) / 2));
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
