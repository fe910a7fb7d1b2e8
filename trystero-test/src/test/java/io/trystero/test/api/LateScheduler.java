package io.trystero.test.api;

import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** Runs tasks in order on another scheduler, each a while later: a worker that is behind the loop. */
public final class LateScheduler implements Scheduler {

    private final Scheduler scheduler;
    private final long millis;

    public LateScheduler(Scheduler scheduler, long millis) {
        this.scheduler = scheduler;
        this.millis = millis;
    }

    @Override
    public Disposable schedule(Runnable task) {
        return scheduler.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public long now(TimeUnit unit) {
        return scheduler.now(unit);
    }

    @Override
    public Worker createWorker() {
        Worker worker = scheduler.createWorker();
        return new Worker() {
            @Override
            public Disposable schedule(Runnable task) {
                return worker.schedule(task, millis, TimeUnit.MILLISECONDS);
            }

            @Override
            public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                return worker.schedule(task, unit.toMillis(delay) + millis, TimeUnit.MILLISECONDS);
            }

            @Override
            public void dispose() {
                worker.dispose();
            }

            @Override
            public boolean isDisposed() {
                return worker.isDisposed();
            }
        };
    }
}
