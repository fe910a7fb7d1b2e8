package io.trystero;

import io.trystero.rtc.Transport;
import io.trystero.signaling.SignalingStrategy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses once, aside, what the first join of a process will use: loading classes, cryptography and native code takes longer
 * than meeting a peer does.
 */
final class WarmUp {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.engine");
    private static final AtomicReference<@Nullable CompletableFuture<Void>> BEGUN = new AtomicReference<>();

    private WarmUp() {}

    /**
     * Begins on daemon threads of its own, unless this process has done so before.
     *
     * @return completes when it is done, however it went
     */
    static CompletableFuture<Void> begin(Transport transport, List<SignalingStrategy> strategies) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Void> begun = BEGUN.compareAndExchange(null, done);
        if (begun != null) {
            return begun;
        }
        CompletableFuture<Void> strategiesDone = start(() -> strategies.forEach(SignalingStrategy::warmUp));
        CompletableFuture<Void> transportDone = start(() -> {
            if (transport.needsWarmup()) {
                Rehearsal.run(transport);
            }
        });
        var unused = CompletableFuture.allOf(strategiesDone, transportDone).thenRun(() -> done.complete(null));
        return done;
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
