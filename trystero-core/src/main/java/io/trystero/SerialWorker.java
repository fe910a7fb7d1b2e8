package io.trystero;

import io.trystero.engine.EventLoop;
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

    reactor.core.Disposable schedule(Runnable task, long delayMillis) {
        return loop.schedule(task, delayMillis);
    }

    /** Stops after the tasks that are queued. */
    void stopAfterQueued() {
        loop.execute(loop::dispose);
    }
}
