package io.trystero.engine;

import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;

/**
 * Runs tasks one after another, in the order in which they were handed in, on one worker of a {@link Scheduler}.
 *
 * <p>{@link #execute} may be called on any thread and never blocks; the worker is woken once for any number of tasks and
 * yields after {@value #MAX_TASKS_A_TURN} of them. Timers run on the same worker and so never beside a task.
 */
public final class EventLoop implements Disposable {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.engine");

    /** Tasks run before the worker is given back. */
    static final int MAX_TASKS_A_TURN = 256;

    private final Scheduler scheduler;
    private final Scheduler.Worker worker;
    private final Queue<Runnable> tasks =
            Queues.<Runnable>unboundedMultiproducer().get();
    private final AtomicInteger waiting = new AtomicInteger();

    public EventLoop(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.worker = scheduler.createWorker();
    }

    /**
     * Runs a task soon, after those handed in before it. Once the loop is disposed nothing else runs on it, so the task runs
     * on the calling thread: whoever asks something of what is closed gets an answer.
     */
    public void execute(Runnable task) {
        tasks.offer(task);
        if (waiting.getAndIncrement() == 0) {
            wake();
        }
    }

    /**
     * Runs a task as {@link #execute(Runnable)} does, for someone who waits for what it does.
     *
     * @param onThrown hears on the loop what the task throws, which is not logged then
     */
    public void execute(Runnable task, Consumer<? super Throwable> onThrown) {
        execute(() -> {
            try {
                task.run();
            } catch (Throwable thrown) {
                onThrown.accept(thrown);
            }
        });
    }

    /** Runs a task after a delay, unless the returned handle is disposed first. */
    public Disposable schedule(Runnable task, long delayMillis) {
        try {
            return worker.schedule(() -> run(task), delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            return Disposables.disposed();
        }
    }

    /** Returns the scheduler's time in milliseconds. */
    public long now() {
        return scheduler.now(TimeUnit.MILLISECONDS);
    }

    /** Stops, timers too. Called by a task of this loop, so that none is under way; tasks behind it still run. */
    @Override
    public void dispose() {
        worker.dispose();
    }

    @Override
    public boolean isDisposed() {
        return worker.isDisposed();
    }

    private void wake() {
        try {
            worker.schedule(this::drain);
        } catch (RejectedExecutionException closed) {
            drain();
        }
    }

    private void drain() {
        int turn = 0;
        int missed = waiting.get();
        while (missed > 0) {
            int limit = Math.min(missed, MAX_TASKS_A_TURN - turn);
            int done = 0;
            Runnable task;
            while (done < limit && (task = tasks.poll()) != null) {
                run(task);
                done++;
            }
            turn += done;
            missed = waiting.addAndGet(-done);
            if (missed > 0 && turn >= MAX_TASKS_A_TURN) {
                // timers and others on this worker get their turn
                wake();
                return;
            }
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable bug) {
            // whatever it is, the tasks behind it must run
            LOG.error("a task of the event loop failed", bug);
        }
    }
}
