package io.trystero.test;

import java.time.Duration;

/**
 * How well a relay carries messages. Each probability is from 0 to 1 and drawn anew for each message and receiver.
 *
 * @param latency from a client to the relay, and again from the relay to a client
 * @param loss the probability that a message does not arrive
 * @param duplication the probability that it arrives twice
 * @param reordering the probability that it is held back, by up to ten times the longest latency and at least a second, so
 *     that others overtake it
 * @param echo whether a publisher that has subscribed to the topic hears its own messages, as most relays have it
 */
public record RelayQuality(Latency latency, double loss, double duplication, double reordering, boolean echo) {

    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(1);

    public RelayQuality {
        check("loss", loss);
        check("duplication", duplication);
        check("reordering", reordering);
    }

    /** A good relay: 5 to 40 ms each way, echoes, loses nothing. */
    public static RelayQuality good() {
        return new RelayQuality(Latency.millis(5, 40), 0, 0, 0, true);
    }

    /** A bad one: 50 to 400 ms each way, loses a tenth, repeats and reorders a twentieth. */
    public static RelayQuality poor() {
        return new RelayQuality(Latency.millis(50, 400), 0.1, 0.05, 0.05, true);
    }

    public RelayQuality withLatency(Latency range) {
        return new RelayQuality(range, loss, duplication, reordering, echo);
    }

    public RelayQuality withLoss(double probability) {
        return new RelayQuality(latency, probability, duplication, reordering, echo);
    }

    public RelayQuality withDuplication(double probability) {
        return new RelayQuality(latency, loss, probability, reordering, echo);
    }

    public RelayQuality withReordering(double probability) {
        return new RelayQuality(latency, loss, duplication, probability, echo);
    }

    public RelayQuality withEcho(boolean echoes) {
        return new RelayQuality(latency, loss, duplication, reordering, echoes);
    }

    Latency holdBack() {
        Duration longest = latency.max().multipliedBy(10);
        return new Latency(Duration.ZERO, longest.compareTo(SHORTEST_HOLD) > 0 ? longest : SHORTEST_HOLD);
    }

    static void check(String name, double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(name + " is a probability from 0 to 1, not " + probability);
        }
    }
}
