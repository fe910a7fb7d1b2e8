package io.trystero.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;

/**
 * A clock that stands still until it is told to advance, and the {@link Scheduler} of everything that shall happen in that
 * time. Made for running thousands of simulated rooms a second; where {@code StepVerifier.withVirtualTime} is at hand,
 * Reactor's {@code VirtualTimeScheduler} does as well.
 *
 * <p>Tasks run one at a time on the thread that advances, by due time and then in the order in which they were scheduled, so
 * a run is repeated exactly by the same calls. Nothing runs outside of an {@code advance} or {@code run} call, not even a
 * task without delay. A task that throws ends the call with its exception; the tasks after it run at the next call.
 *
 * <p>Belongs to the first thread that uses it: from another one every method that schedules or runs throws {@link
 * IllegalStateException}, because a run that depends on threads could not be repeated. The time of day starts at {@link
 * #START}. Disposing cancels all tasks; scheduling fails from then on, as with
 * Reactor's own schedulers.
 */
public final class SimulatedTime implements Scheduler {

    /** What the clock shows at first. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(START.getEpochSecond());
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int MAX_TASKS_AT_ONCE = 10_000_000;

    private final TaskHeap delayed = new TaskHeap();
    private final ArrayDeque<SimulatedTask> due = new ArrayDeque<>();
    private @Nullable Thread owner;
    private long nanos = START_NANOS;
    private long sequence;
    private long executed;
    private int tasksAtOnce;
    private int pending;
    private boolean running;
    private boolean disposed;

    @Override
    public Disposable schedule(Runnable task) {
        return enqueue(task, 0, 0, null);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return enqueue(task, unit.toNanos(delay), 0, null);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return enqueue(task, unit.toNanos(initialDelay), Math.max(1, unit.toNanos(period)), null);
    }

    @Override
    public Worker createWorker() {
        return new SimulatedWorker(this);
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(nanos, TimeUnit.NANOSECONDS);
    }

    /** Returns the time that has passed since {@link #START}. */
    public Duration elapsed() {
        return Duration.ofNanos(nanos - START_NANOS);
    }

    /** Returns how many tasks are scheduled and neither run nor cancelled; a periodic one counts until it is cancelled. */
    public int pending() {
        return pending;
    }

    /** Returns how many tasks have run so far. */
    public long executed() {
        return executed;
    }

    /** Runs what is due now, and what that makes due now; the clock stands still. */
    public void run() {
        advanceTo(nanos);
    }

    /**
     * Runs everything that falls due within the given time, then leaves the clock at its end.
     *
     * @param time not negative, 100 years at most
     */
    public void advanceBy(Duration time) {
        advanceTo(later(nanos(time, "time")));
    }

    /**
     * Advances, instant by instant, until the condition holds.
     *
     * @param condition looked at before the first instant and after each
     * @param limit the most that is advanced; not negative, 100 years at most
     * @return whether the condition held within the limit; if not, the clock is at the limit's end
     */
    public boolean advanceUntil(BooleanSupplier condition, Duration limit) {
        long end = later(nanos(limit, "limit"));
        runDue();
        while (!condition.getAsBoolean()) {
            if (delayed.nextTime() > end) {
                advanceTo(end);
                return condition.getAsBoolean();
            }
            advanceTo(delayed.nextTime());
        }
        return true;
    }

    @Override
    public void dispose() {
        disposed = true;
        pending = 0;
        delayed.clear();
        due.clear();
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }

    private void advanceTo(long end) {
        confine();
        if (running) {
            throw new IllegalStateException("a task can't advance the time that it runs in");
        }
        running = true;
        try {
            runDue();
            while (delayed.nextTime() <= end && !disposed) {
                nanos = delayed.nextTime();
                tasksAtOnce = 0;
                runDue();
            }
            nanos = end;
        } finally {
            running = false;
        }
    }

    /** Timers that fell due were scheduled at an earlier time than anything in the queue, so they go first. */
    private void runDue() {
        while (true) {
            SimulatedTask task = delayed.nextTime() <= nanos ? delayed.poll() : due.poll();
            if (task == null) {
                return;
            }
            if (!task.cancelled) {
                execute(task);
            }
        }
    }

    private void execute(SimulatedTask task) {
        if (++tasksAtOnce > MAX_TASKS_AT_ONCE) {
            throw new IllegalStateException(
                    "time can't go on: tasks without delay schedule each other for ever, the last "
                            + task.action.getClass().getName());
        }
        executed++;
        if (task.periodNanos > 0) {
            task.time = later(task.periodNanos);
            task.sequence = sequence++;
            delayed.add(task);
        } else {
            retire(task);
        }
        task.action.run();
    }

    SimulatedTask enqueue(Runnable action, long delayNanos, long periodNanos, @Nullable SimulatedWorker worker) {
        confine();
        if (disposed || (worker != null && worker.isDisposed())) {
            throw Exceptions.failWithRejected();
        }
        SimulatedTask task = new SimulatedTask(this, action, later(delayNanos), sequence++, periodNanos, worker);
        pending++;
        if (worker != null) {
            worker.pending++;
        }
        if (delayNanos <= 0) {
            due.add(task);
        } else {
            delayed.add(task);
        }
        return task;
    }

    void cancel(SimulatedTask task) {
        confine();
        if (!task.cancelled) {
            delayed.remove(task);
            retire(task);
        }
    }

    void cancelAll(SimulatedWorker worker) {
        delayed.tasksOf(worker).forEach(this::cancel);
        due.stream().filter(task -> task.worker == worker).forEach(this::cancel);
    }

    private void retire(SimulatedTask task) {
        task.cancelled = true;
        pending--;
        if (task.worker != null) {
            task.worker.pending--;
        }
    }

    private static long nanos(Duration time, String name) {
        if (time.isNegative() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " must be from 0 to " + LONGEST.toDays() + " days, but is " + time);
        }
        return time.toNanos();
    }

    private long later(long delayNanos) {
        long time = nanos + Math.max(0, delayNanos);
        return time < 0 ? Long.MAX_VALUE : time;
    }

    private void confine() {
        Thread current = Thread.currentThread();
        if (owner == null) {
            owner = current;
        } else if (owner != current) {
            throw new IllegalStateException("this simulated time belongs to the thread " + owner.getName()
                    + " but is used by " + current.getName() + "; give it to everything as the only scheduler");
        }
    }
}
