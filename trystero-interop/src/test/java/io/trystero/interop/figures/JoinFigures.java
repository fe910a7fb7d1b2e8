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
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How long it takes from a peer's join until one that is in the room already is there, as the newcomer sees it. The newcomer is
 * connected to the relay by another room, and never the same twice, so that no connection is shared.
 */
final class JoinFigures {

    private static final int ROUNDS = 10;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long SETTLE_MILLIS = 2_000;

    private enum Pair {
        JAVASCRIPT_TO_JAVASCRIPT,
        JVM_TO_JAVASCRIPT,
        JAVASCRIPT_TO_JVM,
        JVM_TO_JVM;

        boolean comesFromJvm() {
            return this == JVM_TO_JAVASCRIPT || this == JVM_TO_JVM;
        }

        boolean staysInJvm() {
            return this == JAVASCRIPT_TO_JVM || this == JVM_TO_JVM;
        }
    }

    private JoinFigures() {}

    static void run(List<Network> networks) {
        System.out.println("| network | Node joins Node | JVM joins Node | Node joins JVM | JVM joins JVM |");
        System.out.println("|---|---|---|---|---|");
        for (Network network : networks) {
            Map<Pair, List<Long>> millis = measure(network);
            StringBuilder line = new StringBuilder("| " + network + " |");
            for (Pair pair : Pair.values()) {
                line.append(' ').append(Figures.spread(millis.get(pair))).append(" |");
            }
            System.out.println(line);
        }
        System.out.println("\nMilliseconds, median / worst of " + ROUNDS);
    }

    private static Map<Pair, List<Long>> measure(Network network) {
        Map<Pair, List<Long>> millis = new EnumMap<>(Pair.class);
        for (Pair pair : Pair.values()) {
            millis.put(pair, new ArrayList<>());
        }
        try (NetworkServer server = network.start()) {
            for (int round = 0; round <= ROUNDS; round++) {
                for (Pair pair : Pair.values()) {
                    long took = meet(network, server, pair);
                    // the first shows how classes are loaded
                    if (round > 0) {
                        millis.get(pair).add(took);
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
            Peer resident = peer(network, server, signaling, pair.staysInJvm(), ends);
            Peer newcomer = peer(network, server, signaling, pair.comesFromJvm(), ends);
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
            Network network, NetworkServer server, Signaling signaling, boolean jvm, List<AutoCloseable> ends) {
        if (jvm) {
            JvmPeer peer = JvmPeer.start(
                    signaling.appId(),
                    network.strategy(server.url()),
                    UUID.randomUUID().toString().replace("-", "").substring(0, 20),
                    WebRtcTransport.dataOnly(),
                    TrysteroBuilder::iceServers);
            ends.add(peer);
            return peer;
        }
        JavaScriptPeer peer = JavaScriptPeer.start(JavaScriptRuntime.NODE);
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
