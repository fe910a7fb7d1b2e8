package io.trystero.interop.figures;

import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.interop.fixture.Network;
import io.trystero.interop.fixture.NetworkServer;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;

/** What rooms of one instance cost a relay while nobody else is there: sockets and messages, in the first minute and in the next. */
final class TrafficFigures {

    private static final long MINUTE_MILLIS = 60_000;

    private TrafficFigures() {}

    static void run(List<Network> networks) {
        System.out.println(
                "| network | rooms | sockets | first minute: out / in | next minute: out / in | kB in the next |");
        System.out.println("|---|---|---|---|---|---|");
        for (Network network : networks) {
            measure(network, 1);
            measure(network, 1_000);
        }
    }

    private static void measure(Network network, int rooms) {
        try (NetworkServer server = network.start();
                CountingProxy proxy = CountingProxy.before(server.url());
                Trystero trystero = Figures.instance(network, server, "figures", proxy)) {
            List<Room> joined = join(trystero, rooms);
            CountingProxy.Count begin = new CountingProxy.Count(0, 0, 0, 0);
            Figures.sleep(MINUTE_MILLIS);
            CountingProxy.Count first = proxy.count();
            Figures.sleep(MINUTE_MILLIS);
            CountingProxy.Count next = proxy.count().since(first);
            System.out.printf(
                    "| %s | %d | %d | %d / %d | %d / %d | %d |%n",
                    network,
                    joined.size(),
                    first.sockets(),
                    first.since(begin).sent(),
                    first.received(),
                    next.sent(),
                    next.received(),
                    next.bytes() / 1_000);
        }
    }

    /** Joins rooms, all at once, and waits until all have been. */
    static List<Room> join(Trystero trystero, int rooms) {
        return Flux.range(0, rooms)
                .flatMap(i -> trystero.join("room-" + i), rooms)
                .collectList()
                .block(Duration.ofMinutes(3));
    }
}
