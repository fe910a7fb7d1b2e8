package io.trystero.test;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Where everything of a network happens, one thing after another: calls from outside are tasks here, too. So nothing else in
 * this package needs a lock, and the draws from the seed come in one order.
 */
final class Loop implements Disposable {

    /** What the fingerprint tells apart. */
    enum Happening {
        RELAYED(1),
        LOST(2),
        CANDIDATE(3),
        STATE(4),
        OPEN(5),
        MESSAGE(6),
        CLOSED(7),
        FAULT(8),
        FRAME(9);

        private final long salt;

        Happening(long number) {
            salt = number << 56;
        }
    }

    final RandomGenerator random;
    private final Scheduler scheduler;
    private final Scheduler.Worker worker;
    private volatile long fingerprint;

    Loop(Scheduler scheduler, long seed) {
        this.scheduler = scheduler;
        worker = scheduler.createWorker();
        random = new SplittableRandom(seed);
    }

    /** Runs a task as soon as possible, after all that were handed over before. */
    void run(Runnable task) {
        if (!worker.isDisposed()) {
            worker.schedule(task);
        }
    }

    Disposable after(long nanos, Runnable task) {
        return nanos <= 0 ? worker.schedule(task) : worker.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    long now() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** Adds something that happened to the fingerprint, in one multiplication and a shift. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop alone
    void note(Happening what, int who, long detail) {
        long mixed = (fingerprint ^ now() ^ what.salt ^ (long) who << 32 ^ detail) * 0x9E3779B97F4A7C15L;
        fingerprint = mixed ^ mixed >>> 29;
    }

    long fingerprint() {
        return fingerprint;
    }

    @Override
    public void dispose() {
        worker.dispose();
    }

    @Override
    public boolean isDisposed() {
        return worker.isDisposed();
    }
}
