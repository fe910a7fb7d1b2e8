package io.trystero.webrtc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a media section of a description names its track by (RFC 8830). The library shows neither the stream's id nor, once a
 * transceiver is used again, the track's.
 *
 * @param streamId empty if the track is part of no stream
 * @param trackId {@code null} if the section does not say
 */
record Msid(String streamId, @Nullable String trackId) {

    private static final Pattern SECTION = Pattern.compile("(?m)^m=");
    private static final Pattern MSID = Pattern.compile("(?m)^a=msid:(\\S+)(?: (\\S+))?\\s*$");
    private static final String NO_STREAM = "-";

    static Msid of(String sdp, String mid) {
        Pattern ofMid = Pattern.compile("(?m)^a=mid:" + Pattern.quote(mid) + "\\s*$");
        for (String section : SECTION.split(sdp, -1)) {
            if (ofMid.matcher(section).find()) {
                Matcher msid = MSID.matcher(section);
                if (msid.find()) {
                    return new Msid(msid.group(1).equals(NO_STREAM) ? "" : msid.group(1), msid.group(2));
                }
            }
        }
        return new Msid("", null);
    }
}
