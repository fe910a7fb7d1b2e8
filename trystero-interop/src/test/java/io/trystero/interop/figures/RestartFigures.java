package io.trystero.interop.figures;

import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.interop.fixture.Network;
import io.trystero.interop.fixture.NetworkServer;
import io.trystero.interop.fixture.Patience;
import io.trystero.signaling.RelayStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What it costs when a relay is killed and is back five seconds later: whether peers that have met notice, how long until the relay
 * is up again after it is back, until a peer that comes then has been found, and what an instance of many rooms says in the ten
 * seconds after it is up.
 */
final class RestartFigures {

    private static final int ROUNDS = 5;
    private static final int MANY = 1_000;
    private static final long OUTAGE_MILLIS = 5_000;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private RestartFigures() {}

    static void run(List<Network> networks) {
        System.out.println(
                "| network | peers lost | back → up | a newcomer's join → joined | messages in 10 s, 1 room | 1 000 rooms |");
        System.out.println("|---|---|---|---|---|---|");
        for (Network network : networks) {
            measure(network);
        }
        System.out.println("\nMilliseconds, median / worst of " + ROUNDS);
    }

    private static void measure(Network network) {
        List<Long> up = new ArrayList<>();
        List<Long> found = new ArrayList<>();
        long few = 0;
        int lost = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (NetworkServer server = network.start();
                    CountingProxy proxy = CountingProxy.before(server.url());
                    CountingProxy direct = CountingProxy.before(server.url());
                    Trystero alice = Figures.instance(network, server, "figures", proxy);
                    Trystero bob = Figures.instance(network, server, "figures", direct)) {
                Room hers = join(alice, "room-0");
                join(bob, "room-0");
                Patience.until(() -> hers.peers().size() == 1, LIMIT);
                up.add(restart(server, alice));
                CountingProxy.Count before = proxy.count();
                Figures.sleep(10_000);
                few = proxy.count().since(before).sent();
                lost += hers.peers().size() == 1 ? 0 : 1;
                try (Trystero carol = Figures.instance(network, server, "figures", direct)) {
                    long start = System.nanoTime();
                    Room newcomers = join(carol, "room-0");
                    Patience.until(() -> newcomers.peers().size() == 2, LIMIT);
                    found.add(Figures.millisSince(start));
                }
            }
        }
        System.out.printf(
                "| %s | %d of %d | %s | %s | %d | %d |%n",
                network, lost, ROUNDS, Figures.spread(up), Figures.spread(found), few, burst(network));
    }

    private static long burst(Network network) {
        try (NetworkServer server = network.start();
                CountingProxy proxy = CountingProxy.before(server.url());
                Trystero many = Figures.instance(network, server, "figures", proxy)) {
            TrafficFigures.join(many, MANY);
            restart(server, many);
            CountingProxy.Count before = proxy.count();
            Figures.sleep(10_000);
            return proxy.count().since(before).sent();
        }
    }

    /** Kills the server, starts it again, and returns how long it took from then until the relay was up. */
    private static long restart(NetworkServer server, Trystero trystero) {
        server.stop();
        Patience.until(() -> trystero.relayStates().stream().noneMatch(RelayStatus::isUp), LIMIT);
        Figures.sleep(OUTAGE_MILLIS);
        server.restart();
        long start = System.nanoTime();
        Patience.until(() -> trystero.relayStates().stream().allMatch(RelayStatus::isUp), LIMIT);
        return Figures.millisSince(start);
    }

    private static Room join(Trystero trystero, String room) {
        return trystero.join(room).block(LIMIT);
    }
}
