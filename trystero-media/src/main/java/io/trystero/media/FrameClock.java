package io.trystero.media;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * What paces one track: asks the publisher for a few frames ahead, and at each tick takes what is due. The publisher signals
 * wherever it likes; ticks come on a worker of their own.
 *
 * @param <F> the kind of frame
 */
abstract class FrameClock<F> {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.media");

    private final Scheduler scheduler;
    private final Scheduler.Worker worker;
    private final Duration period;
    private final int ahead;
    private final Queue<F> ready = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Subscription upstream;
    private volatile boolean completed;
    private volatile @Nullable Throwable failure;

    /**
     * Begins when it is {@linkplain #start started}.
     *
     * @param ahead frames that are asked for before they are due: what a publisher that is slightly too fast lags behind
     */
    FrameClock(Scheduler scheduler, Duration period, int ahead) {
        this.ahead = ahead;
        this.scheduler = scheduler;
        this.worker = scheduler.createWorker();
        this.period = period;
    }

    /**
     * Begins; the publisher is subscribed to on the worker, so this may be called where nobody else's code may run.
     *
     * @param push takes what is due
     * @param end hears, once, that no more comes, and what the publisher failed with if it did
     */
    void start(Publisher<? extends F> frames, Consumer<F> push, Consumer<@Nullable Throwable> end) {
        try {
            worker.schedule(() -> Flux.from(frames).subscribe(new Upstream()));
            Runnable ticks = new EvenTicks(scheduler, period, () -> tick(push, end));
            worker.schedulePeriodically(ticks, 0, period.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ended) {
            LOG.debug("a track ends with its scheduler");
            stop();
            end.accept(ended);
        }
    }

    /** Asks for nothing any more and tells no one. */
    void stop() {
        if (over.compareAndSet(false, true)) {
            Subscription asked = upstream;
            if (asked != null) {
                asked.cancel();
            }
            worker.dispose();
            ready.clear();
        }
    }

    private void tick(Consumer<F> push, Consumer<@Nullable Throwable> end) {
        boolean last = completed;
        for (int left = isBehind() ? 2 : 1; left > 0; left--) {
            F due = due();
            if (due != null && !over.get()) {
                push.accept(due);
            }
        }
        if (last && ready.isEmpty() && isEmpty() && !over.get()) {
            Throwable why = failure;
            stop();
            end.accept(why);
        }
    }

    /** Returns what is to be sent now, {@code null} if there has been nothing yet. On the worker. */
    abstract @Nullable F due();

    /** Tells whether nothing of a frame that was taken is left. On the worker. */
    abstract boolean isEmpty();

    /** Tells whether two are due with this tick. On the worker. */
    boolean isBehind() {
        return false;
    }

    /** Returns how many frames are ready. */
    final int waiting() {
        return ready.size();
    }

    /** Takes a frame if one is ready, and asks for another in its place. On the worker. */
    final @Nullable F next() {
        F taken = ready.poll();
        Subscription asked = upstream;
        if (taken != null && asked != null && !completed) {
            asked.request(1);
        }
        return taken;
    }

    /** Tells whether the publisher has more to give, or may have. */
    final boolean hasMore() {
        return !completed || !ready.isEmpty();
    }

    private final class Upstream implements CoreSubscriber<F> {

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            if (over.get()) {
                subscription.cancel();
            } else {
                subscription.request(ahead);
            }
        }

        @Override
        public void onNext(F frame) {
            ready.add(frame);
        }

        @Override
        public void onError(Throwable error) {
            failure = error;
            completed = true;
        }

        @Override
        public void onComplete() {
            completed = true;
        }
    }
}
