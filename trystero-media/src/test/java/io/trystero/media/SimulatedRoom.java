package io.trystero.media;

import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.rtc.Transport;
import io.trystero.test.SimulatedHost;
import io.trystero.test.SimulatedNetwork;
import io.trystero.test.SimulatedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;

/** Peers of a simulated network who meet in a room, by name. */
final class SimulatedRoom {

    final SimulatedTime time = new SimulatedTime();
    private final SimulatedNetwork network = SimulatedNetwork.create(7, time);

    /** Joins the lobby and lets all meet. */
    Room join(String name) {
        return join(instance(name), "lobby");
    }

    Trystero instance(String name) {
        return network.host(name).trystero("media").build();
    }

    /** Returns an instance whose connections do what the transport made of the simulated one makes them do. */
    Trystero instance(String name, UnaryOperator<Transport> transport) {
        SimulatedHost host = network.host(name);
        return host.trystero("media")
                .transport(transport.apply(host.transport()))
                .build();
    }

    Room join(Trystero trystero, String id) {
        List<Room> joined = new ArrayList<>();
        trystero.join(id).subscribe(joined::add);
        seconds(5);
        return joined.get(0);
    }

    void seconds(int seconds) {
        time.advanceBy(Duration.ofSeconds(seconds));
    }

    /** Notes what comes from now on. */
    static <T> List<T> watch(Flux<? extends T> flux) {
        List<T> seen = new ArrayList<>();
        flux.subscribe(seen::add);
        return seen;
    }
}
