package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.relay.WebSocketRelay;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Two shells that nobody hears meet on a relay of this process. What the first command of a fresh process would have to load
 * is then there, and how long a join takes says how long joining takes.
 */
final class Rehearsal {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String LOOPBACK = "127.0.0.1";

    private Rehearsal() {}

    /** Meets and parts; blocks until that is done, or given up. */
    static void run() {
        WebSocketRelay relay = Objects.requireNonNull(
                WebSocketRelay.builder().host(LOOPBACK).port(0).bind().block(LIMIT));
        Actor one = new Actor();
        Actor other = new Actor();
        try {
            String join = join(relay.url());
            one.shell.take(join);
            other.shell.take(join);
            CompletableFuture.allOf(one.met, other.met)
                    .orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .handle((met, givenUp) -> true)
                    .join();
        } finally {
            List.of(one, other).forEach(actor -> actor.shell.end().block());
            relay.disposeLater().block(LIMIT);
        }
    }

    private static String join(String relay) {
        ObjectNode command =
                Json.object().put("cmd", "join").put("strategy", "ws-relay").put("roomId", "rehearsal");
        ObjectNode config = command.putObject("config").put("appId", "rehearsal");
        config.putObject("relayConfig").putArray("urls").add(relay);
        config.putObject("rtcConfig").putArray("iceServers");
        return command.toString();
    }

    /** A shell, and whether it has met another. */
    private static final class Actor extends OutputStream {

        private final CompletableFuture<Void> met = new CompletableFuture<>();
        private final Shell shell = new Shell(new Output(this, () -> {}));

        @Override
        public void write(byte[] line) {
            String event = new String(line, StandardCharsets.UTF_8);
            if (event.contains("\"peerJoin\"") || event.contains("\"ok\":false")) {
                met.complete(null);
            }
        }

        @Override
        public void write(int octet) {
            throw new UnsupportedOperationException("events come as whole lines");
        }
    }
}
