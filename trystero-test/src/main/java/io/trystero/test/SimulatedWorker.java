package io.trystero.test;

import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** A worker of a {@link SimulatedTime}: its tasks run in order anyway, so all it adds is cancelling them together. */
final class SimulatedWorker implements Scheduler.Worker {

    private final SimulatedTime time;
    int pending;
    private boolean disposed;

    SimulatedWorker(SimulatedTime time) {
        this.time = time;
    }

    @Override
    public Disposable schedule(Runnable task) {
        return time.enqueue(task, 0, 0, this);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return time.enqueue(task, unit.toNanos(delay), 0, this);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return time.enqueue(task, unit.toNanos(initialDelay), Math.max(1, unit.toNanos(period)), this);
    }

    @Override
    public void dispose() {
        disposed = true;
        if (pending > 0) {
            time.cancelAll(this);
        }
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }
}
