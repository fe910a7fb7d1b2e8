package io.trystero.star;

import io.trystero.codec.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A message as it came, and what was read of it. One that goes out has a payload alone.
 *
 * @param payload kept where it may have to be passed on, else {@code null}
 * @param error why it could not be read, or {@code null}
 */
record Arrival<T>(
        @Nullable Payload payload,
        @Nullable T value,
        @Nullable RuntimeException error) {

    static <T> Arrival<T> of(Payload payload) {
        return new Arrival<>(payload, null, null);
    }
}
