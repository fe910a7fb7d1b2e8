package io.trystero.test;

import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** A worker of a {@link TrackedScheduler}; its tasks are in the scheduler's list, as a group of their own. */
final class TrackedWorker implements Scheduler.Worker {

    private final Scheduler.Worker delegate;
    private final TrackedTasks tasks;
    private final TrackedTasks.Group own = new TrackedTasks.Group();

    TrackedWorker(Scheduler.Worker delegate, TrackedTasks tasks) {
        this.delegate = delegate;
        this.tasks = tasks;
    }

    @Override
    public Disposable schedule(Runnable task) {
        return tasks.track(own, task, false, 0, delegate::schedule);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return tasks.track(own, task, false, unit.toNanos(delay), it -> delegate.schedule(it, delay, unit));
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return tasks.track(
                own,
                task,
                true,
                unit.toNanos(period),
                it -> delegate.schedulePeriodically(it, initialDelay, period, unit));
    }

    @Override
    public void dispose() {
        tasks.close(own);
        delegate.dispose();
    }

    @Override
    public boolean isDisposed() {
        return delegate.isDisposed();
    }
}
