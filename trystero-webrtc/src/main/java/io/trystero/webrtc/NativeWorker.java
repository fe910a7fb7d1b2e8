package io.trystero.webrtc;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.NonBlocking;

/**
 * The one thread that calls a native factory and all that it made, since every such call blocks for a thread hop and a
 * call that races a release ends the JVM.
 *
 * <p>Three lanes: tasks (lifecycle, negotiation) come first; then frames of media and outboxes that have something to send take
 * turns, one frame after each turn, so that neither waits long for the other. A thread that is idle sleeps; one that waits for a
 * full channel to drain sleeps until it is time to look again.
 */
final class NativeWorker implements Executor {

    private static final Logger log = LoggerFactory.getLogger("io.trystero.connection");
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> frames = new ConcurrentLinkedQueue<>();
    private final Queue<Outbox> ready = new ConcurrentLinkedQueue<>();
    /** Outboxes whose channel is full. Few and soon looked at again, so a scan is cheaper than a heap. */
    private final ArrayDeque<Outbox> full = new ArrayDeque<>();

    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean stopped;

    NativeWorker() {
        thread = new WorkerThread(this::run, "trystero-webrtc-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Runs a task ahead of what is to be sent.
     *
     * @throws RejectedExecutionException if this worker has stopped
     */
    @Override
    public void execute(Runnable task) {
        if (!tryExecute(task)) {
            throw new RejectedExecutionException("the native factory is gone");
        }
    }

    /** Runs a task likewise; returns whether it will run. */
    boolean tryExecute(Runnable task) {
        tasks.add(task);
        // Either the last run of the thread sees the task, or it is still there to be taken back.
        if (stopped && tasks.remove(task)) {
            return false;
        }
        wake();
        return true;
    }

    /** Pushes a frame when it is media's turn: not at all if this worker stops before. */
    void push(Runnable frame) {
        if (!stopped) {
            frames.add(frame);
            wake();
        }
    }

    /** Gives an outbox its turns until it is empty. */
    void send(Outbox outbox) {
        ready.add(outbox);
        wake();
    }

    /** Ends the thread once no task is left. Called in a task. */
    void stop() {
        stopped = true;
    }

    /** Tells whether a task waits: a turn of an outbox ends early for it. */
    boolean hasTask() {
        return !tasks.isEmpty();
    }

    /** Tells whether a frame waits: a turn of an outbox ends after the next message for it. */
    boolean hasFrame() {
        return !frames.isEmpty();
    }

    private void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (runFirst(tasks) || !stopped) {
            if (!full.isEmpty()) {
                lookAgain();
            }
            if (!hasTask()) {
                boolean sent = takeTurn();
                if (!runFirst(frames) && !sent) {
                    sleep();
                }
            }
        }
    }

    private static boolean runFirst(Queue<Runnable> lane) {
        Runnable first = lane.poll();
        if (first == null) {
            return false;
        }
        try {
            first.run();
        } catch (Throwable e) {
            survive(e);
        }
        return true;
    }

    private boolean takeTurn() {
        Outbox outbox = ready.poll();
        if (outbox == null) {
            return false;
        }
        try {
            switch (outbox.turn()) {
                case MORE -> ready.add(outbox);
                case FULL -> full.add(outbox);
                case EMPTY -> {}
            }
        } catch (Throwable e) {
            survive(e);
        }
        return true;
    }

    /** Whatever one connection does, the others need this thread. */
    private static void survive(Throwable error) {
        log.warn("The native worker goes on after a failure", error);
    }

    private void lookAgain() {
        long now = System.nanoTime();
        for (int i = full.size(); i > 0; i--) {
            Outbox outbox = full.remove();
            (outbox.nanosToNextLook(now) <= 0 ? ready : full).add(outbox);
        }
    }

    private void sleep() {
        asleep = true;
        if (tasks.isEmpty() && frames.isEmpty() && ready.isEmpty() && !stopped) {
            if (full.isEmpty()) {
                LockSupport.park(this);
            } else {
                long now = System.nanoTime();
                long nanos = Long.MAX_VALUE;
                for (Outbox outbox : full) {
                    nanos = Math.min(nanos, outbox.nanosToNextLook(now));
                }
                if (nanos > 0) {
                    LockSupport.parkNanos(this, nanos);
                }
            }
        }
        asleep = false;
    }

    /** Marked, so that Reactor refuses to block on it. */
    private static final class WorkerThread extends Thread implements NonBlocking {
        WorkerThread(Runnable work, String name) {
            super(work, name);
        }
    }
}
