package io.trystero;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a request.
 *
 * @param value what is answered; {@code null} answers a JSON {@code null}
 */
public record Reply<A>(@Nullable A value) {

    public static <A> Reply<A> of(A value) {
        return new Reply<>(value);
    }

    /** Answers a JSON {@code null}, which no {@code Mono} can emit by itself. */
    public static <A> Reply<A> ofNull() {
        return new Reply<>(null);
    }
}
