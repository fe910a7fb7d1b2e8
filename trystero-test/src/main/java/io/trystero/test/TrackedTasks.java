package io.trystero.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;

/** The tasks of a {@link TrackedScheduler} that have not run yet: a doubly linked list, so that leaving it costs nothing. */
final class TrackedTasks {

    /** The tasks of one worker, or those scheduled without one. */
    static final class Group {
        private int size;
        private boolean closed;
    }

    private @Nullable Tracked first;
    private @Nullable Tracked last;
    private int size;
    private boolean closed;
    private volatile boolean halted;

    Disposable track(
            Group group, Runnable action, boolean periodic, long delayNanos, Function<Runnable, Disposable> start) {
        Tracked tracked = new Tracked(group, action, periodic, delayNanos);
        if (!add(tracked)) {
            if (halted) {
                return Disposables.disposed();
            }
            throw Exceptions.failWithRejected();
        }
        try {
            tracked.started(start.apply(tracked));
        } catch (RuntimeException rejected) {
            remove(tracked);
            throw rejected;
        }
        return tracked;
    }

    synchronized int size() {
        return size;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized List<String> describe() {
        List<String> descriptions = new ArrayList<>(size);
        for (Tracked task = first; task != null; task = task.next) {
            descriptions.add(task.toString());
        }
        return descriptions;
    }

    /** Accepts tasks from now on, but runs none. */
    void halt() {
        halted = true;
        close();
    }

    /** Refuses tasks from now on. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        all(null).forEach(Tracked::dispose);
    }

    void close(Group group) {
        synchronized (this) {
            group.closed = true;
            if (group.size == 0) {
                return;
            }
        }
        all(group).forEach(Tracked::dispose);
    }

    private synchronized List<Tracked> all(@Nullable Group group) {
        List<Tracked> tasks = new ArrayList<>();
        for (Tracked task = first; task != null; task = task.next) {
            if (group == null || task.group == group) {
                tasks.add(task);
            }
        }
        return tasks;
    }

    private synchronized boolean add(Tracked task) {
        if (closed || task.group.closed) {
            return false;
        }
        task.previous = last;
        if (last == null) {
            first = task;
        } else {
            last.next = task;
        }
        last = task;
        size++;
        task.group.size++;
        return true;
    }

    private synchronized boolean remove(Tracked task) {
        if (task.gone) {
            return false;
        }
        task.gone = true;
        if (task.previous == null) {
            first = task.next;
        } else {
            task.previous.next = task.next;
        }
        if (task.next == null) {
            last = task.previous;
        } else {
            task.next.previous = task.previous;
        }
        size--;
        task.group.size--;
        return true;
    }

    private final class Tracked implements Runnable, Disposable {

        private final Group group;
        private final Runnable action;
        private final boolean periodic;
        private final long delayNanos;
        private @Nullable Tracked previous;
        private @Nullable Tracked next;
        private volatile boolean gone;
        private volatile boolean cancelled;
        private volatile @Nullable Disposable handle;

        Tracked(Group group, Runnable action, boolean periodic, long delayNanos) {
            this.group = group;
            this.action = action;
            this.periodic = periodic;
            this.delayNanos = delayNanos;
        }

        /** A scheduler may run the task before it returns the handle; what runs already is not to be interrupted. */
        void started(Disposable handle) {
            this.handle = handle;
            if (cancelled) {
                handle.dispose();
            }
        }

        @Override
        public void run() {
            if (periodic ? !gone : remove(this)) {
                action.run();
            }
        }

        @Override
        public void dispose() {
            if (remove(this)) {
                cancelled = true;
                Disposable started = handle;
                if (started != null) {
                    started.dispose();
                }
            }
        }

        @Override
        public boolean isDisposed() {
            return gone;
        }

        @Override
        public String toString() {
            return action.getClass().getName() + (periodic ? " every " : " in ") + Duration.ofNanos(delayNanos);
        }
    }
}
