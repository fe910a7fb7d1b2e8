package io.trystero.webrtc;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The frames of one track that wait for the worker. Full, the oldest makes room: what is late is of least use. */
final class FrameQueue {

    private final NativeWorker worker;
    private final int most;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    // The worker's.
    private boolean holding;
    private boolean closed;

    FrameQueue(NativeWorker worker, int most) {
        this.worker = worker;
        this.most = most;
    }

    /** Pushes a frame in its turn, on the worker; from any thread. */
    void add(Runnable push) {
        waiting.add(push);
        if (count.incrementAndGet() > most) {
            poll();
        }
        worker.push(this::pushNext);
    }

    private @Nullable Runnable poll() {
        Runnable oldest = waiting.poll();
        if (oldest != null) {
            count.decrementAndGet();
        }
        return oldest;
    }

    /** Pushes what has waited longest: nothing if it is held, or had to make room. */
    private void pushNext() {
        Runnable push = holding ? null : poll();
        if (push != null && !closed) {
            push.run();
        }
    }

    /** Keeps frames back until {@link #resume()}. Worker only. */
    void hold() {
        holding = true;
    }

    /** Lets go of those that were kept back. Worker only. */
    void resume() {
        holding = false;
        for (int held = count.get(); held > 0; held--) {
            worker.push(this::pushNext);
        }
    }

    /** Pushes nothing any more. Worker only. */
    void close() {
        closed = true;
        waiting.clear();
    }
}
