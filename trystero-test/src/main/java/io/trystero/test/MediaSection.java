package io.trystero.test;

import io.trystero.rtc.media.MediaKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A media section of a description (RFC 8829, RFC 8830): as in a real one it stays when its track has been taken back, and
 * the other side's descriptions have it, too.
 *
 * @param streamId empty, as the track's id, unless the track is sent by who describes it
 */
record MediaSection(
        String mid, MediaKind kind, SimulatedCodec codec, Direction direction, String streamId, String trackId) {

    /** Which way the frames go, as who describes it sees it. */
    enum Direction {
        SENDONLY,
        RECVONLY,
        INACTIVE
    }

    private static final String END = "\r\n";
    private static final Pattern MID = Pattern.compile("(?m)^a=mid:(\\S+)$");
    private static final Pattern MSID = Pattern.compile("(?m)^a=msid:(\\S+) (\\S+)$");
    private static final Pattern RTPMAP = Pattern.compile("(?m)^a=rtpmap:\\d+ (\\w+)/\\S+$");

    boolean isSent() {
        return direction == Direction.SENDONLY;
    }

    /** Returns it as the side describes it that receives. */
    MediaSection mirrored() {
        return new MediaSection(mid, kind, codec, isSent() ? Direction.RECVONLY : Direction.INACTIVE, "", "");
    }

    void write(StringBuilder text) {
        text.append("m=")
                .append(lower(kind))
                .append(" 9 UDP/TLS/RTP/SAVPF ")
                .append(codec.payloadType())
                .append(END)
                .append("a=mid:")
                .append(mid)
                .append(END)
                .append("a=")
                .append(lower(direction))
                .append(END);
        if (isSent()) {
            text.append("a=msid:").append(streamId).append(' ').append(trackId).append(END);
        }
        text.append("a=rtpmap:")
                .append(codec.payloadType())
                .append(' ')
                .append(codec.rtpMap())
                .append(END);
    }

    /** Reads those of a description; what is for data is none. */
    static List<MediaSection> read(String sdp) {
        List<MediaSection> sections = new ArrayList<>();
        String[] parts = sdp.replace(END, "\n").split("\nm=", -1);
        for (int i = 1; i < parts.length; i++) {
            for (MediaKind kind : MediaKind.values()) {
                if (parts[i].startsWith(lower(kind) + " ")) {
                    sections.add(read(parts[i], kind));
                }
            }
        }
        return sections;
    }

    private static MediaSection read(String section, MediaKind kind) {
        String mid = find(MID, section, 1);
        SimulatedCodec codec = SimulatedCodec.find(kind, find(RTPMAP, section, 1));
        if (codec == null) {
            throw new IllegalArgumentException("a media section has an unknown codec");
        }
        for (Direction direction : Direction.values()) {
            if (section.contains("\na=" + lower(direction) + "\n")) {
                boolean sent = direction == Direction.SENDONLY;
                return new MediaSection(
                        mid,
                        kind,
                        codec,
                        direction,
                        sent ? find(MSID, section, 1) : "",
                        sent ? find(MSID, section, 2) : "");
            }
        }
        throw new IllegalArgumentException("a media section has no direction");
    }

    private static String find(Pattern pattern, String section, int group) {
        Matcher found = pattern.matcher(section);
        @Nullable String text = found.find() ? found.group(group) : null;
        if (text == null) {
            throw new IllegalArgumentException("a media section has nothing like " + pattern);
        }
        return text;
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
