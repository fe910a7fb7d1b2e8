package io.trystero.signaling;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A server that carries text by topic, connected for as long as it is not disposed. Thread-safe; nothing blocks; events
 * may come on any thread.
 */
public interface TopicRelay extends Disposable {

    /** Returns the server's URL as configured, without credentials. */
    String url();

    /** Returns the relay's state: the current one first, then each change. Completes when the relay is disposed. */
    Flux<RelayStatus> status();

    /**
     * Subscribes to a topic for as long as the subscription lives, over reconnects too. Cold; cancel unsubscribes.
     *
     * @return {@link TopicEvent.Subscribed} each time the server has (again) taken the subscription, then what is published
     *     under the topic, our own messages included if the server echoes them. Never fails; completes when the relay is
     *     disposed
     */
    Flux<TopicEvent> subscribe(String topic);

    /**
     * Publishes a message. Cold.
     *
     * @return completes when the message has been handed to the network; an error if the relay is down or refuses, in which
     *     case the message is gone
     */
    Mono<Void> publish(Publication publication);

    /** Disconnects and stops reconnecting; returns at once. Idempotent. */
    @Override
    void dispose();
}
