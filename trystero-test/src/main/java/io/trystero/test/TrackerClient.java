package io.trystero.test;

import io.trystero.signaling.OfferEvent;
import io.trystero.signaling.OfferRelay;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/** A host's connection to a relay that it uses as a tracker. */
final class TrackerClient extends RelayLink implements OfferRelay {

    private static final int CAPACITY = 3;
    private static final int MAX_WAITING = 4_096;

    private final String peerId;
    private final Loop loop;
    private final Map<String, FluxSink<OfferEvent>> topics = new LinkedHashMap<>();

    TrackerClient(
            String strategy,
            SimulatedRelay relay,
            SimulatedHost host,
            String peerId,
            RandomGenerator jitter,
            Loop loop) {
        super(strategy, relay, host, jitter, loop);
        this.peerId = peerId;
        this.loop = loop;
    }

    String peerId() {
        return peerId;
    }

    @Override
    public int capacity() {
        return CAPACITY;
    }

    @Override
    public Flux<OfferEvent> attend(String topic) {
        return Flux.<OfferEvent>create(
                        sink -> {
                            loop.run(() -> add(topic, sink));
                            sink.onDispose(() -> loop.run(() -> remove(topic, sink)));
                        },
                        FluxSink.OverflowStrategy.IGNORE)
                .onBackpressureBuffer(MAX_WAITING, BufferOverflowStrategy.DROP_OLDEST);
    }

    @Override
    public Mono<Void> announce(String topic, List<StandingOffer> offers, boolean seeding) {
        return send(() -> server().swarms().announce(this, topic, offers));
    }

    @Override
    public Mono<Void> answer(String topic, String to, String offerId, String sdp) {
        return send(() -> server().swarms().answer(this, topic, to, new OfferEvent.Answered(peerId, offerId, sdp)));
    }

    void hear(String topic, OfferEvent event) {
        FluxSink<OfferEvent> sink = topics.get(topic);
        if (sink != null && host().isAlive()) {
            sink.next(event);
        }
    }

    private void add(String topic, FluxSink<OfferEvent> sink) {
        if (isDisposed()) {
            sink.complete();
            return;
        }
        topics.put(topic, sink);
        if (isConnected()) {
            sink.next(new OfferEvent.Ready());
        }
    }

    private void remove(String topic, FluxSink<OfferEvent> sink) {
        topics.remove(topic, sink);
    }

    @Override
    void onConnected() {
        tellAll(new OfferEvent.Ready());
    }

    @Override
    void onLost() {
        tellAll(new OfferEvent.Lost());
    }

    @Override
    void onDisconnected() {
        server().swarms().leave(this);
    }

    @Override
    void onReleased() {
        topics.clear();
    }

    @Override
    Runnable completion() {
        List<FluxSink<OfferEvent>> open = new ArrayList<>(topics.values());
        return () -> open.forEach(FluxSink::complete);
    }

    @Override
    int load() {
        return topics.size();
    }

    private void tellAll(OfferEvent event) {
        List.copyOf(topics.keySet()).forEach(topic -> hear(topic, event));
    }
}
