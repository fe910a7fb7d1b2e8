package io.trystero;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks what the API is called with, so that a mistake is told at the call and by the parameter's name. */
final class Arguments {

    /** Whoever waits longer waits for ever; timers count no further. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Arguments() {}

    static <T> T given(@Nullable T value, String name) {
        return Objects.requireNonNull(value, () -> name + " must not be null");
    }

    static <T> List<T> all(@Nullable T @Nullable [] values, String name) {
        return all(Arrays.asList(given(values, name)), name);
    }

    /** Returns a copy, if none of them is {@code null}. */
    static <T> List<T> all(@Nullable Collection<? extends @Nullable T> values, String name) {
        List<T> copy = new ArrayList<>();
        for (T value : given(values, name)) {
            copy.add(Objects.requireNonNull(value, () -> name + " must not hold null"));
        }
        return List.copyOf(copy);
    }

    /** Returns a time limit, a hundred years at most. */
    static Duration positive(@Nullable Duration limit, String name) {
        Duration given = notNegative(limit, name, "positive");
        if (given.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, but is " + given);
        }
        return given;
    }

    /** Returns a time, a hundred years at most. */
    static Duration notNegative(@Nullable Duration time, String name) {
        return notNegative(time, name, "zero or more");
    }

    private static Duration notNegative(@Nullable Duration time, String name, String expected) {
        Duration given = given(time, name);
        if (given.isNegative()) {
            throw new IllegalArgumentException(name + " must be " + expected + ", but is " + given);
        }
        return given.compareTo(LONGEST) > 0 ? LONGEST : given;
    }
}
