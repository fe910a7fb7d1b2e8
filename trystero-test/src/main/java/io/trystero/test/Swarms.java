package io.trystero.test;

import io.trystero.signaling.OfferEvent;
import io.trystero.signaling.OfferRelay.StandingOffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a relay does as a tracker: it knows who is there, and gives each offer of an announce to another of them. On the loop alone. */
final class Swarms {

    private final RelayServer server;
    private final Loop loop;
    private final Map<String, Map<String, TrackerClient>> byTopic = new HashMap<>();
    private Duration interval = Duration.ofMinutes(2);

    Swarms(RelayServer server, Loop loop) {
        this.server = server;
        this.loop = loop;
    }

    void interval(Duration told) {
        interval = told;
    }

    void announce(TrackerClient client, String topic, List<StandingOffer> offers) {
        if (!server.takes(client)) {
            return;
        }
        Map<String, TrackerClient> swarm = byTopic.computeIfAbsent(topic, name -> new LinkedHashMap<>());
        swarm.put(client.peerId(), client);
        server.deliver(client, () -> client.hear(topic, new OfferEvent.Interval(interval)));
        List<TrackerClient> others = new ArrayList<>(swarm.values());
        others.remove(client);
        for (StandingOffer offer : offers) {
            if (!others.isEmpty()) {
                TrackerClient other = others.remove(loop.random.nextInt(others.size()));
                OfferEvent event = new OfferEvent.Offered(client.peerId(), offer.id(), offer.sdp());
                server.deliver(other, () -> other.hear(topic, event));
            }
        }
    }

    void answer(TrackerClient client, String topic, String to, OfferEvent answer) {
        TrackerClient other = byTopic.getOrDefault(topic, Map.of()).get(to);
        if (server.takes(client) && other != null) {
            server.deliver(other, () -> other.hear(topic, answer));
        }
    }

    void leave(TrackerClient client) {
        byTopic.values().forEach(swarm -> swarm.remove(client.peerId(), client));
        byTopic.values().removeIf(Map::isEmpty);
    }
}
