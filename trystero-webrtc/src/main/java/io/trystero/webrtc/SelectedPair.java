package io.trystero.webrtc;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import io.trystero.rtc.PeerConnectionStats;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the path in use in a native statistics report (W3C webrtc-stats, {@code RTCTransportStats}). */
final class SelectedPair {

    private static final double NANOS_PER_SECOND = 1e9;

    private SelectedPair() {}

    static PeerConnectionStats in(RTCStatsReport report) {
        Map<String, RTCStats> stats = report.getStats();
        // BUNDLE: a data channel has one transport, whose counters go on when the pair changes
        RTCStats transport = stats.values().stream()
                .filter(entry -> entry.getType() == RTCStatsType.TRANSPORT)
                .findFirst()
                .orElse(null);
        RTCStats pair = transport == null ? null : referred(stats, transport, "selectedCandidatePairId");
        if (transport == null || pair == null) {
            return new PeerConnectionStats(
                    null, null, null, bytes(transport, "bytesSent"), bytes(transport, "bytesReceived"));
        }
        return new PeerConnectionStats(
                candidateType(referred(stats, pair, "localCandidateId")),
                candidateType(referred(stats, pair, "remoteCandidateId")),
                roundTrip(pair),
                bytes(transport, "bytesSent"),
                bytes(transport, "bytesReceived"));
    }

    private static @Nullable RTCStats referred(Map<String, RTCStats> stats, RTCStats from, String attribute) {
        return from.getAttributes().get(attribute) instanceof String id ? stats.get(id) : null;
    }

    private static @Nullable String candidateType(@Nullable RTCStats candidate) {
        return candidate != null && candidate.getAttributes().get("candidateType") instanceof String type ? type : null;
    }

    private static @Nullable Duration roundTrip(RTCStats pair) {
        return pair.getAttributes().get("currentRoundTripTime") instanceof Number seconds
                ? Duration.ofNanos((long) (seconds.doubleValue() * NANOS_PER_SECOND))
                : null;
    }

    private static long bytes(@Nullable RTCStats transport, String attribute) {
        return transport != null && transport.getAttributes().get(attribute) instanceof Number number
                ? number.longValue()
                : 0;
    }
}
