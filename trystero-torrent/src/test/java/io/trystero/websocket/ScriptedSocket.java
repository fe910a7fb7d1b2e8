package io.trystero.websocket;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** A WebSocket whose server is the test; its thread is the test's. */
public final class ScriptedSocket implements Connector {

    private final List<String> sent = new ArrayList<>();
    private Events events;

    /** Makes what speaks over a socket that this is the network of. */
    public <L extends WebSocketListener> L connect(
            WebSocketUrl url, WebSocketOptions options, Function<ReconnectingWebSocket, L> listener) {
        return ReconnectingWebSocket.connect(url, options, this, listener);
    }

    public void open() {
        events.onOpen();
    }

    public void say(String text) {
        events.onText(text);
    }

    public void fail(String reason) {
        events.onClosed(reason);
    }

    /** Returns what the client has sent, on all connections. */
    public List<String> sent() {
        return sent;
    }

    @Override
    public boolean execute(Runnable task) {
        task.run();
        return true;
    }

    @Override
    public Link connect(WebSocketUrl url, Events next) {
        events = next;
        return new Link() {
            @Override
            public void send(byte[] bytes, boolean text, Consumer<Throwable> done) {
                sent.add(new String(bytes, StandardCharsets.UTF_8));
                done.accept(null);
            }

            @Override
            public void ping() {}

            @Override
            public void close() {}

            @Override
            public void abort() {}
        };
    }

    @Override
    public void close() {}
}
