package io.trystero.test;

import java.time.Duration;
import java.util.List;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** Something that goes wrong for a while, in times since the plan began. Prints as what it is. */
public sealed interface Fault {

    /** Returns when it begins. */
    Duration from();

    /** Returns when it ends; what does not end by itself may begin and end at once. */
    Duration until();

    /** Makes it begin, and returns what makes it end. */
    Disposable begin(SimulatedNetwork network);

    /**
     * A relay loses, repeats and reorders messages.
     *
     * @param relay its name
     * @param loss the probability of losing a message
     * @param duplication the probability of repeating one
     * @param reordering the probability of holding one back
     * @param from when it begins
     * @param until when it ends
     */
    record NoisyRelay(String relay, double loss, double duplication, double reordering, Duration from, Duration until)
            implements Fault {

        @Override
        public Disposable begin(SimulatedNetwork network) {
            SimulatedRelay noisy = network.relay(relay);
            noisy.quality(network.firstQuality(noisy)
                    .withLoss(loss)
                    .withDuplication(duplication)
                    .withReordering(reordering));
            return () -> noisy.quality(network.firstQuality(noisy));
        }
    }

    /**
     * A relay is down.
     *
     * @param relay its name
     * @param from when it begins
     * @param until when it ends
     */
    record RelayOutage(String relay, Duration from, Duration until) implements Fault {

        @Override
        public Disposable begin(SimulatedNetwork network) {
            network.relay(relay).stop();
            return () -> network.relay(relay).start();
        }
    }

    /**
     * The hosts of two groups can't reach each other; they reach the relays.
     *
     * @param left labels of hosts
     * @param right labels of others
     * @param from when it begins
     * @param until when it ends
     */
    record Partition(List<String> left, List<String> right, Duration from, Duration until) implements Fault {

        public Partition {
            left = List.copyOf(left);
            right = List.copyOf(right);
        }

        @Override
        public Disposable begin(SimulatedNetwork network) {
            return network.partition(
                    left.stream().map(network::host).toList(),
                    right.stream().map(network::host).toList());
        }
    }

    /**
     * A host is off the network.
     *
     * @param host its label
     * @param from when it begins
     * @param until when it ends
     */
    record Unplugged(String host, Duration from, Duration until) implements Fault {

        @Override
        public Disposable begin(SimulatedNetwork network) {
            network.host(host).pullPlug();
            return () -> network.host(host).putPlug();
        }
    }

    /**
     * A host gets another address.
     *
     * @param host its label
     * @param from when it happens
     */
    record AddressChange(String host, Duration from) implements Fault {

        @Override
        public Duration until() {
            return from;
        }

        @Override
        public Disposable begin(SimulatedNetwork network) {
            network.host(host).move();
            return Disposables.disposed();
        }
    }

    /**
     * A host loses power, for good.
     *
     * @param host its label
     * @param from when it happens
     */
    record Crash(String host, Duration from) implements Fault {

        @Override
        public Duration until() {
            return from;
        }

        @Override
        public Disposable begin(SimulatedNetwork network) {
            network.host(host).crash();
            return Disposables.disposed();
        }
    }

    /**
     * Of the connections that open, some do so on one side only.
     *
     * @param probability for each connection
     * @param from when it begins
     * @param until when it ends
     */
    record HalfOpen(double probability, Duration from, Duration until) implements Fault {

        public HalfOpen {
            RelayQuality.check("probability", probability);
        }

        @Override
        public Disposable begin(SimulatedNetwork network) {
            network.halfOpen(probability);
            return () -> network.halfOpen(0);
        }
    }
}
