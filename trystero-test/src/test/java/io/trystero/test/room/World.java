package io.trystero.test.room;

import io.trystero.Room;
import io.trystero.RoomConfig;
import io.trystero.Trystero;
import io.trystero.test.SimulatedHost;
import io.trystero.test.SimulatedNetwork;
import io.trystero.test.SimulatedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Some instances on a simulated network, and a clock that moves when told to. */
final class World implements AutoCloseable {

    final SimulatedTime time = new SimulatedTime();
    final SimulatedNetwork network;
    private final List<Trystero> instances = new ArrayList<>();

    World(long seed) {
        this.network = SimulatedNetwork.create(seed, time);
    }

    Trystero instance(String label) {
        SimulatedHost host = network.host(label);
        Trystero instance = Trystero.builder("com.example.app")
                .transport(host.transport())
                .strategy(host.strategy())
                .scheduler(host.scheduler())
                .callbackScheduler(host.scheduler())
                .random(host.random())
                .selfId(host.peerId())
                .build();
        instances.add(instance);
        return instance;
    }

    Room join(Trystero instance, String roomId) {
        return join(instance, roomId, room -> room);
    }

    Room join(Trystero instance, String roomId, UnaryOperator<RoomConfig> customizer) {
        return get(instance.join(roomId, customizer));
    }

    /** Collects what a stream emits while time goes on. */
    <T> List<T> watch(Flux<T> stream) {
        List<T> seen = new ArrayList<>();
        stream.subscribe(seen::add);
        return seen;
    }

    /** Returns what a {@code Mono} emits within a simulated minute. */
    <T> T get(Mono<T> mono) {
        List<T> values = new ArrayList<>();
        List<Throwable> errors = new ArrayList<>();
        mono.subscribe(values::add, errors::add);
        for (int i = 0; i < 600 && values.isEmpty() && errors.isEmpty(); i++) {
            run(Duration.ofMillis(100));
        }
        if (values.isEmpty()) {
            throw new AssertionError("nothing came: " + errors);
        }
        return values.get(0);
    }

    void run(Duration duration) {
        time.advanceBy(duration);
    }

    @Override
    public void close() {
        instances.forEach(Trystero::dispose);
        run(Duration.ofSeconds(10));
    }
}
