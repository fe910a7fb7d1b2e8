package io.trystero.test.sweep;

import io.trystero.PeerId;
import io.trystero.RoomConfig;
import io.trystero.Trystero;
import io.trystero.test.FaultMix;
import io.trystero.test.FaultPlan;
import io.trystero.test.Latency;
import io.trystero.test.RelayQuality;
import io.trystero.test.SimulatedHost;
import io.trystero.test.SimulatedNetwork;
import io.trystero.test.SimulatedRelay;
import io.trystero.test.SimulatedStrategy;
import io.trystero.test.SimulatedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Instances that join and leave shared rooms on a network that fails for a while, all drawn from one seed: what must hold
 * whatever happens is checked at the end.
 */
final class Swarm {

    private static final Duration FAULTY = Duration.ofSeconds(60);
    /** From the last fault: silent paths are noticed, attempts expire, and a steady announce follows. */
    private static final Duration SETTLING = Duration.ofSeconds(200);

    private static final Duration GREETING = Duration.ofSeconds(5);
    private static final Duration LEAVING = Duration.ofSeconds(10);

    private final long seed;
    private final SplittableRandom random;
    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedNetwork network;
    private final FaultPlan plan;
    private final Map<SimulatedHost, List<Member>> members = new LinkedHashMap<>();
    private final List<Trystero> instances = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final int rooms;

    Swarm(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        int peers = 2 + (int) (Math.pow(random.nextDouble(), 3) * 15);
        this.rooms = 1 + random.nextInt(3);
        SimulatedNetwork.Builder builder = SimulatedNetwork.builder(seed).scheduler(time);
        int relays = 1 + random.nextInt(3);
        for (int i = 0; i < relays; i++) {
            // all have the first in common: what it never carries is not found
            builder.relay("relay" + i, i == 0 ? RelayQuality.good() : quality());
        }
        this.network = builder.build();
        for (int i = 0; i < peers; i++) {
            add(network.host("host" + i));
        }
        FaultMix mix = switch (random.nextInt(3)) {
            case 0 -> new FaultMix(FAULTY, 0, 0, 0, 0, 0, 0, 0, 0, 0);
            case 1 -> FaultMix.light(FAULTY);
            default -> FaultMix.heavy(FAULTY);
        };
        this.plan = FaultPlan.draw(
                random.nextLong(),
                mix,
                members.keySet().stream().map(SimulatedHost::label).toList(),
                network.relays().stream().map(SimulatedRelay::name).toList());
    }

    /** Runs it all; returns what was wrong, nothing if all is well. */
    List<String> run() {
        network.play(plan);
        members.values().stream().flatMap(List::stream).forEach(this::plan);
        time.advanceBy(FAULTY.plus(SETTLING));
        check(false);
        for (Member member : living()) {
            member.greet("hello");
        }
        time.advanceBy(GREETING);
        check(true);
        living().forEach(Member::leave);
        time.advanceBy(LEAVING);
        for (SimulatedHost host : members.keySet()) {
            if (host.isAlive() && !host.held().isEmpty()) {
                wrong.add(host + " still holds " + host.held());
            }
        }
        network.dispose();
        return wrong;
    }

    int rooms() {
        return rooms;
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + members.size() + " peers, " + rooms + " rooms; " + plan;
    }

    private void add(SimulatedHost host) {
        Trystero instance = host.trystero("com.example.swarm").build();
        UnaryOperator<RoomConfig> strategies = strategies(host);
        instances.add(instance);
        List<Member> mine = new ArrayList<>();
        for (int room = 0; room < rooms; room++) {
            if (room == 0 || random.nextBoolean()) {
                mine.add(new Member(instance, "room" + room, strategies));
            }
        }
        members.put(host, mine);
    }

    private RelayQuality quality() {
        return switch (random.nextInt(4)) {
            case 0 -> RelayQuality.good();
            case 1 -> RelayQuality.good().withEcho(false).withLatency(Latency.millis(200, 900));
            case 2 -> RelayQuality.poor();
            default -> RelayQuality.good().withLoss(1);
        };
    }

    /** Draws whether a host takes the relays as one network, as several, or the others as a fallback for the first. */
    private UnaryOperator<RoomConfig> strategies(SimulatedHost host) {
        List<String> names = network.relays().stream().map(SimulatedRelay::name).toList();
        if (names.size() == 1) {
            return room -> room;
        }
        SimulatedStrategy first = host.strategy(names.get(0));
        SimulatedStrategy others = host.strategy(names.subList(1, names.size()).toArray(String[]::new));
        return switch (random.nextInt(4)) {
            case 0 -> room -> room;
            case 1 -> room -> room.strategies(first, others);
            case 2 -> room -> room.strategies(first);
            default -> room -> room.strategies(first).fallback(Duration.ofSeconds(5), others);
        };
    }

    /** Draws when a member joins, and whether it leaves and comes back. */
    private void plan(Member member) {
        long join = random.nextLong(random.nextBoolean() ? 1 : 5_000);
        at(join, member::join);
        for (int i = random.nextInt(4) / 2; i > 0; i--) {
            long leave = join + 1 + random.nextLong(20_000);
            long rejoin = leave + (random.nextBoolean() ? 0 : random.nextLong(5_000));
            at(leave, member::leave);
            at(rejoin, member::join);
            join = rejoin;
        }
    }

    private void at(long millis, Runnable step) {
        time.schedule(step, millis, java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    private List<Member> living() {
        return members.entrySet().stream()
                .filter(entry -> entry.getKey().isAlive())
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }

    private void check(boolean greeted) {
        List<Member> living = living();
        for (Member member : living) {
            Set<PeerId> others = living.stream()
                    .filter(other -> other != member && other.roomId().equals(member.roomId()))
                    .map(Member::id)
                    .collect(Collectors.toSet());
            wrong.addAll(member.check(others, greeted));
        }
    }
}
