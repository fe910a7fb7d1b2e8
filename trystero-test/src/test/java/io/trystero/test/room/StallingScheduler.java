package io.trystero.test.room;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** Runs tasks on another scheduler, but none while it is stalled: a thread that garbage collection or a user holds up. */
final class StallingScheduler implements Scheduler {

    private final Scheduler scheduler;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean stalled;

    StallingScheduler(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void stall() {
        stalled = true;
    }

    void goOn() {
        stalled = false;
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    @Override
    public Disposable schedule(Runnable task) {
        return scheduler.schedule(stallable(task));
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
                return worker.schedule(stallable(task));
            }

            @Override
            public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                Disposable.Swap cancelled = Disposables.swap();
                cancelled.update(worker.schedule(
                        stallable(() -> {
                            if (!cancelled.isDisposed()) {
                                task.run();
                            }
                        }),
                        delay,
                        unit));
                return cancelled;
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

    private Runnable stallable(Runnable task) {
        return () -> {
            if (stalled) {
                waiting.add(task);
            } else {
                task.run();
            }
        };
    }
}
