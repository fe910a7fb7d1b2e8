package io.trystero.rtc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is measured about a connection.
 *
 * @param localCandidateType {@code host}, {@code srflx}, {@code prflx} or {@code relay}; {@code null} before a pair is
 *     selected
 * @param remoteCandidateType likewise, of the other side
 * @param roundTrip the last round-trip time of a connectivity check, if any
 * @param bytesSent bytes sent on the selected pair
 * @param bytesReceived bytes received on the selected pair
 */
public record PeerConnectionStats(
        @Nullable String localCandidateType,
        @Nullable String remoteCandidateType,
        @Nullable Duration roundTrip,
        long bytesSent,
        long bytesReceived) {}
