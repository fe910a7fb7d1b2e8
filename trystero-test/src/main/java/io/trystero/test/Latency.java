package io.trystero.test;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A range of delays, each as likely as the other.
 *
 * @param min the shortest, not negative
 * @param max the longest, not less than the shortest
 */
public record Latency(Duration min, Duration max) {

    /** No delay at all. */
    public static final Latency NONE = new Latency(Duration.ZERO, Duration.ZERO);

    public Latency {
        if (min.isNegative() || max.compareTo(min) < 0) {
            throw new IllegalArgumentException(
                    "a latency range goes from 0 or more up to its end, not from " + min + " to " + max);
        }
    }

    /** Makes a range of milliseconds, both ends included. */
    public static Latency millis(long min, long max) {
        return new Latency(Duration.ofMillis(min), Duration.ofMillis(max));
    }

    /** Draws a delay in nanoseconds. */
    long draw(RandomGenerator random) {
        long least = min.toNanos();
        long most = max.toNanos();
        return least == most ? least : random.nextLong(least, most + 1);
    }
}
