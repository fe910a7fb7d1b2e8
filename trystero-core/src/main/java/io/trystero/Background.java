package io.trystero;

import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import reactor.core.scheduler.Scheduler;

/** Work that blocks, done elsewhere for the room's worker. */
@FunctionalInterface
interface Background {

    /**
     * Does something that blocks, then goes on on the worker: with what it returned, or with whatever it threw.
     */
    <R> void run(Callable<R> work, Consumer<? super R> then, Consumer<? super Throwable> otherwise);

    /** Returns what works on a scheduler that blocking is allowed on. */
    static Background of(Scheduler blocking, SerialWorker worker) {
        return new Background() {
            @Override
            public <R> void run(Callable<R> work, Consumer<? super R> then, Consumer<? super Throwable> otherwise) {
                try {
                    blocking.schedule(() -> goOn(work, then, otherwise));
                } catch (RejectedExecutionException disposed) {
                    worker.execute(() -> otherwise.accept(disposed));
                }
            }

            private <R> void goOn(Callable<R> work, Consumer<? super R> then, Consumer<? super Throwable> otherwise) {
                R result;
                try {
                    result = work.call();
                } catch (Throwable thrown) {
                    // an OutOfMemoryError, too: whoever waits must hear of it
                    worker.execute(() -> otherwise.accept(thrown));
                    return;
                }
                worker.execute(() -> then.accept(result));
            }
        };
    }
}
