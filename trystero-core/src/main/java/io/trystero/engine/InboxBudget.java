package io.trystero.engine;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes on their way from transports to the loop, per peer within an instance. Thread-safe: a
 * transport may have a thread for each of its factories, and the loop gives back.
 */
final class InboxBudget {

    private final long limit;
    private final @Nullable InboxBudget whole;
    private final AtomicLong reserved = new AtomicLong();

    private InboxBudget(long limit, @Nullable InboxBudget whole) {
        this.limit = limit;
        this.whole = whole;
    }

    static InboxBudget ofInstance() {
        return new InboxBudget(Bounds.INSTANCE_INBOX_BYTES, null);
    }

    InboxBudget ofPeer() {
        return new InboxBudget(Bounds.PEER_INBOX_BYTES, this);
    }

    /** Takes that many bytes, or none if there are not that many left. */
    boolean reserve(int bytes) {
        if (!take(bytes)) {
            return false;
        }
        if (whole != null && !whole.reserve(bytes)) {
            reserved.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** Looks before it adds: what is refused must not take another thread's room even for a moment. */
    private boolean take(int bytes) {
        long before = reserved.get();
        while (bytes <= limit - before) {
            if (reserved.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = reserved.get();
        }
        return false;
    }

    void release(int bytes) {
        reserved.addAndGet(-bytes);
        if (whole != null) {
            whole.release(bytes);
        }
    }
}
