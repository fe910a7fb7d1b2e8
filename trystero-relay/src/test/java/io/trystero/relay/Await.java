package io.trystero.relay;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;

/** Waiting for what happens elsewhere. */
final class Await {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private Await() {}

    /** Waits until a condition holds. */
    static void eventually(BooleanSupplier condition) {
        Flux.interval(Duration.ZERO, Duration.ofMillis(2))
                .onBackpressureDrop()
                .filter(tick -> condition.getAsBoolean())
                .blockFirst(PATIENCE);
    }
}
