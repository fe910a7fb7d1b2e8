package io.trystero.relay.example;

import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicRelay;
import io.trystero.websocket.ReconnectingWebSocket;
import io.trystero.websocket.WebSocketOptions;
import io.trystero.websocket.WebSocketUrl;
import java.util.List;

/** Finds peers through a {@link LineServer}. A record: immutable, and equal if its URL is. */
record LineStrategy(WebSocketUrl url) implements SignalingStrategy {

    static LineStrategy of(String url) {
        return new LineStrategy(WebSocketUrl.parse(url));
    }

    @Override
    public String name() {
        return "line";
    }

    @Override
    public List<TopicRelay> open(SignalingContext context) {
        WebSocketOptions options = WebSocketOptions.builder()
                .scheduler(context.scheduler())
                .random(context.random())
                .build();
        return List.of(ReconnectingWebSocket.connect(url, options, LineRelay::new));
    }
}
