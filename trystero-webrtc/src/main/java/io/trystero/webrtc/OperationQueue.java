package io.trystero.webrtc;

import io.trystero.rtc.ConnectionClosedException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A connection's operations, one after the other in the order in which they were subscribed, as the operations chain of
 * RFC 8829 does. Their state belongs to the worker.
 */
final class OperationQueue {

    private final NativeWorker worker;
    private final ArrayDeque<Operation<?>> waiting = new ArrayDeque<>();
    private @Nullable Operation<?> running;
    private boolean closed;

    OperationQueue(NativeWorker worker) {
        this.worker = worker;
    }

    /**
     * Returns an operation that starts on the worker when it is subscribed and its turn has come. Once it has started,
     * cancelling drops its result only.
     */
    <T> Mono<T> operation(Supplier<CompletionStage<T>> work) {
        return Mono.create(sink -> {
            Operation<T> operation = new Operation<>(sink, work);
            sink.onCancel(() -> operation.cancelled = true);
            if (!worker.tryExecute(() -> add(operation))) {
                sink.error(new ConnectionClosedException());
            }
        });
    }

    /** Fails all that is left and all that comes. Worker only. */
    void close() {
        closed = true;
        Operation<?> last = running;
        running = null;
        if (last != null) {
            last.sink.error(new ConnectionClosedException());
        }
        for (Operation<?> left = waiting.poll(); left != null; left = waiting.poll()) {
            left.sink.error(new ConnectionClosedException());
        }
    }

    private void add(Operation<?> operation) {
        if (closed) {
            operation.sink.error(new ConnectionClosedException());
            return;
        }
        waiting.add(operation);
        next();
    }

    private void next() {
        while (running == null) {
            Operation<?> operation = waiting.poll();
            if (operation == null) {
                return;
            }
            if (!operation.cancelled) {
                running = operation;
                start(operation);
            }
        }
    }

    private <T> void start(Operation<T> operation) {
        CompletionStage<T> result;
        try {
            result = operation.work.get();
        } catch (Throwable e) {
            end(operation, null, e);
            return;
        }
        // Always through the worker's queue: the result may come on the native callback thread.
        result.whenCompleteAsync((value, error) -> end(operation, value, error), worker);
    }

    private <T> void end(Operation<T> operation, @Nullable T value, @Nullable Throwable error) {
        if (running != operation) {
            return; // failed by close()
        }
        running = null;
        if (error != null) {
            // a stage wraps what an earlier one failed with
            operation.sink.error(
                    error instanceof CompletionException && error.getCause() != null ? error.getCause() : error);
        } else if (value != null) {
            operation.sink.success(value);
        } else {
            operation.sink.success();
        }
        next();
    }

    private static final class Operation<T> {
        private final MonoSink<T> sink;
        private final Supplier<CompletionStage<T>> work;
        private volatile boolean cancelled;

        Operation(MonoSink<T> sink, Supplier<CompletionStage<T>> work) {
            this.sink = sink;
            this.work = work;
        }
    }
}
