package io.trystero.test;

import io.trystero.signaling.TopicEvent;
import io.trystero.test.Loop.Happening;
import io.trystero.test.RelayTally.Count;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The server's side of a {@link SimulatedRelay}: who is connected, who has subscribed to what. On the loop alone. */
final class RelayServer {

    private static final int MAX_IN_FLIGHT = 100_000;
    private static final TopicEvent SUBSCRIBED = new TopicEvent.Subscribed();

    final RelayTally tally = new RelayTally();
    private final int number;
    private final Loop loop;
    private final Set<RelayLink> connected = new LinkedHashSet<>();
    private final Map<String, List<TopicSubscription>> topics = new HashMap<>();
    private final Swarms swarms;
    private volatile RelayQuality quality;
    private boolean up = true;
    private @Nullable String refusal;
    private int inFlight;

    RelayServer(int number, Loop loop, RelayQuality quality) {
        this.number = number;
        this.loop = loop;
        this.swarms = new Swarms(this, loop);
        this.quality = quality;
    }

    RelayQuality quality() {
        return quality;
    }

    void quality(RelayQuality newQuality) {
        quality = newQuality;
    }

    void start() {
        up = true;
        refusal = null;
    }

    void refuse(String reason) {
        loop.note(Happening.FAULT, number, 0);
        refusal = reason;
        for (RelayLink client : List.copyOf(connected)) {
            loop.after(latency(), () -> client.retire(reason));
        }
    }

    void stop() {
        loop.note(Happening.FAULT, number, 0);
        up = false;
        for (RelayLink client : List.copyOf(connected)) {
            disconnect(client);
            loop.after(latency(), () -> client.lost("the relay stopped"));
        }
    }

    long latency() {
        return quality.latency().draw(loop.random);
    }

    /** Returns what it says to whoever connects, if it takes no one. */
    @Nullable
    String refusal() {
        return up ? refusal : null;
    }

    /** Tells whether the client is connected from now on. */
    boolean connect(RelayLink client) {
        if (up) {
            connected.add(client);
        }
        return up;
    }

    void disconnect(RelayLink client) {
        connected.remove(client);
        client.onDisconnected();
    }

    Swarms swarms() {
        return swarms;
    }

    /** Tells whether a message of that client has come to the server, and counts it. */
    boolean takes(RelayLink client) {
        if (!connected.contains(client)) {
            lose();
            return false;
        }
        tally.add(Count.PUBLISHED, 1);
        return true;
    }

    void subscribe(TopicSubscription subscription) {
        if (!connected.contains(subscription.client())) {
            return;
        }
        List<TopicSubscription> subscribers = topics.computeIfAbsent(subscription.topic(), topic -> new ArrayList<>());
        if (!subscribers.contains(subscription)) {
            subscribers.add(subscription);
            tally.add(Count.SUBSCRIPTIONS, 1);
            subscription.client().inbound().after(latency(), () -> subscription.hear(SUBSCRIBED));
        }
    }

    void unsubscribe(TopicSubscription subscription) {
        List<TopicSubscription> subscribers = topics.get(subscription.topic());
        if (subscribers != null && subscribers.remove(subscription)) {
            tally.add(Count.SUBSCRIPTIONS, -1);
            if (subscribers.isEmpty()) {
                topics.remove(subscription.topic());
            }
        }
    }

    void publish(RelayClient publisher, String topic, String payload) {
        if (!takes(publisher)) {
            return;
        }
        TopicEvent message = new TopicEvent.Received(payload);
        for (TopicSubscription subscriber : topics.getOrDefault(topic, List.of())) {
            if (subscriber.client() != publisher || quality.echo()) {
                deliver(subscriber.client(), () -> subscriber.hear(message));
            }
        }
    }

    /** Sends something to a client, as well as the quality lets it. */
    void deliver(RelayLink client, Runnable message) {
        if (loop.chance(quality.loss())) {
            lose();
            return;
        }
        if (loop.chance(quality.duplication())) {
            tally.add(Count.DUPLICATED, 1);
            send(client, message);
        }
        send(client, message);
    }

    private void send(RelayLink client, Runnable message) {
        if (inFlight == MAX_IN_FLIGHT) {
            tally.add(Count.OVERFLOWED, 1);
            return;
        }
        inFlight++;
        int session = client.session();
        Runnable arrival = () -> arrive(client, session, message);
        if (loop.chance(quality.reordering())) {
            tally.add(Count.REORDERED, 1);
            loop.after(latency() + quality.holdBack().draw(loop.random), arrival);
        } else {
            client.inbound().after(latency(), arrival);
        }
    }

    /** A message of a connection that is gone meanwhile is lost with it. */
    private void arrive(RelayLink client, int session, Runnable message) {
        inFlight--;
        if (client.session() != session || !connected.contains(client)) {
            lose();
            return;
        }
        tally.add(Count.DELIVERED, 1);
        loop.note(Happening.RELAYED, number, client.host().number());
        message.run();
    }

    private void lose() {
        tally.add(Count.LOST, 1);
        loop.note(Happening.LOST, number, 0);
    }
}
