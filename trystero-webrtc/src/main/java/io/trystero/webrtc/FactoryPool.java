package io.trystero.webrtc;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The native factories of the process that share one configuration. Usually one: it lives from the first connection to the
 * last.
 *
 * <p>Past a {@linkplain MessageLimits#factory() number of received messages} a factory takes no new connection: the next
 * gets a fresh factory, and the worn one goes with its last.
 */
final class FactoryPool {

    static final FactoryPool DATA_ONLY = new FactoryPool(Natives::dataOnly, MessageLimits.DEFAULT);

    private final Supplier<Natives> natives;
    private final MessageLimits limits;
    private @Nullable NativeFactory current;
    private int live;

    FactoryPool(Supplier<Natives> natives, MessageLimits limits) {
        this.natives = natives;
        this.limits = limits;
    }

    /** Returns a factory for one more connection, to be {@linkplain #release released}. Does no native work. */
    synchronized NativeFactory lease() {
        NativeFactory factory = current;
        if (factory == null || factory.received() >= limits.factory()) {
            factory = new NativeFactory(natives);
            current = factory;
            live++;
        }
        factory.leases++;
        return factory;
    }

    /** Gives a lease back; the last disposes the factory. On the factory's worker. */
    void release(NativeFactory factory) {
        synchronized (this) {
            factory.leases--;
            if (factory.leases > 0) {
                return;
            }
            if (current == factory) {
                current = null;
            }
            live--;
        }
        factory.dispose();
    }

    MessageLimits limits() {
        return limits;
    }

    /** Returns how many factories have not been disposed: for tests and metrics. */
    synchronized int live() {
        return live;
    }
}
