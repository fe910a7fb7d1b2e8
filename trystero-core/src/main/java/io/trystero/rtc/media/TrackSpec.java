package io.trystero.rtc.media;

/**
 * What a connection is told of a track that it is to send.
 *
 * @param kind what it carries
 * @param id names the track in descriptions, unless the connection has had a track of that id, or receives one of the kind already: letters, digits and {@code - _ { }}, 1 to 64 characters
 * @param streamId names the stream that it belongs to, likewise
 * @param limits how it is to be encoded
 */
public record TrackSpec(MediaKind kind, String id, String streamId, TrackLimits limits) {

    /** The most characters of an id. */
    public static final int LONGEST_ID = 64;

    public TrackSpec {
        checkId("id", id);
        checkId("streamId", streamId);
    }

    private static void checkId(String name, String id) {
        boolean fits = !id.isEmpty()
                && id.length() <= LONGEST_ID
                && id.chars().allMatch(c -> c == '-' || c == '_' || c == '{' || c == '}' || isLetterOrDigit(c));
        if (!fits) {
            throw new IllegalArgumentException(
                    name + " must be 1 to " + LONGEST_ID + " letters, digits or - _ { }, but is \"" + id + "\"");
        }
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
