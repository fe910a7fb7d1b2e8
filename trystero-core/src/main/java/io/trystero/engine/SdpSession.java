package io.trystero.engine;

import io.trystero.rtc.SessionDescription;
import org.jspecify.annotations.Nullable;

/** Which connection a description is of: all that one connection makes name the same session (RFC 8829, section 5.2.2). */
final class SdpSession {

    private static final String ORIGIN = "o=";
    private static final int MAX_LENGTH = 256;

    private SdpSession() {}

    /**
     * Returns the user name and session id of the origin line; the version after them grows with each description. {@code
     * null} if there is none of a sane length.
     */
    static @Nullable String of(SessionDescription description) {
        String sdp = description.sdp();
        int begin = sdp.startsWith(ORIGIN) ? 0 : sdp.indexOf('\n' + ORIGIN) + 1;
        if (!sdp.startsWith(ORIGIN, begin)) {
            return null;
        }
        int name = sdp.indexOf(' ', begin);
        int id = name < 0 ? -1 : sdp.indexOf(' ', name + 1);
        return id < 0 || id - begin > MAX_LENGTH ? null : sdp.substring(begin, id);
    }
}
