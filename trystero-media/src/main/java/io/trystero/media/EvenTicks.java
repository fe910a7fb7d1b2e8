package io.trystero.media;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;

/**
 * What a timer of a fixed rate runs: such a timer makes up for all that it missed when the machine paused, in one burst, of
 * which this leaves out all but the first few. On one thread at a time.
 */
final class EvenTicks implements Runnable {

    /** A busy core is late by some ticks now and then, which are to be made up for, or the rate would not hold. */
    static final int MADE_UP_FOR = 3;

    private final Scheduler clock;
    private final long soonNanos;
    private final Runnable tick;
    private long last;
    private int hurried;

    EvenTicks(Scheduler clock, Duration period, Runnable tick) {
        this.clock = clock;
        this.soonNanos = period.toNanos() / 4;
        this.tick = tick;
        this.last = now() - period.toNanos();
    }

    @Override
    public void run() {
        long now = now();
        // the time of day may be set back, which makes nothing late
        boolean soon = now >= last && now - last < soonNanos;
        hurried = soon ? hurried + 1 : 0;
        last = now;
        if (hurried <= MADE_UP_FOR) {
            tick.run();
        }
    }

    private long now() {
        return clock.now(TimeUnit.NANOSECONDS);
    }
}
