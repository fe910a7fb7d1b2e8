package io.trystero.test;

import io.trystero.signaling.TopicEvent;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** A topic of a relay: each subscriber has a {@link TopicSubscription} of its own. */
final class TopicFlux extends Flux<TopicEvent> {

    private final RelayClient client;
    private final String topic;
    private final Loop loop;

    TopicFlux(RelayClient client, String topic, Loop loop) {
        this.client = client;
        this.topic = topic;
        this.loop = loop;
    }

    @Override
    public void subscribe(CoreSubscriber<? super TopicEvent> actual) {
        TopicSubscription subscription = new TopicSubscription(client, topic, loop, actual);
        actual.onSubscribe(subscription);
        loop.run(subscription::start);
    }
}
