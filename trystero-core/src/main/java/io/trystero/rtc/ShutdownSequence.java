package io.trystero.rtc;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What happens, in order, when the virtual machine goes down: first all goodbyes, side by side, then what transports release.
 * Hooks of the virtual machine by themselves run in no order, and a goodbye needs the transport that carries it. Thread-safe.
 */
public final class ShutdownSequence {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.engine");

    /** How long the goodbyes may take together. */
    static final Duration GOODBYE_LIMIT = Duration.ofSeconds(1);

    private static final ShutdownSequence OF_PROCESS = new ShutdownSequence(
            hook -> Runtime.getRuntime().addShutdownHook(hook),
            hook -> Runtime.getRuntime().removeShutdownHook(hook));

    private final Consumer<Thread> addHook;
    private final Consumer<Thread> removeHook;
    private final Set<Step<Mono<Void>>> goodbyes = new LinkedHashSet<>();
    private final Set<Step<Runnable>> releases = new LinkedHashSet<>();
    private @Nullable Thread hook;

    /** One registration, whatever it is equal to. */
    private static final class Step<T> {
        private final T what;

        Step(T what) {
            this.what = what;
        }
    }

    ShutdownSequence(Consumer<Thread> addHook, Consumer<Thread> removeHook) {
        this.addHook = addHook;
        this.removeHook = removeHook;
    }

    /** Returns the one of this process. It has a hook while something is registered. */
    public static ShutdownSequence ofProcess() {
        return OF_PROCESS;
    }

    /**
     * Registers a goodbye. It is subscribed to when the virtual machine goes down, and waited for a second at most.
     *
     * @return takes it back
     */
    public Disposable goodbye(Mono<Void> goodbye) {
        return add(goodbyes, new Step<>(goodbye));
    }

    /**
     * Registers what is to be done once the goodbyes are over.
     *
     * @param release may block for a short while
     * @return takes it back
     */
    public Disposable release(Runnable release) {
        return add(releases, new Step<>(release));
    }

    private synchronized <T> Disposable add(Set<Step<T>> steps, Step<T> step) {
        steps.add(step);
        if (hook == null) {
            Thread added = new Thread(this::run, "trystero-shutdown");
            try {
                addHook.accept(added);
                hook = added;
            } catch (IllegalStateException goingDown) {
                LOG.debug("the virtual machine is going down already");
            }
        }
        return () -> remove(steps, step);
    }

    private synchronized <T> void remove(Set<Step<T>> steps, Step<T> step) {
        steps.remove(step);
        Thread unused = hook;
        if (unused != null && goodbyes.isEmpty() && releases.isEmpty()) {
            hook = null;
            try {
                removeHook.accept(unused);
            } catch (IllegalStateException goingDown) {
                LOG.debug("the virtual machine is going down already");
            }
        }
    }

    private void run() {
        sayGoodbyes();
        List<Step<Runnable>> last;
        synchronized (this) {
            last = List.copyOf(releases);
        }
        for (Step<Runnable> step : last) {
            try {
                step.what.run();
            } catch (RuntimeException e) {
                LOG.debug("a release failed", e);
            }
        }
    }

    private void sayGoodbyes() {
        List<Step<Mono<Void>>> all;
        synchronized (this) {
            all = List.copyOf(goodbyes);
        }
        try {
            Flux.fromIterable(all)
                    .flatMap(step -> step.what.onErrorComplete(), Integer.MAX_VALUE)
                    .then()
                    .toFuture()
                    .get(GOODBYE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("not everyone has heard our goodbye", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
