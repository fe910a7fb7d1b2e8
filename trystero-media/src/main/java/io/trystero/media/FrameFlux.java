package io.trystero.media;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * The frames of a track that comes, for each subscriber by itself: the transport's thread puts them where they wait, and is gone
 * again; the subscriber is called on a worker of its own, at its own pace.
 *
 * @param <F> the kind of frame
 */
final class FrameFlux<F> extends Flux<F> {

    private final Function<Consumer<F>, Disposable> listen;
    private final Mono<Void> end;
    private final FramePolicy policy;
    private final Scheduler scheduler;

    /**
     * Listens to nothing until it is subscribed to.
     *
     * @param listen begins to hand frames over, one after the other
     * @param end completes when there are no more
     */
    FrameFlux(Function<Consumer<F>, Disposable> listen, Mono<Void> end, FramePolicy policy, Scheduler scheduler) {
        this.listen = listen;
        this.end = end;
        this.policy = policy;
        this.scheduler = scheduler;
    }

    @Override
    public void subscribe(CoreSubscriber<? super F> actual) {
        Waiting<F> waiting = new Waiting<>(actual, policy, scheduler.createWorker());
        actual.onSubscribe(waiting);
        waiting.listen(listen, end);
    }

    private static final class Waiting<F> implements Subscription {

        private final CoreSubscriber<? super F> actual;
        private final FramePolicy policy;
        private final Scheduler.Worker worker;
        private final Queue<F> frames = new ArrayDeque<>();
        private final AtomicLong requested = new AtomicLong();
        private final AtomicInteger drains = new AtomicInteger();
        private final AtomicBoolean over = new AtomicBoolean();
        private final Disposable.Composite sources = Disposables.composite();
        private volatile boolean ended;
        /** Guarded by the frames, as is what follows. */
        private boolean taking;

        private long dropped;

        Waiting(CoreSubscriber<? super F> actual, FramePolicy policy, Scheduler.Worker worker) {
            this.actual = actual;
            this.policy = policy;
            this.worker = worker;
        }

        void listen(Function<Consumer<F>, Disposable> listen, Mono<Void> end) {
            sources.add(listen.apply(this::take));
            sources.add(end.subscribe(ignored -> {}, error -> end(), this::end));
        }

        /** On the transport's thread. */
        private void take(F frame) {
            long lost = 0;
            synchronized (frames) {
                if (policy.capacity() == 0) {
                    // unbounded demand is no promise to keep up: one is on its way to the subscriber, or none
                    if (requested.get() > 0 && frames.isEmpty() && !taking) {
                        frames.add(frame);
                    } else {
                        lost = ++dropped;
                    }
                } else {
                    if (frames.size() == policy.capacity()) {
                        frames.remove();
                        lost = ++dropped;
                    }
                    frames.add(frame);
                }
            }
            if (lost > 0) {
                policy.dropped(lost);
            }
            drain();
        }

        private void end() {
            ended = true;
            drain();
        }

        @Override
        public void request(long more) {
            if (Operators.validate(more)) {
                requested.accumulateAndGet(more, Operators::addCap);
                drain();
            }
        }

        @Override
        public void cancel() {
            stop();
        }

        private void drain() {
            if (!over.get() && drains.getAndIncrement() == 0) {
                try {
                    worker.schedule(this::deliver);
                } catch (RuntimeException refused) {
                    // nothing is being delivered: only the first to drain comes here
                    if (stop()) {
                        actual.onError(refused);
                    }
                }
            }
        }

        /** On the worker. */
        private void deliver() {
            int handled = 1;
            do {
                deliverAll();
                handled = drains.addAndGet(-handled);
            } while (handled != 0);
        }

        private void deliverAll() {
            while (!over.get()) {
                F next = null;
                boolean last;
                synchronized (frames) {
                    if (requested.get() > 0) {
                        next = frames.poll();
                    }
                    if (next != null && requested.get() != Long.MAX_VALUE) {
                        requested.decrementAndGet();
                    }
                    taking = next != null;
                    last = ended && frames.isEmpty();
                }
                if (next != null) {
                    actual.onNext(next);
                } else {
                    if (last && stop()) {
                        actual.onComplete();
                    }
                    return;
                }
            }
        }

        private boolean stop() {
            boolean first = over.compareAndSet(false, true);
            if (first) {
                sources.dispose();
                synchronized (frames) {
                    frames.clear();
                }
                worker.dispose();
            }
            return first;
        }
    }
}
