package io.trystero.test;

import java.time.Duration;

/**
 * How much may go wrong in a {@linkplain FaultPlan#draw drawn plan}; every number is the most, the draw takes less or none.
 *
 * @param window how long faults go on
 * @param maxLoss the highest probability of losing a signal
 * @param maxDuplication the highest probability of repeating one
 * @param maxReordering the highest probability of holding one back
 * @param maxHalfOpen the highest probability that a connection is half open
 * @param maxOutages how often a relay may be down
 * @param maxPartitions how many partitions there may be
 * @param maxUnplugged how often a host may be off the network
 * @param maxCrashes how many hosts may crash; one stays alive
 * @param maxAddressChanges how often a host may get another address
 */
public record FaultMix(
        Duration window,
        double maxLoss,
        double maxDuplication,
        double maxReordering,
        double maxHalfOpen,
        int maxOutages,
        int maxPartitions,
        int maxUnplugged,
        int maxCrashes,
        int maxAddressChanges) {

    /** Relays that lose and repeat, a partition: what every network has on a bad day. */
    public static FaultMix light(Duration window) {
        return new FaultMix(window, 0.1, 0.05, 0.1, 0, 1, 1, 0, 0, 1);
    }

    /** Everything that there is, and much of it. */
    public static FaultMix heavy(Duration window) {
        return new FaultMix(window, 0.5, 0.3, 0.5, 0.3, 3, 3, 2, 2, 3);
    }
}
