package io.trystero.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.Disposable;

/**
 * The memory in which the streams of one peer wait for their readers, in all rooms. From half of what the peer is allowed on
 * it is short, and no longer below a quarter: so as much again may come while what waits is written to files. Reserved on the
 * loop; all else may be called on any thread.
 */
public final class StreamMemory {

    private final FairBudget.Share bytes;
    private final AtomicBoolean wasShort = new AtomicBoolean();
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

    /** Hears that memory has become short, on any thread; may only enqueue. */
    public interface Listener {
        void onShort();
    }

    public StreamMemory(FairBudget.Share bytes) {
        this.bytes = bytes;
    }

    /** Takes that many bytes, if there are. */
    public boolean reserve(long count) {
        boolean reserved = bytes.reserve(count);
        isShort();
        return reserved;
    }

    public void release(long count) {
        bytes.release(count);
    }

    /** Returns how many bytes are taken. */
    public long held() {
        return bytes.held();
    }

    /** Returns what bounds it, in words. */
    public String bound() {
        return bytes.bound();
    }

    /** Tells whether what can wait elsewhere should. */
    public boolean isShort() {
        long held = bytes.held();
        long allowed = bytes.allowed();
        if (wasShort.get()) {
            if (held < allowed / 4) {
                wasShort.set(false);
            }
        } else if (held > allowed / 2 && wasShort.compareAndSet(false, true)) {
            listeners.forEach(Listener::onShort);
        }
        return wasShort.get();
    }

    /** Tells a listener each time, until what this returns is disposed. */
    public Disposable whenShort(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
