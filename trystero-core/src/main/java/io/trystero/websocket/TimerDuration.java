package io.trystero.websocket;

import java.time.Duration;
import java.util.Objects;

/** Checks durations that timers are set to: those of sockets and servers count milliseconds. */
public final class TimerDuration {

    private static final Duration LEAST = Duration.ofMillis(1);

    /** Timers count no further. */
    private static final Duration MOST = Duration.ofDays(36_500);

    private TimerDuration() {}

    /**
     * Returns a duration that a timer can be set to.
     *
     * @param name of the setting, for the error
     * @throws IllegalArgumentException if it is less than a millisecond or more than a hundred years
     */
    public static Duration checked(String name, Duration duration) {
        Objects.requireNonNull(duration, name);
        if (duration.compareTo(LEAST) < 0 || duration.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    name + " must be from a millisecond to a hundred years, but is " + duration);
        }
        return duration;
    }
}
