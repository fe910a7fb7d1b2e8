package io.trystero.rtc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is measured about a connection.
 *
 * @param localCandidateType {@code host}, {@code srflx}, {@code prflx} or {@code relay}; {@code null} before a pair is
 *     selected
 * @param remoteCandidateType likewise, of the other side
 * @param roundTrip the last round-trip time of a connectivity check, if any; a transport may measure whole milliseconds, as
 *     that of {@code trystero-webrtc} does, so that zero is less than one
 * @param bytesSent bytes sent by the connection, encryption included, whichever pairs were selected; never falls
 * @param bytesReceived bytes received likewise
 */
public record PeerConnectionStats(
        @Nullable String localCandidateType,
        @Nullable String remoteCandidateType,
        @Nullable Duration roundTrip,
        long bytesSent,
        long bytesReceived) {}
