package io.trystero.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import io.trystero.rtc.PeerConnectionStats;
import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectedPairTest {

    @Test
    void bytesAreTheConnectionsWhicheverPairIsSelected() {
        PeerConnectionStats stats = SelectedPair.in(report(Map.of(
                "transport",
                stats(
                        RTCStatsType.TRANSPORT,
                        Map.of(
                                "selectedCandidatePairId", "pair",
                                "bytesSent", BigInteger.valueOf(1_000_000),
                                "bytesReceived", BigInteger.valueOf(2_000))),
                "pair",
                stats(
                        RTCStatsType.CANDIDATE_PAIR,
                        Map.of("bytesSent", BigInteger.valueOf(326_227), "currentRoundTripTime", 0.0)))));

        assertThat(stats.bytesSent()).isEqualTo(1_000_000);
        assertThat(stats.bytesReceived()).isEqualTo(2_000);
        assertThat(stats.roundTrip()).isZero();
    }

    @Test
    void bytesAreToldWithoutAPairToo() {
        PeerConnectionStats stats = SelectedPair.in(report(
                Map.of("transport", stats(RTCStatsType.TRANSPORT, Map.of("bytesSent", BigInteger.valueOf(7))))));

        assertThat(stats.bytesSent()).isEqualTo(7);
        assertThat(stats.localCandidateType()).isNull();
    }

    private static RTCStatsReport report(Map<String, RTCStats> stats) {
        return new RTCStatsReport(stats, 0) {};
    }

    private static RTCStats stats(RTCStatsType type, Map<String, Object> attributes) {
        return new RTCStats(0, type, "id", attributes) {};
    }
}
