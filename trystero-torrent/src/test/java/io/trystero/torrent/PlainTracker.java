package io.trystero.torrent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;

/** A tracker that does what a real one does for two or three clients, and says what it is told to. */
final class PlainTracker implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Map<String, Client>> swarms = new LinkedHashMap<>();
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final DisposableServer server;

    private static final class Client {
        private final Sinks.Many<String> out = Sinks.many().unicast().onBackpressureBuffer();

        void say(JsonNode message) {
            out.tryEmitNext(message.toString()).orThrow();
        }
    }

    PlainTracker(int port) {
        WebsocketServerSpec spec =
                WebsocketServerSpec.builder().maxFramePayloadLength(1 << 22).build();
        server = HttpServer.create()
                .channelGroup(channels)
                .host("127.0.0.1")
                .port(port)
                .route(routes -> routes.ws(
                        "/",
                        (in, outbound) -> {
                            Client client = new Client();
                            clients.add(client);
                            Mono<Void> heard = in.aggregateFrames(1 << 22)
                                    .receive()
                                    .asString()
                                    .doOnNext(text -> onText(client, text))
                                    .doFinally(end -> forget(client))
                                    .then();
                            return outbound.sendString(client.out.asFlux())
                                    .then()
                                    .and(heard);
                        },
                        spec))
                .bindNow();
    }

    int port() {
        return server.port();
    }

    int connections() {
        return clients.size();
    }

    synchronized void sayToAll(String text) {
        clients.forEach(client -> client.out.tryEmitNext(text).orThrow());
    }

    private synchronized void onText(Client client, String text) {
        JsonNode message = read(text);
        String infoHash = message.path("info_hash").asText();
        String peerId = message.path("peer_id").asText();
        Map<String, Client> swarm = swarms.computeIfAbsent(infoHash, name -> new LinkedHashMap<>());
        swarm.put(peerId, client);
        if (message.has("answer")) {
            Client to = swarm.get(message.path("to_peer_id").asText());
            if (to != null) {
                to.say(from(infoHash, peerId, message.path("offer_id"), "answer", message.path("answer")));
            }
            return;
        }
        client.say(JSON.createObjectNode()
                .put("action", "announce")
                .put("interval", 120)
                .put("info_hash", infoHash));
        int next = 0;
        for (Map.Entry<String, Client> other : swarm.entrySet()) {
            if (other.getValue() != client && next < message.path("offers").size()) {
                JsonNode offer = message.path("offers").path(next++);
                other.getValue().say(from(infoHash, peerId, offer.path("offer_id"), "offer", offer.path("offer")));
            }
        }
    }

    private static ObjectNode from(String infoHash, String peerId, JsonNode offerId, String kind, JsonNode sdp) {
        ObjectNode message = JSON.createObjectNode().put("info_hash", infoHash).put("peer_id", peerId);
        message.set("offer_id", offerId);
        message.set(kind, sdp);
        return message;
    }

    private synchronized void forget(Client client) {
        clients.remove(client);
        swarms.values().forEach(swarm -> swarm.values().remove(client));
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        channels.close().awaitUninterruptibly();
        server.disposeNow(Duration.ofSeconds(1));
    }
}
