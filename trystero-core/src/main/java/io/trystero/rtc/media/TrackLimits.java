package io.trystero.rtc.media;

import java.util.List;

/**
 * How a track is encoded. Immutable; what is not set is left to the transport.
 *
 * @param codecs names of codecs, the preferred first, such as {@code VP9}; those not named come after. Empty for the
 *     transport's own order
 * @param maxBitrate in bits a second; 0 for no limit of ours
 * @param maxFramerate in pictures a second; 0 for no limit of ours
 * @param scaleDownBy by how much a picture's sides are divided before it is encoded; 1 for not at all
 */
public record TrackLimits(List<String> codecs, int maxBitrate, double maxFramerate, double scaleDownBy) {

    /** No limits and no preference. */
    public static final TrackLimits NONE = new TrackLimits(List.of(), 0, 0, 1);

    private static final int LEAST_BITRATE = 6_000;

    public TrackLimits {
        codecs = List.copyOf(codecs);
        if (maxBitrate != 0 && maxBitrate < LEAST_BITRATE) {
            throw new IllegalArgumentException(
                    "maxBitrate must be at least " + LEAST_BITRATE + " bits a second, but is " + maxBitrate);
        }
        if (!(maxFramerate >= 0 && Double.isFinite(maxFramerate))) {
            throw new IllegalArgumentException("maxFramerate must be finite and not negative, but is " + maxFramerate);
        }
        if (!(scaleDownBy >= 1 && Double.isFinite(scaleDownBy))) {
            throw new IllegalArgumentException("scaleDownBy must be finite and at least 1, but is " + scaleDownBy);
        }
    }

    /** Returns these with codecs in that order of preference. */
    public TrackLimits withCodecs(String... preferred) {
        return new TrackLimits(List.of(preferred), maxBitrate, maxFramerate, scaleDownBy);
    }

    /** Returns these with a limit in bits a second. */
    public TrackLimits withMaxBitrate(int bitsPerSecond) {
        return new TrackLimits(codecs, bitsPerSecond, maxFramerate, scaleDownBy);
    }

    /** Returns these with a limit in pictures a second. */
    public TrackLimits withMaxFramerate(double picturesPerSecond) {
        return new TrackLimits(codecs, maxBitrate, picturesPerSecond, scaleDownBy);
    }

    /** Returns these with pictures made smaller before they are encoded. */
    public TrackLimits withScaleDownBy(double factor) {
        return new TrackLimits(codecs, maxBitrate, maxFramerate, factor);
    }
}
