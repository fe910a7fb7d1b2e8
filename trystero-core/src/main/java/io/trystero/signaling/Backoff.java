package io.trystero.signaling;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before each new try: random(0..period), the period doubling from a first to a largest one (section 9 of the
 * protocol, which gives up after five tries where we never do). Not thread-safe.
 */
public final class Backoff {

    private final long firstMillis;
    private final long largestMillis;
    private final RandomGenerator random;
    private long periodMillis;

    /**
     * Begins with the first period.
     *
     * @param first the longest wait before the first new try
     * @param largest the longest wait before any
     */
    public Backoff(Duration first, Duration largest, RandomGenerator random) {
        this.firstMillis = first.toMillis();
        this.largestMillis = Math.max(firstMillis, largest.toMillis());
        this.random = random;
        this.periodMillis = firstMillis;
    }

    /** Returns how long to wait before the next try. */
    public Duration next() {
        long delay = (long) (random.nextDouble() * periodMillis);
        periodMillis = Math.min(periodMillis * 2, largestMillis);
        return Duration.ofMillis(delay);
    }

    /** A connection was made, and is of use: the next failure is the first again. */
    public void reset() {
        periodMillis = firstMillis;
    }
}
