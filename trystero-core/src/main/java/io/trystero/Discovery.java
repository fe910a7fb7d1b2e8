package io.trystero;

import java.time.Duration;
import java.time.Instant;

/**
 * How a peer was found: what led to the connection to it, which all rooms with that peer share.
 *
 * @param strategy the name of the strategy
 * @param relay the URL of the relay that carried the connection's offer or answer to us
 * @param setUp how long it took from the announce or offer that was heard to the open channel
 * @param since when the channel opened, by the instance's clock
 */
public record Discovery(String strategy, String relay, Duration setUp, Instant since) {}
