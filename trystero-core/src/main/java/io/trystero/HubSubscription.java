package io.trystero;

import io.trystero.engine.Hold;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/** One subscriber of a {@link Hub} with its queue. All but {@link #request} and {@link #cancel} runs on the worker. */
final class HubSubscription<T> implements Subscription {

    private final String stream;
    private final Subscriber<? super T> subscriber;
    private final SerialWorker worker;
    private final Hub.Bounds bounds;
    private final Consumer<HubSubscription<T>> onEnd;
    private final Queue<Element<T>> queue = new ArrayDeque<>();
    private final AtomicLong requested = new AtomicLong();
    private long queuedBytes;
    private long missed;
    private boolean completing;
    private boolean emitting;
    private volatile boolean over;

    private record Element<T>(T value, long bytes, Hold hold) {}

    HubSubscription(
            String stream,
            Subscriber<? super T> subscriber,
            SerialWorker worker,
            Hub.Bounds bounds,
            Consumer<HubSubscription<T>> onEnd) {
        this.stream = stream;
        this.subscriber = subscriber;
        this.worker = worker;
        this.bounds = bounds;
        this.onEnd = onEnd;
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            worker.execute(() -> fail(new IllegalArgumentException("request(" + n + "): demand must be positive")));
            return;
        }
        requested.accumulateAndGet(n, Operators::addCap);
        worker.execute(this::drain);
    }

    @Override
    public void cancel() {
        over = true;
        worker.execute(() -> {
            drop();
            onEnd.accept(this);
        });
    }

    boolean isOver() {
        return over;
    }

    /** Emits, or queues for want of demand; past the bounds the subscriber is told once its queue has run dry. */
    void next(T element, long bytes) {
        next(element, bytes, Hold.NONE);
    }

    /** As above, retaining what the element holds until it is consumed or dropped. */
    void next(T element, long bytes, Hold hold) {
        if (over || completing) {
            return;
        }
        // what alone passes the bound in bytes may wait alone, or no subscriber could ever get it
        boolean full = queue.size() >= bounds.elements() || (queuedBytes > 0 && queuedBytes + bytes > bounds.bytes());
        if (missed > 0 || full) {
            missed++;
            return;
        }
        hold.retain();
        queue.add(new Element<>(element, bytes, hold));
        queuedBytes += bytes;
        drain();
    }

    /** Counts elements that were lost before the subscriber came. */
    void missed(long count) {
        missed += count;
        drain();
    }

    void complete() {
        completing = true;
        drain();
    }

    void fail(Throwable error) {
        if (!over) {
            over = true;
            drop();
            onEnd.accept(this);
            subscriber.onError(error);
        }
    }

    private void drop() {
        queue.forEach(element -> element.hold().release());
        queue.clear();
        queuedBytes = 0;
    }

    private void drain() {
        if (emitting) {
            return;
        }
        emitting = true;
        try {
            while (!over && !queue.isEmpty() && requested.get() > 0) {
                Element<T> next = queue.remove();
                queuedBytes -= next.bytes();
                if (requested.get() != Long.MAX_VALUE) {
                    requested.decrementAndGet();
                }
                try {
                    subscriber.onNext(next.value());
                } finally {
                    next.hold().release();
                }
            }
        } finally {
            emitting = false;
        }
        if (!over && queue.isEmpty()) {
            if (missed > 0) {
                fail(new SubscriberOverflowException(stream, missed));
            } else if (completing) {
                over = true;
                onEnd.accept(this);
                subscriber.onComplete();
            }
        }
    }
}
