package io.trystero.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Signal;
import reactor.core.publisher.SignalType;

/** What one subscription hears, to be waited for in a test. Used by one thread. */
public final class Heard<T> {

    /** How long a signal may take that has to come. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<Signal<T>> waiting = new LinkedBlockingQueue<>();
    private final List<T> items = new ArrayList<>();
    private final Disposable subscription;

    private Heard(Publisher<T> source) {
        subscription = Flux.from(source).materialize().subscribe(waiting::add);
    }

    /** Subscribes. */
    public static <T> Heard<T> of(Publisher<T> source) {
        return new Heard<>(source);
    }

    /** Waits for the next item. */
    public T next() {
        T item = Objects.requireNonNull(signal(SignalType.ON_NEXT).get());
        items.add(item);
        return item;
    }

    /** Waits for an item of which a condition holds. */
    public T until(Predicate<? super T> condition) {
        T item = next();
        while (!condition.test(item)) {
            item = next();
        }
        return item;
    }

    /** Returns the items that were waited for. */
    public List<T> items() {
        return items;
    }

    /** Returns what has come and was not waited for. */
    public List<Signal<T>> unheard() {
        return List.copyOf(waiting);
    }

    /** Waits until the source completes, whatever comes before. */
    public void completion() {
        end(SignalType.ON_COMPLETE);
    }

    /** Waits until the source fails, whatever comes before. */
    public Throwable failure() {
        return Objects.requireNonNull(end(SignalType.ON_ERROR).getThrowable());
    }

    public void cancel() {
        subscription.dispose();
    }

    private Signal<T> end(SignalType type) {
        Signal<T> signal = poll(type);
        while (signal.isOnNext()) {
            signal = poll(type);
        }
        assertThat(signal.getType()).as("%s", signal).isEqualTo(type);
        return signal;
    }

    private Signal<T> signal(SignalType type) {
        Signal<T> signal = poll(type);
        assertThat(signal.getType()).as("%s", signal).isEqualTo(type);
        return signal;
    }

    private Signal<T> poll(SignalType awaited) {
        try {
            Signal<T> signal = waiting.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (signal == null) {
                throw new AssertionError("no " + awaited + " within " + PATIENCE);
            }
            return signal;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + awaited, interrupted);
        }
    }
}
