package io.trystero.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** A network whose every move the test makes; the socket's thread is the test's. */
public final class ScriptedNetwork implements Connector {

    private final List<Attempt> attempts = new ArrayList<>();

    /** Connects a socket through this network. */
    public <L extends WebSocketListener> L connect(
            WebSocketUrl url, WebSocketOptions options, Function<? super ReconnectingWebSocket, ? extends L> listener) {
        return ReconnectingWebSocket.connect(url, options, this, listener);
    }

    /** Returns how often it was tried to connect. */
    public int attempts() {
        return attempts.size();
    }

    /** Returns the present attempt to connect, and the connection that it becomes. */
    public Attempt last() {
        return attempts.get(attempts.size() - 1);
    }

    /** One attempt to connect. */
    public static final class Attempt implements Link {

        private final WebSocketUrl url;
        private final Events events;
        private final List<String> texts = new ArrayList<>();
        private final List<ByteBuffer> binaries = new ArrayList<>();
        private boolean over;

        Attempt(WebSocketUrl url, Events events) {
            this.url = url;
            this.events = events;
        }

        /** Returns where it leads, with all that is secret. */
        public String url() {
            return url.request().toString();
        }

        public void open() {
            events.onOpen();
        }

        public void text(String text) {
            events.onText(text);
        }

        public void binary(ByteBuffer bytes) {
            events.onBinary(bytes);
        }

        public void refuse(int httpStatus) {
            events.onRefused(httpStatus);
            events.onClosed("refused with " + httpStatus);
        }

        public void fail(String reason) {
            events.onClosed(reason);
        }

        /** Returns what was sent as text since this was asked before. */
        public List<String> heard() {
            List<String> heard = List.copyOf(texts);
            texts.clear();
            return heard;
        }

        /** Returns what was sent in binary since this was asked before. */
        public List<ByteBuffer> heardBinary() {
            List<ByteBuffer> heard = List.copyOf(binaries);
            binaries.clear();
            return heard;
        }

        /** Tells whether our side has ended it. */
        public boolean isOver() {
            return over;
        }

        @Override
        public void send(byte[] bytes, boolean text, Consumer<Throwable> done) {
            if (text) {
                texts.add(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
            } else {
                binaries.add(ByteBuffer.wrap(bytes));
            }
            done.accept(null);
        }

        @Override
        public void ping() {
            events.onSignOfLife();
        }

        @Override
        public void close() {
            over = true;
        }

        @Override
        public void abort() {
            over = true;
        }
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
        // nothing to let go of
    }
}
