package io.trystero.test;

/**
 * What a relay has done so far, and what it holds now.
 *
 * @param published messages that reached the relay
 * @param delivered copies handed to subscribers
 * @param lost copies lost on the way, and messages that reached the relay while it was down
 * @param duplicated copies beyond the first
 * @param reordered copies that were held back
 * @param refused messages that could not be sent since the client was not connected
 * @param overflowed copies dropped because a bound was reached: 100 000 on their way, or 4 096 waiting for a subscriber
 * @param clients relays opened by hosts and not disposed yet, connected or not
 * @param subscriptions subscriptions that the relay serves now
 */
public record RelayCounts(
        long published,
        long delivered,
        long lost,
        long duplicated,
        long reordered,
        long refused,
        long overflowed,
        int clients,
        int subscriptions) {}
