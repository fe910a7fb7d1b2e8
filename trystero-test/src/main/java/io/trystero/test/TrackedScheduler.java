package io.trystero.test;

import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * A scheduler that knows what is still scheduled on it, so that a test can assert that no timer is alive after the room has
 * been left; and that can be {@linkplain #halt() halted}, as if its machine had lost power.
 *
 * <p>Passes all tasks on to another scheduler, which runs them and tells the time. Thread-safe. Disposing it cancels its tasks,
 * refuses others, and leaves the other scheduler alone.
 */
public final class TrackedScheduler implements Scheduler {

    private final Scheduler delegate;
    private final TrackedTasks tasks = new TrackedTasks();
    private final TrackedTasks.Group alone = new TrackedTasks.Group();

    private TrackedScheduler(Scheduler delegate) {
        this.delegate = delegate;
    }

    /** Makes one that runs its tasks on the given scheduler. */
    public static TrackedScheduler on(Scheduler delegate) {
        return new TrackedScheduler(delegate);
    }

    /** Returns how many tasks are scheduled and neither run nor cancelled; a periodic one counts until it is cancelled. */
    public int pending() {
        return tasks.size();
    }

    /** Describes the pending tasks in the order in which they were scheduled: class and delay. */
    public List<String> pendingTasks() {
        return tasks.describe();
    }

    /** Cancels every task. Whatever is scheduled from now on is accepted and never runs. Idempotent. */
    public void halt() {
        tasks.halt();
    }

    @Override
    public Disposable schedule(Runnable task) {
        return tasks.track(alone, task, false, 0, delegate::schedule);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return tasks.track(alone, task, false, unit.toNanos(delay), it -> delegate.schedule(it, delay, unit));
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return tasks.track(
                alone,
                task,
                true,
                unit.toNanos(period),
                it -> delegate.schedulePeriodically(it, initialDelay, period, unit));
    }

    @Override
    public long now(TimeUnit unit) {
        return delegate.now(unit);
    }

    @Override
    public Worker createWorker() {
        return new TrackedWorker(delegate.createWorker(), tasks);
    }

    @Override
    public void dispose() {
        tasks.close();
    }

    @Override
    public boolean isDisposed() {
        return tasks.isClosed();
    }
}
