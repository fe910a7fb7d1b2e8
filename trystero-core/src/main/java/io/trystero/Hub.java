package io.trystero;

import io.trystero.engine.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Flux;

/**
 * A hot stream with a queue for each subscriber, so that none of them paces another. All state is touched on the room's
 * worker alone.
 */
final class Hub<T> {

    /** How much a subscriber's queue may hold. */
    record Bounds(int elements, long bytes) {
        /** For streams of small events. */
        static final Bounds EVENTS = new Bounds(65_536, Long.MAX_VALUE);

        /** For streams of messages. */
        static final Bounds MESSAGES = new Bounds(65_536, 32L << 20);
    }

    private final String name;
    private final SerialWorker worker;
    private final Bounds bounds;
    private final List<HubSubscription<T>> subscriptions = new ArrayList<>();
    private boolean complete;

    Hub(String name, SerialWorker worker, Bounds bounds) {
        this.name = name;
        this.worker = worker;
        this.bounds = bounds;
    }

    /** Returns the stream; subscribers hear what is emitted after they subscribed. */
    Flux<T> flux() {
        return flux(first -> {}, worker::execute);
    }

    /**
     * Returns the stream with something before it.
     *
     * @param before given each new subscription before it hears what is live, on the worker
     * @param entry runs, in time, the task that makes a subscription part of the hub; the task itself must come to the worker
     */
    Flux<T> flux(Consumer<HubSubscription<T>> before, Consumer<Runnable> entry) {
        return Flux.from(subscriber -> subscribe(subscriber, before, entry));
    }

    private void subscribe(
            Subscriber<? super T> subscriber, Consumer<HubSubscription<T>> before, Consumer<Runnable> entry) {
        HubSubscription<T> subscription = new HubSubscription<>(name, subscriber, worker, bounds, this::remove);
        subscriber.onSubscribe(subscription);
        entry.accept(() -> {
            if (subscription.isOver()) {
                // cancelled before it was part of the hub
                return;
            }
            before.accept(subscription);
            if (complete) {
                subscription.complete();
            } else {
                subscriptions.add(subscription);
            }
        });
    }

    /** Emits to all; on the worker. */
    void emit(@Nullable T element, long bytes) {
        emit(element, bytes, Hold.NONE);
    }

    /** Emits to all; on the worker. Those who keep it retain what it holds. */
    void emit(@Nullable T element, long bytes, Hold hold) {
        if (element != null) {
            // a subscriber may cancel while it is called
            for (HubSubscription<T> subscription : List.copyOf(subscriptions)) {
                subscription.next(element, bytes, hold);
            }
        }
    }

    boolean hasSubscribers() {
        return !subscriptions.isEmpty();
    }

    /** Completes all, those to come too; on the worker. */
    void complete() {
        complete = true;
        List.copyOf(subscriptions).forEach(HubSubscription::complete);
        subscriptions.clear();
    }

    private void remove(HubSubscription<T> subscription) {
        subscriptions.remove(subscription);
    }
}
