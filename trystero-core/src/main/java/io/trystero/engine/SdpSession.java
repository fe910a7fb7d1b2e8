package io.trystero.engine;

import io.trystero.rtc.SessionDescription;
import org.jspecify.annotations.Nullable;

/**
 * Which connection a description is of, and which of its descriptions it is: all that one connection makes name the same
 * session, and a version that grows (RFC 8829, section 5.2.2; libwebrtc counts each offer and answer that it makes).
 */
final class SdpSession {

    private static final String ORIGIN = "o=";
    private static final int MAX_LENGTH = 256;

    /** The version of a description that has none: older than any. */
    static final long NO_VERSION = -1;

    private static final int MAX_DIGITS = 18;

    private SdpSession() {}

    /**
     * Returns the user name and session id of the origin line. {@code null} if there is none of a sane length.
     */
    static @Nullable String of(SessionDescription description) {
        String sdp = description.sdp();
        int begin = origin(sdp);
        if (!sdp.startsWith(ORIGIN, begin)) {
            return null;
        }
        int name = sdp.indexOf(' ', begin);
        int id = name < 0 ? -1 : sdp.indexOf(' ', name + 1);
        return id < 0 || id - begin > MAX_LENGTH ? null : sdp.substring(begin, id);
    }

    /** Returns the version of the origin line, {@link #NO_VERSION} if there is none of a sane length. */
    static long version(SessionDescription description) {
        String session = of(description);
        if (session == null) {
            return NO_VERSION;
        }
        String sdp = description.sdp();
        int begin = origin(sdp) + session.length() + 1;
        int end = begin;
        while (end < sdp.length() && end - begin <= MAX_DIGITS && sdp.charAt(end) >= '0' && sdp.charAt(end) <= '9') {
            end++;
        }
        boolean sane = end > begin && end - begin <= MAX_DIGITS;
        return sane ? Long.parseLong(sdp, begin, end, 10) : NO_VERSION;
    }

    private static int origin(String sdp) {
        return sdp.startsWith(ORIGIN) ? 0 : sdp.indexOf('\n' + ORIGIN) + 1;
    }
}
