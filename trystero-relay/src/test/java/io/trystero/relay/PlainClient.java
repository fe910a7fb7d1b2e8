package io.trystero.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket client that is not ours: the JDK's. */
final class PlainClient implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final WebSocket socket;
    private final boolean reading;

    private PlainClient(HttpClient http, String url, boolean reading) {
        this.reading = reading;
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(url), new Listener())
                .join();
    }

    static PlainClient connect(String url) {
        return new PlainClient(HTTP, url, true);
    }

    static PlainClient connect(HttpClient http, String url) {
        return new PlainClient(http, url, true);
    }

    /** Connects a client that reads nothing until told to. */
    static PlainClient connectIdle(String url) {
        return new PlainClient(HTTP, url, false);
    }

    /** Reads all that comes from now on. */
    void read() {
        socket.request(Long.MAX_VALUE);
    }

    /** Closes the connection without a word. */
    void abort() {
        socket.abort();
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    /** Sends a message in fragments. */
    void sendFragments(String... parts) {
        for (int i = 0; i < parts.length; i++) {
            socket.sendText(parts[i], i == parts.length - 1).join();
        }
    }

    void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    void subscribe(String topic) {
        send(RelayCodec.subscribe(topic));
    }

    void publish(String topic, String payload) {
        send(RelayCodec.publish(topic, payload));
    }

    /** Waits for the next message. */
    String next() {
        try {
            String message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(message).as("a message").isNotNull();
            return message;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Waits until the server closes the connection, and returns how: {@code 1001 reason}, or the error. */
    String closed() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        if (!closed.isDone()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                    .exceptionally(failure -> null)
                    .join();
            closed();
        }
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder message = new StringBuilder();

        @Override
        public void onOpen(WebSocket webSocket) {
            if (reading) {
                webSocket.request(Long.MAX_VALUE);
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                messages.add(message.toString());
                message.setLength(0);
            }
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            closed.complete(code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable failure) {
            closed.complete(failure.toString());
        }
    }
}
