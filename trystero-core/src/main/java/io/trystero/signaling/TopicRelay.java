package io.trystero.signaling;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A server that carries text by topic. {@link TopicSubscriptions} does for its implementations what is the same on every
 * wire.
 */
public non-sealed interface TopicRelay extends Relay {

    /**
     * Subscribes to a topic for as long as the subscription lives, over reconnects too. Cold; cancel unsubscribes.
     *
     * @return {@link TopicEvent.Subscribed} each time the server has (again) taken the subscription, then what is published
     *     under the topic, our own messages included if the server echoes them, until {@link TopicEvent.Lost}. Never fails;
     *     completes when the relay is disposed
     */
    Flux<TopicEvent> subscribe(String topic);

    /**
     * Subscribes to a topic of a room, as {@link #subscribe(String)} does: for relays that keep together what is a room's, or carry
     * its topics differently. Unless overridden, the room does not matter.
     *
     * @param rootTopic the room's root topic, which may be the topic itself; any other topic is a peer's own
     */
    default Flux<TopicEvent> subscribe(String topic, String rootTopic) {
        return subscribe(topic);
    }

    /**
     * Publishes a message. Cold.
     *
     * @return completes when the message has been handed to the network; an error if the relay is down or refuses, in which
     *     case the message is gone
     */
    Mono<Void> publish(Publication publication);

    /**
     * Takes back what was announced to a room, where the relay keeps that: a passive room falls asleep. Cold. Does nothing unless
     * overridden; a room that is left takes it back by ending its subscription to the root topic.
     *
     * @return completes when that has been handed to the network; an error if the relay is down or refuses
     */
    default Mono<Void> withdraw(String rootTopic) {
        return Mono.empty();
    }
}
