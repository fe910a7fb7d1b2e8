package io.trystero.rtc.media;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is measured about a track (W3C webrtc-stats: outbound and inbound RTP streams), since it began.
 *
 * @param packets RTP packets, sent or received
 * @param bytes bytes of their payload
 * @param packetsLost packets that did not arrive: for a track of ours, as the other side reports
 * @param jitter how unevenly packets arrive, {@code null} if that is not known yet
 * @param frames pictures encoded or decoded; 0 for sound
 * @param width the width of the last picture in pixels; 0 if there was none
 * @param height its height
 * @param codec the codec in use, such as {@code opus}, {@code null} if that is not known yet
 */
public record TrackStats(
        long packets,
        long bytes,
        long packetsLost,
        @Nullable Duration jitter,
        long frames,
        int width,
        int height,
        @Nullable String codec) {}
