package io.trystero.test;

import io.trystero.signaling.Publication;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import io.trystero.test.RelayTally.Count;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A host's connection to a relay that it uses to send texts by topic. */
final class RelayClient extends RelayLink implements TopicRelay {

    private final Loop loop;
    private final Set<TopicSubscription> subscriptions = new LinkedHashSet<>();

    RelayClient(String strategy, SimulatedRelay relay, SimulatedHost host, RandomGenerator jitter, Loop loop) {
        super(strategy, relay, host, jitter, loop);
        this.loop = loop;
    }

    @Override
    public Flux<TopicEvent> subscribe(String topic) {
        return new TopicFlux(this, topic, loop);
    }

    @Override
    public Mono<Void> publish(Publication publication) {
        return send(() -> server().publish(this, publication.topic(), publication.payload()));
    }

    void add(TopicSubscription subscription) {
        if (isDisposed()) {
            subscription.complete();
            return;
        }
        subscriptions.add(subscription);
        if (isConnected()) {
            request(subscription);
        }
    }

    void remove(TopicSubscription subscription) {
        if (subscriptions.remove(subscription)) {
            server().unsubscribe(subscription);
        }
    }

    void overflowed() {
        server().tally.add(Count.OVERFLOWED, 1);
    }

    @Override
    void onConnected() {
        subscriptions.forEach(this::request);
    }

    @Override
    void onLost() {
        List.copyOf(subscriptions).forEach(TopicSubscription::lost);
    }

    @Override
    void onDisconnected() {
        subscriptions.forEach(server()::unsubscribe);
    }

    @Override
    void onReleased() {
        subscriptions.clear();
    }

    @Override
    Runnable completion() {
        List<TopicSubscription> open = List.copyOf(subscriptions);
        return () -> open.forEach(TopicSubscription::complete);
    }

    @Override
    int load() {
        return subscriptions.size();
    }

    private void request(TopicSubscription subscription) {
        int asked = session();
        outbound().after(server().latency(), () -> {
            if (asked == session() && subscriptions.contains(subscription)) {
                server().subscribe(subscription);
            }
        });
    }
}
