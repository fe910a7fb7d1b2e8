package io.trystero.signaling;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * A server through which peers find each other, connected for as long as it is not disposed: one that carries messages by
 * topic, or one that hands offers around. Thread-safe; nothing blocks; events may come on any thread.
 */
public sealed interface Relay extends Disposable permits TopicRelay, OfferRelay {

    /** Returns the server's URL as configured, without credentials. */
    String url();

    /** Returns the relay's state: the current one first, then each change. Completes when the relay is disposed. */
    Flux<RelayStatus> status();

    /** Makes no new connection until resumed; one that is open stays. Idempotent. */
    void pause();

    /** Connects again, at once if there is no connection. Idempotent. */
    void resume();

    /** Disconnects and stops reconnecting; returns at once. Idempotent. */
    @Override
    void dispose();
}
