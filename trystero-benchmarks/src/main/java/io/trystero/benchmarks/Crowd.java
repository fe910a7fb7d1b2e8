package io.trystero.benchmarks;

import io.trystero.MessageAction;
import io.trystero.PeerEvent;
import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.relay.WebSocketRelay;
import io.trystero.relay.WebSocketRelayStrategy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A peer that 200 others are connected to, in another process and a room each, pings them: at rest, and while one of them
 * sends bulk. Prints the round trips. Argument: peers, 200 by default.
 */
public final class Crowd {

    private static final String APP = "io.trystero.benchmarks.crowd";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int BULK_BYTES = 20_000_000;
    private static final int PINGS = 2_000;

    private Crowd() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 2) {
            guests(arguments[0], Integer.parseInt(arguments[1]));
            return;
        }
        int peers = arguments.length == 0 ? 200 : Integer.parseInt(arguments[0]);
        WebSocketRelay relay = Objects.requireNonNull(
                WebSocketRelay.builder().host("127.0.0.1").bind().block(LIMIT));
        Process guests = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Crowd.class.getName(),
                        relay.url(),
                        Integer.toString(peers))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Trystero host = instance(relay.url())) {
            List<Room> rooms = join(host, peers);
            List<PeerId> guestIds = rooms.stream().map(Crowd::awaitPeer).toList();
            System.out.println(guestIds.size() + " peers connected");
            print("at rest", pings(rooms, guestIds));
            MessageAction<byte[]> bulk = rooms.get(0).action("bulk", byte[].class);
            bulk.values().subscribe();
            rooms.get(0)
                    .action("start", String.class)
                    .send("")
                    .then(bulk.values().next())
                    .block(LIMIT);
            print("while one sends bulk", pings(rooms.subList(1, peers), guestIds.subList(1, peers)));
        } finally {
            guests.getOutputStream().close();
            guests.waitFor();
            relay.dispose();
        }
    }

    /** Joins, sends bulk in the first room when asked to, and ends with its input. */
    private static void guests(String relay, int peers) throws IOException {
        List<Trystero> guests = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            Trystero guest = instance(relay);
            guests.add(guest);
            Room room = Objects.requireNonNull(guest.join("crowd " + i).block(LIMIT));
            MessageAction<byte[]> bulk = room.action("bulk", byte[].class);
            byte[] bytes = new byte[BULK_BYTES];
            room.action("start", String.class)
                    .values()
                    .next()
                    .thenMany(Flux.defer(() -> bulk.send(bytes)).repeat())
                    .subscribe(ignored -> {}, gone -> {});
        }
        while (System.in.read() >= 0) {
            // until its end
        }
        Flux.fromIterable(guests).flatMap(Trystero::disposeLater).then().block(LIMIT);
    }

    private static Trystero instance(String relay) {
        return Trystero.builder(APP)
                .strategy(WebSocketRelayStrategy.of(relay))
                .iceServers()
                .build();
    }

    private static List<Room> join(Trystero host, int rooms) {
        return Objects.requireNonNull(Flux.range(0, rooms)
                .concatMap(i -> host.join("crowd " + i))
                .collectList()
                .block(LIMIT));
    }

    private static PeerId awaitPeer(Room room) {
        return Objects.requireNonNull(
                        room.peerEvents().ofType(PeerEvent.Joined.class).blockFirst(LIMIT))
                .peer();
    }

    private static List<Duration> pings(List<Room> rooms, List<PeerId> peers) {
        return Objects.requireNonNull(Flux.range(0, PINGS)
                .concatMap(i -> Mono.delay(Duration.ofMillis(2))
                        .then(rooms.get(i % rooms.size()).ping(peers.get(i % rooms.size()))))
                .collectList()
                .block(LIMIT));
    }

    private static void print(String when, List<Duration> trips) {
        List<Duration> sorted = new ArrayList<>(trips);
        Collections.sort(sorted);
        System.out.printf(
                "%s: p50 %.2f ms, p99 %.2f ms%n",
                when,
                sorted.get(sorted.size() / 2).toNanos() / 1e6,
                sorted.get(sorted.size() * 99 / 100).toNanos() / 1e6);
    }
}
