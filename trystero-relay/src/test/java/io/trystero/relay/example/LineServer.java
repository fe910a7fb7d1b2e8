package io.trystero.relay.example;

import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** The least server that carries text by topic; it bounds nothing, and is for tests alone. */
final class LineServer {

    private static final int MAX_MESSAGE_BYTES = 1 << 20;

    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final DisposableServer server;
    private volatile boolean stopped;

    private static final class Client {

        private final Connection connection;
        private final Sinks.Many<String> lines = Sinks.many().unicast().onBackpressureBuffer();
        private final Map<String, String> topicsByNumber = new ConcurrentHashMap<>();

        Client(Connection connection) {
            this.connection = connection;
        }

        synchronized void say(String line) {
            lines.tryEmitNext(line).orThrow();
        }
    }

    /** Listens on a port, 0 for any that is free. */
    LineServer(int port) {
        WebsocketServerSpec spec = WebsocketServerSpec.builder()
                .maxFramePayloadLength(MAX_MESSAGE_BYTES)
                .build();
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .route(routes -> routes.ws("/", this::serve, spec))
                .bindNow();
    }

    int port() {
        return server.port();
    }

    int connections() {
        return clients.size();
    }

    /** Says something to every client, and to the subscribers of a topic. */
    void sayToAll(String line, String topic, String payload) {
        clients.forEach(client -> client.say(line));
        publish(topic, payload);
    }

    void stop() {
        stopped = true;
        server.disposeNow();
        clients.forEach(client -> client.connection.disposeNow());
    }

    private Publisher<Void> serve(WebsocketInbound in, WebsocketOutbound out) {
        Client[] made = new Client[1];
        in.withConnection(connection -> made[0] = new Client(connection));
        Client client = made[0];
        clients.add(client);
        if (stopped) {
            // it came while the others were being ended
            client.connection.dispose();
        }
        in.aggregateFrames(MAX_MESSAGE_BYTES)
                .receive()
                .asString()
                .doFinally(end -> clients.remove(client))
                .subscribe(line -> take(client, line), failure -> client.connection.dispose());
        return out.sendObject(client.lines.asFlux().map(TextWebSocketFrame::new), frame -> true);
    }

    private void take(Client client, String line) {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
            case "sub" -> {
                client.topicsByNumber.put(words[1], words[2]);
                client.say("ok " + words[1]);
            }
            case "unsub" -> client.topicsByNumber.remove(words[1]);
            case "pub" -> publish(words[1], words[2]);
            default -> client.connection.dispose();
        }
    }

    private void publish(String topic, String payload) {
        clients.forEach(client -> client.topicsByNumber.forEach((number, subscribed) -> {
            if (subscribed.equals(topic)) {
                client.say("msg " + number + " " + payload);
            }
        }));
    }
}
