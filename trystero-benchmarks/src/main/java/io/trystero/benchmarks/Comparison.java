package io.trystero.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.relay.WebSocketRelay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;

/**
 * Measures pairs of peers, each in a process of its own, over one relay, in turns: JVM with JVM, Chromium with Chromium, Node
 * with Node. Joins are those of fresh processes, transfers those of warm ones. Prints the median of each figure and how the JVM's compares. Run it from the root of the checkout, with the peer
 * shell built and the JavaScript peers installed; arguments: rounds, 5 by default.
 */
public final class Comparison {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BULK_BYTES = 50_000_000;
    private static final int SMALL_MESSAGES = 20_000;
    private static final int SMALL_BYTES = 64;
    private static final int WARM_UPS = 2;
    private static final int MEASURED = 3;

    private static final Map<String, List<String>> PEERS = Map.of(
            "jvm", List.of("java", "-jar", "examples/peer-shell/target/peer-shell.jar"),
            "chromium", List.of("node", "trystero-interop/peers/browser-peer.mjs"),
            "node", List.of("node", "trystero-interop/peers/node-peer.mjs"));

    private Comparison() {}

    private record Figures(double joinMillis, double bulkMegabytesPerSecond, double smallPerSecond) {}

    public static void main(String[] arguments) {
        int rounds = arguments.length == 0 ? 5 : Integer.parseInt(arguments[0]);
        List<String> kinds = List.of("jvm", "chromium", "node");
        Map<String, List<Figures>> seen = new LinkedHashMap<>();
        WebSocketRelay relay = Objects.requireNonNull(
                WebSocketRelay.builder().host("127.0.0.1").bind().block(Duration.ofSeconds(10)));
        try {
            for (int round = 0; round < rounds; round++) {
                for (String kind : kinds) {
                    Figures figures = measure(kind, relay.url(), round);
                    seen.computeIfAbsent(kind, k -> new ArrayList<>()).add(figures);
                    System.out.println(kind + " " + figures);
                }
            }
        } finally {
            relay.dispose();
        }
        System.out.println(
                "medians of " + rounds + " rounds: join to joined (ms), 50 MB (MB/s), 64-byte messages (/s)");
        for (String kind : kinds) {
            List<Figures> all = seen.getOrDefault(kind, List.of());
            System.out.printf(
                    "%-9s %8.0f %8.1f %8.0f%n",
                    kind,
                    median(all.stream().map(Figures::joinMillis).toList()),
                    median(all.stream().map(Figures::bulkMegabytesPerSecond).toList()),
                    median(all.stream().map(Figures::smallPerSecond).toList()));
        }
    }

    private static Figures measure(String kind, String relay, int round) {
        String room = kind + round;
        List<String> command = Objects.requireNonNull(PEERS.get(kind));
        try (ShellPeer first = new ShellPeer(command);
                ShellPeer second = new ShellPeer(command)) {
            first.run(join(relay, room));
            second.send(join(relay, room));
            JsonNode joined = second.await(event -> ShellPeer.is(event, "peerJoin"));
            first.await(event -> ShellPeer.is(event, "peerJoin"));
            return new Figures(
                    joined.path("sinceJoinMs").asDouble(),
                    warm(() -> bulk(first, second, room)),
                    warm(() -> small(first, second, room)));
        }
    }

    /** Measures a few times; the first ones warm both sides up and do not count. */
    private static double warm(DoubleSupplier measurement) {
        List<Double> measured = new ArrayList<>();
        for (int i = 0; i < WARM_UPS + MEASURED; i++) {
            double figure = measurement.getAsDouble();
            if (i >= WARM_UPS) {
                measured.add(figure);
            }
        }
        return median(measured);
    }

    private static double bulk(ShellPeer from, ShellPeer to, String room) {
        from.run(action(room, "bulk", 1));
        to.run(action(room, "bulk", 1));
        long start = System.nanoTime();
        from.send(command("send", room).put("action", "bulk").put("bytes", BULK_BYTES));
        to.await(event -> ShellPeer.is(event, "count"));
        return BULK_BYTES / 1e6 / seconds(start);
    }

    private static double small(ShellPeer from, ShellPeer to, String room) {
        from.run(action(room, "small", SMALL_MESSAGES));
        to.run(action(room, "small", SMALL_MESSAGES));
        long start = System.nanoTime();
        from.send(command("flood", room)
                .put("action", "small")
                .put("count", SMALL_MESSAGES)
                .put("bytes", SMALL_BYTES));
        to.await(event -> ShellPeer.is(event, "count"));
        return SMALL_MESSAGES / seconds(start);
    }

    private static ObjectNode join(String relay, String room) {
        ObjectNode join = JSON.createObjectNode()
                .put("cmd", "join")
                .put("strategy", "ws-relay")
                .put("roomId", room);
        ObjectNode config = join.putObject("config").put("appId", "io.trystero.benchmarks");
        config.putObject("relayConfig").putArray("urls").add(relay);
        config.putObject("rtcConfig").putArray("iceServers");
        return join;
    }

    private static ObjectNode action(String room, String name, int until) {
        return command("action", room)
                .put("name", name)
                .put("kind", "message")
                .put("quiet", true)
                .put("until", until);
    }

    private static ObjectNode command(String name, String room) {
        return JSON.createObjectNode().put("cmd", name).put("room", room);
    }

    private static double seconds(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }
}
