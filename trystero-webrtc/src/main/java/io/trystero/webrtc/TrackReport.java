package io.trystero.webrtc;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import io.trystero.rtc.media.TrackStats;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds one track in a native statistics report (W3C webrtc-stats). */
final class TrackReport {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final TrackStats NOTHING = new TrackStats(0, 0, 0, null, 0, 0, 0, null);

    private TrackReport() {}

    /** @param trackId the native track's */
    static TrackStats sent(RTCStatsReport report, String trackId) {
        Map<String, RTCStats> stats = report.getStats();
        for (RTCStats stream : stats.values()) {
            if (stream.getType() == RTCStatsType.OUTBOUND_RTP
                    && trackId.equals(text(referred(stats, stream, "mediaSourceId"), "trackIdentifier"))) {
                RTCStats remote = referred(stats, stream, "remoteId");
                return new TrackStats(
                        number(stream, "packetsSent"),
                        number(stream, "bytesSent"),
                        number(remote, "packetsLost"),
                        seconds(remote, "jitter"),
                        number(stream, "framesEncoded"),
                        (int) number(stream, "frameWidth"),
                        (int) number(stream, "frameHeight"),
                        codec(stats, stream));
            }
        }
        return NOTHING;
    }

    /** @param trackId the native track's */
    static TrackStats received(RTCStatsReport report, String trackId) {
        Map<String, RTCStats> stats = report.getStats();
        for (RTCStats stream : stats.values()) {
            if (stream.getType() == RTCStatsType.INBOUND_RTP && trackId.equals(text(stream, "trackIdentifier"))) {
                return new TrackStats(
                        number(stream, "packetsReceived"),
                        number(stream, "bytesReceived"),
                        number(stream, "packetsLost"),
                        seconds(stream, "jitter"),
                        number(stream, "framesDecoded"),
                        (int) number(stream, "frameWidth"),
                        (int) number(stream, "frameHeight"),
                        codec(stats, stream));
            }
        }
        return NOTHING;
    }

    private static @Nullable String codec(Map<String, RTCStats> stats, RTCStats stream) {
        String mime = text(referred(stats, stream, "codecId"), "mimeType");
        return mime == null ? null : mime.substring(mime.indexOf('/') + 1);
    }

    private static @Nullable RTCStats referred(Map<String, RTCStats> stats, RTCStats from, String attribute) {
        String id = text(from, attribute);
        return id == null ? null : stats.get(id);
    }

    private static @Nullable String text(@Nullable RTCStats from, String attribute) {
        return from != null && from.getAttributes().get(attribute) instanceof String text ? text : null;
    }

    private static long number(@Nullable RTCStats from, String attribute) {
        return from != null && from.getAttributes().get(attribute) instanceof Number number ? number.longValue() : 0;
    }

    private static @Nullable Duration seconds(@Nullable RTCStats from, String attribute) {
        return from != null && from.getAttributes().get(attribute) instanceof Number seconds
                ? Duration.ofNanos((long) (seconds.doubleValue() * NANOS_PER_SECOND))
                : null;
    }
}
