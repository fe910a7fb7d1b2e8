package io.trystero.rtc;

/**
 * A STUN or TURN server that gave no candidate (W3C webrtc-pc, {@code RTCPeerConnectionIceErrorEvent}).
 *
 * @param url the server's, without credentials
 * @param code what it answered with, a code of STUN such as 401 (RFC 8489, section 14.8), or {@link #UNREACHABLE}
 * @param text what was said of it
 */
public record IceServerFailure(String url, int code, String text) {

    /** The code for no answer at all. */
    public static final int UNREACHABLE = 701;

    private static final int UNAUTHORIZED = 401;

    /** Says what that means: {@code the TURN server turn:… refused the credentials (401 Unauthorized)}. */
    @Override
    public String toString() {
        String server = (url.startsWith("turn") ? "the TURN server " : "the STUN server ") + url;
        String what = switch (code) {
            case UNAUTHORIZED -> " refused the credentials";
            case UNREACHABLE -> " was not reached";
            default -> " answered with an error";
        };
        return server + what + " (" + code + (text.isBlank() ? "" : " " + text) + ")";
    }
}
