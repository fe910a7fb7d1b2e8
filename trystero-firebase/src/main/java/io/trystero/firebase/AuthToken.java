package io.trystero.firebase;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What we are let in by: one that stays the same, or one that is asked for whenever it is needed. Shows nothing. */
final class AuthToken {

    private final @Nullable String fixed;
    private final Mono<String> value;

    private AuthToken(@Nullable String fixed, Mono<String> value) {
        this.fixed = fixed;
        this.value = value;
    }

    static AuthToken fixed(String token) {
        return new AuthToken(token, Mono.just(token));
    }

    static AuthToken from(Mono<String> source) {
        return new AuthToken(null, source);
    }

    boolean isFixed() {
        return fixed != null;
    }

    Mono<String> value() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuthToken that && (fixed != null ? fixed.equals(that.fixed) : value == that.value);
    }

    @Override
    public int hashCode() {
        return fixed != null ? fixed.hashCode() : System.identityHashCode(value);
    }

    @Override
    public String toString() {
        return "***";
    }
}
