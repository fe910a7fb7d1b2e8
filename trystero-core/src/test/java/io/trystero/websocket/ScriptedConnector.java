package io.trystero.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A network whose every move the test makes; the socket's thread is the test's. */
final class ScriptedConnector implements Connector {

    final List<Attempt> attempts = new ArrayList<>();
    boolean closed;

    /** One attempt to connect, and the connection that it becomes. */
    static final class Attempt implements Link {

        private final Events events;
        final List<String> sent = new ArrayList<>();
        final List<Consumer<Throwable>> unconfirmed = new ArrayList<>();
        final WebSocketUrl url;
        int pings;
        String end;

        Attempt(WebSocketUrl url, Events events) {
            this.url = url;
            this.events = events;
        }

        void open() {
            events.onOpen();
        }

        void text(String text) {
            events.onText(text);
        }

        void binary(ByteBuffer bytes) {
            events.onBinary(bytes);
        }

        void pong() {
            events.onSignOfLife();
        }

        void refuse(int httpStatus) {
            events.onRefused(httpStatus);
            events.onClosed("refused with " + httpStatus);
        }

        void fail(String reason) {
            events.onClosed(reason);
        }

        /** Confirms all that was sent, with a failure or none. */
        void confirm(Throwable failure) {
            List<Consumer<Throwable>> waiting = List.copyOf(unconfirmed);
            unconfirmed.clear();
            waiting.forEach(done -> done.accept(failure));
        }

        @Override
        public void send(byte[] bytes, boolean text, Consumer<Throwable> done) {
            sent.add((text ? "" : "binary ") + new String(bytes, StandardCharsets.UTF_8));
            unconfirmed.add(done);
        }

        @Override
        public void ping() {
            pings++;
        }

        @Override
        public void close() {
            end = "closed";
        }

        @Override
        public void abort() {
            end = "aborted";
        }
    }

    Attempt last() {
        return attempts.get(attempts.size() - 1);
    }

    @Override
    public boolean execute(Runnable task) {
        task.run();
        return true;
    }

    @Override
    public Link connect(WebSocketUrl url, Events events) {
        Attempt attempt = new Attempt(url, events);
        attempts.add(attempt);
        return attempt;
    }

    @Override
    public void close() {
        closed = true;
    }
}
