package io.trystero.test;

import io.trystero.test.Routes.Partition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A network in memory: hosts, relays between them, and WebRTC connections that behave like real ones, with any fault that one
 * may want to test against. Everything in it happens on one scheduler and is drawn from one seed, so that on a virtual
 * scheduler the same seed and the same calls give the same run, to the last message.
 *
 * <pre>{@code
 * SimulatedTime time = new SimulatedTime();
 * SimulatedNetwork network = SimulatedNetwork.create(42, time);
 * SimulatedHost alice = network.host("alice");
 * Trystero trystero = alice.trystero("com.example.board").build();
 * …
 * Disposable partition = network.partition(List.of(alice), List.of(bob));
 * time.advanceBy(Duration.ofMinutes(1));
 * partition.dispose();
 * }</pre>
 *
 * <p>Thread-safe. A command takes effect after all that the network was told before, as soon as its scheduler runs. What can be
 * asked is exact whenever that scheduler stands still. Disposing stops everything at once, without a word to anyone.
 */
public final class SimulatedNetwork implements Disposable {

    private final long seed;
    private final Scheduler scheduler;
    private final Loop loop;
    private final Switchboard switchboard;
    private final List<SimulatedRelay> relays;
    private final Map<String, RelayQuality> qualities;
    private final Map<String, SimulatedHost> hostsByLabel = new ConcurrentHashMap<>();
    private final List<SimulatedHost> hosts = new CopyOnWriteArrayList<>();

    private SimulatedNetwork(Builder builder) {
        seed = builder.seed;
        scheduler = builder.scheduler;
        loop = new Loop(scheduler, seed);
        switchboard = new Switchboard(loop, builder.webRtc);
        qualities =
                builder.relays.isEmpty() ? Map.of("relay", RelayQuality.good()) : new LinkedHashMap<>(builder.relays);
        List<SimulatedRelay> made = new ArrayList<>();
        qualities.forEach((name, quality) -> made.add(new SimulatedRelay(name, made.size(), loop, quality)));
        relays = List.copyOf(made);
    }

    /**
     * Makes a network of one good relay and good connections.
     *
     * @param seed of all that is drawn
     * @param scheduler where everything happens: a {@link SimulatedTime}, Reactor's {@code VirtualTimeScheduler}, or a real one
     */
    public static SimulatedNetwork create(long seed, Scheduler scheduler) {
        return builder(seed).scheduler(scheduler).build();
    }

    /**
     * Starts a network on {@link Schedulers#parallel()} as it is now, which within {@code StepVerifier.withVirtualTime} is the
     * virtual one.
     *
     * @param seed of all that is drawn
     */
    public static Builder builder(long seed) {
        return new Builder(seed);
    }

    /** Returns the host of that label; it is made when it is first asked for. */
    public SimulatedHost host(String label) {
        return hostsByLabel.computeIfAbsent(label, this::makeHost);
    }

    /** Returns the hosts made so far, in that order. */
    public List<SimulatedHost> hosts() {
        return List.copyOf(hosts);
    }

    /** Returns the relays in the order in which they were added. */
    public List<SimulatedRelay> relays() {
        return relays;
    }

    /**
     * Returns the relay of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public SimulatedRelay relay(String name) {
        return relays.stream()
                .filter(relay -> relay.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no relay is named " + name));
    }

    /**
     * Cuts every route between a host of one group and a host of the other. Connections across fall silent, new ones find no path;
     * relays are reached as before.
     *
     * @return heals it when disposed
     */
    public Disposable partition(Collection<SimulatedHost> left, Collection<SimulatedHost> right) {
        Partition partition = new Partition(left, right);
        loop.run(() -> switchboard.cut(partition));
        return Disposables.composite(() -> loop.run(() -> switchboard.heal(partition)));
    }

    /** Sets the probability that a connection that opens from now on is half open: one side never learns of it. */
    public void halfOpen(double probability) {
        RelayQuality.check("probability", probability);
        loop.run(() -> switchboard.halfOpen(probability));
    }

    /** Plays faults from now on; the network is {@linkplain #calm() calm} when the plan's window ends. */
    public void play(FaultPlan plan) {
        loop.run(() -> {
            for (Fault fault : plan.faults()) {
                loop.after(fault.from().toNanos(), () -> play(fault));
            }
            loop.after(plan.window().toNanos() + 1, this::calm);
        });
    }

    /**
     * Makes the network as good as it was made: all partitions are healed, all hosts plugged in, all relays up and of their first
     * quality but without loss, duplicates and reordering, no more half-open connections. Hosts that crashed stay so.
     */
    public void calm() {
        loop.run(switchboard::calm);
        hosts.forEach(SimulatedHost::putPlug);
        relays.forEach(relay -> {
            relay.quality(firstQuality(relay).withLoss(0).withDuplication(0).withReordering(0));
            relay.start();
        });
    }

    /** Returns each side of each connection that its host has not closed. */
    public List<ConnectionView> connections() {
        return hosts.stream().flatMap(host -> host.connections().stream()).toList();
    }

    /** Returns the seed. */
    public long seed() {
        return seed;
    }

    /** Returns a number drawn from all that has happened and when: equal for equal runs, else almost surely not. */
    public long fingerprint() {
        return loop.fingerprint();
    }

    @Override
    public void dispose() {
        loop.dispose();
    }

    @Override
    public boolean isDisposed() {
        return loop.isDisposed();
    }

    /** Names the seed, which is all that it takes to see a run again. */
    @Override
    public String toString() {
        return "SimulatedNetwork[seed=" + seed + "]";
    }

    RelayQuality firstQuality(SimulatedRelay relay) {
        return qualities.getOrDefault(relay.name(), RelayQuality.good());
    }

    private void play(Fault fault) {
        Disposable running = fault.begin(this);
        loop.after(fault.until().minus(fault.from()).toNanos(), running::dispose);
    }

    private synchronized SimulatedHost makeHost(String label) {
        long hostSeed = seed * 0x9E3779B97F4A7C15L + label.hashCode();
        SimulatedHost host = new SimulatedHost(label, hosts.size(), hostSeed, scheduler, loop, switchboard, relays);
        hosts.add(host);
        return host;
    }

    /** Collects what a network is made of. */
    public static final class Builder {

        private final long seed;
        private final Map<String, RelayQuality> relays = new LinkedHashMap<>();
        private Scheduler scheduler = Schedulers.parallel();
        private WebRtcQuality webRtc = WebRtcQuality.good();

        private Builder(long seed) {
            this.seed = seed;
        }

        /** Sets where everything happens. */
        public Builder scheduler(Scheduler everything) {
            scheduler = everything;
            return this;
        }

        /** Adds a relay; without any there is one good relay named {@code relay}. */
        public Builder relay(String name, RelayQuality quality) {
            relays.put(name, quality);
            return this;
        }

        /** Sets how connections behave; {@link WebRtcQuality#good()} if not set. */
        public Builder webRtc(WebRtcQuality quality) {
            webRtc = quality;
            return this;
        }

        /** Makes the network. */
        public SimulatedNetwork build() {
            return new SimulatedNetwork(this);
        }
    }
}
