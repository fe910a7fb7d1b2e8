package io.trystero.interop.figures;

import io.trystero.TrysteroBuilder;
import io.trystero.interop.fixture.JavaScriptPeer;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.JvmPeer;
import io.trystero.interop.fixture.Network;
import io.trystero.interop.fixture.NetworkServer;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.Signaling;
import io.trystero.webrtc.WebRtcTransport;
import io.trystero.wire.Ids;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How long it takes from a peer's join until one that is in the room already is there, as the newcomer sees it. The newcomer is
 * connected to the relay by another room, and never the same twice, so that no connection is shared.
 */
final class JoinFigures {

    private static final int ROUNDS = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long SETTLE_MILLIS = 2_000;

    private enum Kind {
        NODE,
        CHROMIUM,
        JVM;

        private JavaScriptRuntime runtime() {
            return this == NODE ? JavaScriptRuntime.NODE : JavaScriptRuntime.CHROMIUM;
        }
    }

    private record Pair(Kind newcomer, Kind resident) {

        @Override
        public String toString() {
            return newcomer + " joins " + resident;
        }
    }

    /** Those of one library first, for what the other's take beside them. */
    private static final List<Pair> PAIRS = List.of(
            new Pair(Kind.CHROMIUM, Kind.CHROMIUM),
            new Pair(Kind.JVM, Kind.JVM),
            new Pair(Kind.CHROMIUM, Kind.JVM),
            new Pair(Kind.JVM, Kind.CHROMIUM),
            new Pair(Kind.NODE, Kind.NODE),
            new Pair(Kind.NODE, Kind.JVM),
            new Pair(Kind.JVM, Kind.NODE),
            new Pair(Kind.NODE, Kind.CHROMIUM),
            new Pair(Kind.CHROMIUM, Kind.NODE));

    private JoinFigures() {}

    static void run(List<Network> networks) {
        StringBuilder head = new StringBuilder("| network |");
        PAIRS.forEach(pair -> head.append(' ').append(pair).append(" |"));
        System.out.println(head);
        System.out.println("|---|" + "---|".repeat(PAIRS.size()));
        for (Network network : networks) {
            Map<Pair, List<Long>> millis = measure(network);
            StringBuilder line = new StringBuilder("| " + network + " |");
            PAIRS.forEach(pair ->
                    line.append(' ').append(Figures.spread(millis.get(pair))).append(" |"));
            System.out.println(line);
        }
        System.out.println("\nMilliseconds, median / worst of " + ROUNDS);
    }

    private static Map<Pair, List<Long>> measure(Network network) {
        Map<Pair, List<Long>> millis = new HashMap<>();
        try (NetworkServer server = network.start()) {
            // the first round shows how classes are loaded
            for (int round = 0; round <= ROUNDS; round++) {
                for (Pair pair : PAIRS) {
                    long took = meet(network, server, pair);
                    if (round > 0) {
                        millis.computeIfAbsent(pair, one -> new ArrayList<>()).add(took);
                    }
                }
            }
        }
        return millis;
    }

    private static long meet(Network network, NetworkServer server, Pair pair) {
        Signaling signaling = server.signaling("figures-" + UUID.randomUUID());
        List<AutoCloseable> ends = new ArrayList<>();
        try {
            Peer resident = peer(network, server, signaling, pair.resident(), ends);
            Peer newcomer = peer(network, server, signaling, pair.newcomer(), ends);
            RoomSpec room = RoomSpec.fresh();
            resident.join(room);
            newcomer.join(RoomSpec.fresh());
            Figures.sleep(SETTLE_MILLIS);
            long start = System.nanoTime();
            PeerRoom joined = newcomer.join(room);
            joined.awaitJoined(resident, 1, LIMIT);
            return Figures.millisSince(start);
        } finally {
            ends.forEach(JoinFigures::close);
        }
    }

    private static Peer peer(
            Network network, NetworkServer server, Signaling signaling, Kind kind, List<AutoCloseable> ends) {
        if (kind == Kind.JVM) {
            JvmPeer peer = JvmPeer.start(
                    signaling.appId(),
                    network.strategy(server.url()),
                    Ids.random(new SecureRandom(), Ids.PEER_ID_LENGTH),
                    WebRtcTransport.dataOnly(),
                    TrysteroBuilder::iceServers);
            ends.add(peer);
            return peer;
        }
        JavaScriptPeer peer = JavaScriptPeer.start(kind.runtime());
        ends.add(peer);
        return peer.in(signaling);
    }

    private static void close(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
