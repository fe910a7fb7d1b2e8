package io.trystero.test;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** A task of a {@link SimulatedTime}: its own handle, and its own entry in the {@link TaskHeap}. */
final class SimulatedTask implements Disposable {

    static final int NOT_IN_HEAP = -1;

    final Runnable action;
    final long periodNanos;
    final @Nullable SimulatedWorker worker;
    private final SimulatedTime owner;

    long time;
    long sequence;
    int heapIndex = NOT_IN_HEAP;
    /** Cancelled, or run for the last time. */
    boolean cancelled;

    SimulatedTask(
            SimulatedTime owner,
            Runnable action,
            long time,
            long sequence,
            long periodNanos,
            @Nullable SimulatedWorker worker) {
        this.owner = owner;
        this.action = action;
        this.time = time;
        this.sequence = sequence;
        this.periodNanos = periodNanos;
        this.worker = worker;
    }

    boolean isBefore(SimulatedTask other) {
        return time != other.time ? time < other.time : sequence < other.sequence;
    }

    @Override
    public void dispose() {
        if (!cancelled) {
            owner.cancel(this);
        }
    }

    @Override
    public boolean isDisposed() {
        return cancelled;
    }
}
