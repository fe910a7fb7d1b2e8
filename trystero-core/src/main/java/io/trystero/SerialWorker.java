package io.trystero;

import io.trystero.engine.EventLoop;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The one worker that runs all user code of a room and emits all its streams, in the order in which the engine decided.
 * State that only its tasks touch needs no lock.
 */
final class SerialWorker {

    private final EventLoop loop;

    SerialWorker(Scheduler scheduler) {
        this.loop = new EventLoop(scheduler);
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    /** Runs a task, and tells whoever waits for it if it throws. */
    void execute(Runnable task, Consumer<? super Throwable> onThrown) {
        loop.execute(task, onThrown);
    }

    Disposable schedule(Runnable task, long delayMillis) {
        return loop.schedule(task, delayMillis);
    }

    /** Returns what a source signals, signalled here. */
    <T> Mono<T> emit(Mono<T> source) {
        return Mono.create(sink -> sink.onCancel(source.subscribe(
                value -> execute(() -> sink.success(value)),
                error -> execute(() -> sink.error(error)),
                () -> execute(sink::success))));
    }

    /** Stops after the tasks that are queued. */
    void stopAfterQueued() {
        loop.execute(loop::dispose);
    }
}
