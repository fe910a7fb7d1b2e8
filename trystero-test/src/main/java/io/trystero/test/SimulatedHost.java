package io.trystero.test;

import io.trystero.Trystero;
import io.trystero.TrysteroBuilder;
import io.trystero.rtc.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import reactor.core.scheduler.Scheduler;

/**
 * A machine of a {@link SimulatedNetwork}, for one instance: give it this host's transport, strategy, schedulers, random numbers
 * and peer id, and all that it does is part of the simulation.
 *
 * <p>One that has crashed can't be plugged in, unplugged or given another address: that throws {@link IllegalStateException}.
 *
 * <p>Thread-safe. A command takes effect after all that the network was told before, as soon as its scheduler runs. What can be
 * asked is exact whenever that scheduler stands still.
 */
public final class SimulatedHost {

    private static final String ID_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 20;

    private final String label;
    private final int number;
    private final Loop loop;
    private final Switchboard switchboard;
    private final List<SimulatedRelay> networkRelays;
    private final TrackedScheduler scheduler;
    private final RandomGenerator random;
    private final String peerId;
    private final List<SimulatedFactory> factories = new CopyOnWriteArrayList<>();
    private final List<RelayLink> relays = new CopyOnWriteArrayList<>();
    private final AtomicInteger opensToLose = new AtomicInteger();
    private volatile boolean alive = true;
    private volatile boolean refusedByTurn;
    private volatile boolean plugged = true;

    SimulatedHost(
            String label,
            int number,
            long seed,
            Scheduler scheduler,
            Loop loop,
            Switchboard switchboard,
            List<SimulatedRelay> networkRelays) {
        this.label = label;
        this.number = number;
        this.loop = loop;
        this.switchboard = switchboard;
        this.networkRelays = networkRelays;
        this.scheduler = TrackedScheduler.on(scheduler);
        random = new SplittableRandom(seed);
        peerId = drawId(random);
    }

    /** Returns the name that it was made with. */
    public String label() {
        return label;
    }

    /** Returns a peer id for its instance: 20 characters drawn from the seed. */
    public String peerId() {
        return peerId;
    }

    /** Returns the generator for its instance, seeded by the network's seed and the label. */
    public RandomGenerator random() {
        return random;
    }

    /** Returns the scheduler for its instance, which knows what is still scheduled. Runs on the network's scheduler. */
    public TrackedScheduler scheduler() {
        return scheduler;
    }

    /**
     * Begins to build this host's instance: on its transport, all relays, its scheduler for everything, its random numbers and its
     * peer id. It says no goodbye when the virtual machine goes down, since its clock stands still then.
     *
     * @param appId names the application
     */
    public TrysteroBuilder trystero(String appId) {
        return Trystero.builder(appId)
                .transport(transport())
                .strategy(strategy())
                .scheduler(scheduler)
                .callbackScheduler(scheduler)
                .blockingScheduler(scheduler)
                .random(random)
                .selfId(peerId)
                .leaveOnShutdown(false);
    }

    /** Returns a new transport of this host; instances share it or have one each, which makes no difference. */
    public Transport transport() {
        return new SimulatedTransport(this, switchboard);
    }

    /**
     * Returns the strategy that uses the named relays of the network; equal ones for equal names.
     *
     * @param names none for all relays
     * @throws IllegalArgumentException if the network has no relay of such a name
     */
    public SimulatedStrategy strategy(String... names) {
        return new SimulatedStrategy(this, loop, named(names));
    }

    /**
     * Returns the strategy that uses the named relays of the network as trackers; equal ones for equal names.
     *
     * @param names none for all relays
     * @throws IllegalArgumentException if the network has no relay of such a name
     */
    public SimulatedTrackers trackers(String... names) {
        return new SimulatedTrackers(this, loop, named(names));
    }

