package io.trystero;

import io.trystero.rtc.Transport;
import io.trystero.signaling.SignalingStrategy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses once, aside, what the first join of a process will use: loading classes, cryptography and native code takes longer
 * than meeting a peer does. Once in a process for each kind of transport and of strategy, on daemon threads of its own.
 */
final class WarmUp {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.engine");
    private static final Map<Class<?>, CompletableFuture<Void>> BEGUN = new ConcurrentHashMap<>();

    private WarmUp() {}

    /**
     * Begins with a transport, if that is of use.
     *
     * @return completes when it is done, however it went
     */
    static CompletableFuture<Void> transport(Transport transport) {
        return transport.needsWarmup()
                ? once(transport.getClass(), () -> Rehearsal.run(transport))
                : CompletableFuture.completedFuture(null);
    }

    /** Begins with strategies likewise. */
    static CompletableFuture<Void> strategies(List<SignalingStrategy> strategies) {
        return CompletableFuture.allOf(strategies.stream()
                .map(strategy -> once(strategy.getClass(), strategy::warmUp))
                .toArray(CompletableFuture<?>[]::new));
    }

    private static CompletableFuture<Void> once(Class<?> kind, Runnable task) {
        return BEGUN.computeIfAbsent(kind, absent -> start(task));
    }

    private static CompletableFuture<Void> start(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                        LOG.debug("warmed up");
                    } catch (RuntimeException | LinkageError e) {
                        LOG.debug("warming up failed; the first use will tell", e);
                    } finally {
                        done.complete(null);
                    }
                },
                "trystero-warm-up");
        thread.setDaemon(true);
        thread.start();
        return done;
    }
}
