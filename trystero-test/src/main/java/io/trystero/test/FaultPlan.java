package io.trystero.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Faults within a window of time, after which {@linkplain SimulatedNetwork#play the network} is perfect. Prints as the list
 * of what goes wrong when, to read next to a failing seed.
 *
 * @param window how long faults go on
 * @param faults each within the window, by the time at which they begin
 */
public record FaultPlan(Duration window, List<Fault> faults) {

    public FaultPlan {
        for (Fault fault : faults) {
            if (fault.from().isNegative()
                    || fault.until().compareTo(fault.from()) < 0
                    || fault.until().compareTo(window) > 0) {
                throw new IllegalArgumentException(fault + " is not within the window of " + window);
            }
        }
        faults = faults.stream().sorted(Comparator.comparing(Fault::from)).toList();
    }

    /**
     * Draws a plan.
     *
     * @param seed of all that is drawn: the same one gives the same plan for the same labels and names
     * @param mix how much of what
     * @param hosts labels of the hosts that may suffer
     * @param relays names of the relays that may
     */
    public static FaultPlan draw(long seed, FaultMix mix, List<String> hosts, List<String> relays) {
        return new Draw(new SplittableRandom(seed), mix, hosts, relays).plan();
    }

    /** Gives a line for each fault. */
    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder("faults within " + window + ":");
        faults.forEach(
                fault -> lines.append(System.lineSeparator()).append("  ").append(fault));
        return lines.toString();
    }

    private record Draw(RandomGenerator random, FaultMix mix, List<String> hosts, List<String> relays) {

        FaultPlan plan() {
            List<Fault> faults = new ArrayList<>();
            for (String relay : relays) {
                Span noise = span();
                faults.add(new Fault.NoisyRelay(
                        relay,
                        upTo(mix.maxLoss()),
                        upTo(mix.maxDuplication()),
                        upTo(mix.maxReordering()),
                        noise.from(),
                        noise.until()));
            }
            if (!relays.isEmpty()) {
                for (int i = count(mix.maxOutages()); i > 0; i--) {
                    Span outage = span();
                    faults.add(new Fault.RelayOutage(one(relays), outage.from(), outage.until()));
                }
            }
            for (int i = count(mix.maxPartitions()); i > 0 && hosts.size() > 1; i--) {
                faults.add(partition());
            }
            for (int i = count(mix.maxUnplugged()); i > 0; i--) {
                Span unplugged = span();
                faults.add(new Fault.Unplugged(one(hosts), unplugged.from(), unplugged.until()));
            }
            List<String> alive = new ArrayList<>(hosts);
            for (int i = count(mix.maxCrashes()); i > 0 && alive.size() > 1; i--) {
                faults.add(new Fault.Crash(alive.remove(random.nextInt(alive.size())), span().from()));
            }
            if (mix.maxHalfOpen() > 0) {
                faults.add(new Fault.HalfOpen(upTo(mix.maxHalfOpen()), Duration.ZERO, mix.window()));
            }
            for (int i = count(mix.maxAddressChanges()); i > 0; i--) {
                faults.add(new Fault.AddressChange(one(hosts), span().from()));
            }
            return new FaultPlan(mix.window(), faults);
        }

        /** Each host is on one side or on the other or, as often, not concerned. */
        private Fault partition() {
            List<String> left = new ArrayList<>();
            List<String> right = new ArrayList<>();
            for (String host : hosts) {
                int side = random.nextInt(3);
                if (side < 2) {
                    (side == 0 ? left : right).add(host);
                }
            }
            Span span = span();
            return new Fault.Partition(left, right, span.from(), span.until());
        }

        private Span span() {
            long end = mix.window().toNanos();
            long one = random.nextLong(end + 1);
            long other = random.nextLong(end + 1);
            return new Span(Duration.ofNanos(Math.min(one, other)), Duration.ofNanos(Math.max(one, other)));
        }

        private double upTo(double most) {
            return most * random.nextDouble();
        }

        private int count(int most) {
            return random.nextInt(most + 1);
        }

        private String one(List<String> names) {
            return names.get(random.nextInt(names.size()));
        }
    }

    private record Span(Duration from, Duration until) {}
}
