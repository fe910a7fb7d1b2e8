package io.trystero.webrtc;

import io.trystero.rtc.ShutdownSequence;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(2);

    static final FactoryPool DATA_ONLY = new FactoryPool(Natives::dataOnly, MessageLimits.DEFAULT);
    static final FactoryPool WITH_MEDIA = new FactoryPool(Natives::withMedia, MessageLimits.DEFAULT);

    private final Supplier<Natives> natives;
    private final MessageLimits limits;
    private final Set<RtcConnection> connections = new HashSet<>();
    private final Set<NativeFactory> live = new HashSet<>();
    private @Nullable NativeFactory current;
    private boolean hooked;

    FactoryPool(Supplier<Natives> natives, MessageLimits limits) {
        this.natives = natives;
        this.limits = limits;
    }

    /** Tells whether its connections may have tracks. */
    boolean hasMedia() {
        return this == WITH_MEDIA;
    }

    /** Closes this connection too if the virtual machine goes down before {@link #closed}. */
    synchronized void opened(RtcConnection connection) {
        if (!hooked) {
            hooked = true;
            ShutdownSequence.ofProcess().release(this::shutDown); // for as long as the process
        }
        connections.add(connection);
    }

    synchronized void closed(RtcConnection connection) {
        connections.remove(connection);
    }

    /** Returns a factory for one more connection, to be {@linkplain #release released}. Does no native work. */
    synchronized NativeFactory lease() {
        NativeFactory factory = current;
        if (factory == null || factory.received() >= limits.factory()) {
            factory = new NativeFactory(natives);
            current = factory;
            live.add(factory);
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
        }
        factory.dispose(this::disposed);
    }

    private synchronized void disposed(NativeFactory factory) {
        live.remove(factory);
        notifyAll();
    }

    /** Native threads that call into a virtual machine that is going down abort it, so they end first. */
    private void shutDown() {
        List<RtcConnection> open;
        synchronized (this) {
            open = List.copyOf(connections);
        }
        open.forEach(RtcConnection::close);
        long end = System.nanoTime() + SHUTDOWN_LIMIT.toNanos();
        synchronized (this) {
            for (long left = SHUTDOWN_LIMIT.toMillis(); left > 0 && !live.isEmpty(); ) {
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                left = (end - System.nanoTime()) / 1_000_000;
            }
        }
    }

    MessageLimits limits() {
        return limits;
    }

    /** Returns how many factories have not been disposed: for tests and metrics. */
    synchronized int live() {
        return live.size();
    }
}
