package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.JoinFailure;
import io.trystero.Room;
import io.trystero.RoomConfig;
import io.trystero.Trystero;
import io.trystero.TrysteroBuilder;
import io.trystero.test.Latency;
import io.trystero.test.RelayQuality;
import io.trystero.test.SimulatedHost;
import io.trystero.test.SimulatedNetwork;
import io.trystero.test.SimulatedTime;
import io.trystero.test.WebRtcQuality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Some instances on a simulated network, and a clock that moves when told to. */
public final class World implements AutoCloseable {

    /** The application that all are of. */
    public static final String APP = "com.example.app";

    public final SimulatedTime time;
    public final SimulatedNetwork network;
    private final Map<SimulatedHost, Trystero> instances = new LinkedHashMap<>();

    public World(long seed) {
        this(seed, builder -> builder);
    }

    /** Makes a world where all that is sent arrives at once, so that the time that passes is the protocol's own. */
    static World withoutDelay(long seed) {
        return withoutDelay(seed, Latency.NONE);
    }

    /** @param gathering how long each candidate takes */
    static World withoutDelay(long seed, Latency gathering) {
        WebRtcQuality good = WebRtcQuality.good();
        return new World(
                seed,
                network -> network.relay("relay", RelayQuality.good().withLatency(Latency.NONE))
                        .webRtc(new WebRtcQuality(
                                Latency.NONE,
                                good.bytesPerSecond(),
                                Latency.NONE,
                                gathering,
                                good.hostCandidates(),
                                good.capabilities())));
    }

    World(long seed, UnaryOperator<SimulatedNetwork.Builder> relays) {
        time = new SimulatedTime();
        network = relays.apply(SimulatedNetwork.builder(seed).scheduler(time)).build();
    }

    /** Makes an instance on a host of its own, with an id drawn from the seed. */
    public Trystero instance(String label) {
        return instance(label, network.host(label).peerId());
    }

    Trystero instance(String label, String id) {
        return instance(
                label, id, builder -> builder.strategy(network.host(label).strategy()));
    }

    /** Makes an instance that finds others through a strategy that the test taps. */
    Trystero tapped(String label, String id, Wiretap tap) {
        return instance(label, id, builder -> builder.strategy(tap));
    }

    Wiretap tap(String label) {
        return new Wiretap(network.host(label).strategy());
    }

    /** Makes an instance with its strategy, and whatever else is to be different. */
    public Trystero instance(String label, String id, UnaryOperator<TrysteroBuilder> custom) {
        SimulatedHost host = network.host(label);
        Trystero instance = custom.apply(Trystero.builder(APP)
                        .transport(host.transport())
                        .scheduler(host.scheduler())
                        .callbackScheduler(host.scheduler())
                        .blockingScheduler(host.scheduler())
                        .random(host.random())
                        .selfId(id)
                        .leaveOnShutdown(false))
                .build();
        instances.put(host, instance);
        return instance;
    }

    public Room join(Trystero instance, String roomId) {
        return join(instance, roomId, room -> room);
    }

    public Room join(Trystero instance, String roomId, UnaryOperator<RoomConfig> customizer) {
        return get(instance.join(roomId, customizer));
    }

    /** Collects what a stream emits while time goes on. */
    public <T> List<T> watch(Flux<T> stream) {
        List<T> seen = new ArrayList<>();
        stream.subscribe(seen::add, error -> {
            throw new AssertionError("the stream failed", error);
        });
        return seen;
    }

    List<JoinFailure.Cause> causes(Room room) {
        return watch(room.failures().map(JoinFailure::cause));
    }

    /** Returns what a {@code Mono} emits within a simulated minute. */
    public <T> T get(Mono<T> mono) {
        List<T> values = new ArrayList<>();
        List<Throwable> errors = new ArrayList<>();
        mono.subscribe(values::add, errors::add);
        time.advanceUntil(() -> !values.isEmpty() || !errors.isEmpty(), Duration.ofMinutes(1));
        if (values.isEmpty()) {
            throw new AssertionError("nothing came: " + errors);
        }
        return values.get(0);
    }

    public void run(Duration duration) {
        time.advanceBy(duration);
    }

    public void seconds(long seconds) {
        run(Duration.ofSeconds(seconds));
    }

    public void millis(long millis) {
        run(Duration.ofMillis(millis));
    }

    /** Lets time pass until something holds; fails if it does not in time. */
    public void await(Duration limit, String what, BooleanSupplier condition) {
        assertThat(time.advanceUntil(condition, limit))
                .as("%s within %s, on %s", what, limit, network)
                .isTrue();
    }

    /** Disposes all, and makes sure that nothing of them is left. */
    @Override
    public void close() {
        instances.values().forEach(Trystero::dispose);
        seconds(10);
        instances.forEach((host, instance) -> {
            if (host.isAlive()) {
                assertThat(host.held()).as("left of %s", instance).isEmpty();
            }
        });
        network.dispose();
    }
}