    private List<SimulatedRelay> named(String... names) {
        List<SimulatedRelay> used = new ArrayList<>();
        for (String name : names) {
            used.add(networkRelays.stream()
                    .filter(relay -> relay.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no relay is named " + name)));
        }
        return names.length == 0 ? networkRelays : List.copyOf(used);
    }

    /** Cuts its power: it falls silent, others find out by themselves, and nothing on it runs any more. For good. */
    public void crash() {
        loop.run(() -> {
            if (alive) {
                loop.note(Loop.Happening.FAULT, number, 1);
                alive = false;
                scheduler.halt();
                factories.forEach(SimulatedFactory::vanish);
                relays.forEach(RelayLink::vanish);
                factories.clear();
                switchboard.routesChanged();
            }
        });
    }

    /** Takes it off the network: its relays are lost at once, its connections fall silent. It runs on. */
    public void unplug() {
        alive("unplugged");
        pullPlug();
    }

    void pullPlug() {
        loop.run(() -> {
            loop.note(Loop.Happening.FAULT, number, 2);
            plugged = false;
            relays.forEach(relay -> relay.lost("no network"));
            switchboard.routesChanged();
        });
    }

    /** Brings it back to the network. */
    public void plugIn() {
        alive("plugged in");
        putPlug();
    }

    void putPlug() {
        loop.run(() -> {
            plugged = true;
            switchboard.routesChanged();
        });
    }

    /**
     * Gives it another address: its relays notice nothing, and its connections fall silent until they restart ICE; one that is
     * being made may fail.
     */
    public void changeAddress() {
        alive("given another address");
        move();
    }

    void move() {
        loop.run(() -> switchboard.moved(this));
    }

    /** Makes TURN servers refuse it from now on, as with a wrong credential: they give no relay candidate. */
    public void refuseTurn() {
        refusedByTurn = true;
    }

    /** Makes TURN servers take it again: what is gathered from now on has its relay candidate. */
    public void acceptTurn() {
        refusedByTurn = false;
    }

    boolean isRefusedByTurn() {
        return refusedByTurn;
    }

    /** Makes the next connection half open: this side never learns that its channel opened. */
    public void loseNextOpen() {
        opensToLose.incrementAndGet();
    }

    /** Wears out its connections: each asks to be made anew. */
    public void wearOutConnections() {
        loop.run(() -> factories.forEach(SimulatedFactory::wearOut));
    }

    /** Tells whether it has not crashed. */
    public boolean isAlive() {
        return alive;
    }

    /** Tells whether it is on the network: neither crashed nor unplugged. */
    public boolean isOnline() {
        return alive && plugged;
    }

    /** Returns its side of each connection that it has not closed, the oldest first. */
    public List<ConnectionView> connections() {
        return factories.stream()
                .flatMap(factory -> factory.connections().stream())
                .map(SimulatedConnection::view)
                .toList();
    }

    /**
     * Describes everything that it still holds: factories, connections, relays and their subscriptions, pending tasks. Empty
     * once all rooms have been left and everything has been released; empty after a crash.
     */
    public List<String> held() {
        List<String> held = new ArrayList<>();
        factories.forEach(factory -> held.add("a factory of " + factory.connectionCount() + " connections"));
        connections().forEach(connection -> held.add(connection.toString()));
        relays.forEach(relay -> held.add(relay.url() + " with " + relay.load() + " subscriptions"));
        scheduler.pendingTasks().forEach(task -> held.add("task " + task));
        return held;
    }

    private void alive(String what) {
        if (!alive) {
            throw new IllegalStateException("host " + label + " has crashed, for good, and can't be " + what);
        }
    }

    int number() {
        return number;
    }

    boolean takeLostOpen() {
        return opensToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    void remember(SimulatedFactory factory) {
        factories.add(factory);
    }

    void forget(SimulatedFactory factory) {
        factories.remove(factory);
    }

    void remember(RelayLink relay) {
        relays.add(relay);
    }

    void forget(RelayLink relay) {
        relays.remove(relay);
    }

    /** Gives the label. */
    @Override
    public String toString() {
        return label;
    }

    private static String drawId(RandomGenerator random) {
        StringBuilder id = new StringBuilder(ID_LENGTH);
        while (id.length() < ID_LENGTH) {
            id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
        }
        return id.toString();
    }
}
