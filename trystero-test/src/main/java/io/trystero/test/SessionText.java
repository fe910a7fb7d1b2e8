package io.trystero.test;

import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.SessionDescription;
import java.util.List;
import java.util.Locale;

/**
 * The text of a simulated description: short, but with the lines that a reader of SDP looks for (RFC 8866, RFC 8839), and its
 * type in the session's name, so that an offer can't pass for an answer.
 */
record SessionText(SessionDescription.Type type, String ufrag, int candidates, List<MediaSection> media) {

    private static final String HEAD = "v=0\r\no=- ";
    private static final String NAME = "s=simulated ";
    private static final String UFRAG = "a=ice-ufrag:";
    private static final String CANDIDATE = "a=candidate:";
    private static final String END = "\r\n";

    static SessionDescription write(
            SessionDescription.Type type,
            int session,
            int version,
            String ufrag,
            int maxMessageBytes,
            List<IceCandidate> gathered,
            boolean complete,
            List<MediaSection> media) {
        StringBuilder text = new StringBuilder(320)
                .append(HEAD)
                .append(session)
                .append(' ')
                .append(version)
                .append(" IN IP4 127.0.0.1")
                .append(END)
                .append(NAME)
                .append(name(type))
                .append(END)
                .append("t=0 0")
                .append(END)
                .append("m=application 9 UDP/DTLS/SCTP webrtc-datachannel")
                .append(END)
                .append("a=mid:0")
                .append(END)
                .append(UFRAG)
                .append(ufrag)
                .append(END)
                .append(type == SessionDescription.Type.OFFER ? "a=setup:actpass" : "a=setup:active")
                .append(END)
                .append("a=sctp-port:5000")
                .append(END)
                .append("a=max-message-size:")
                .append(maxMessageBytes)
                .append(END);
        gathered.forEach(
                candidate -> text.append("a=").append(candidate.candidate()).append(END));
        if (complete) {
            text.append("a=end-of-candidates").append(END);
        }
        media.forEach(section -> section.write(text));
        return new SessionDescription(type, text.toString());
    }

    /** Reads a description that has to be of the given type. */
    static SessionText read(SessionDescription description, SessionDescription.Type expected) {
        String sdp = description.sdp();
        if (description.type() != expected) {
            throw new IllegalArgumentException("an " + name(expected) + " was due, not an " + name(description.type()));
        }
        int ufrag = sdp.indexOf(END + UFRAG);
        if (!sdp.startsWith(HEAD) || !sdp.endsWith(END) || ufrag < 0) {
            throw new IllegalArgumentException("not the SDP of a simulated connection");
        }
        if (!sdp.contains(END + NAME + name(expected) + END)) {
            throw new IllegalArgumentException("the SDP is not of an " + name(expected) + ", as its type says");
        }
        int start = ufrag + END.length() + UFRAG.length();
        int candidates = 0;
        for (int at = sdp.indexOf(END + CANDIDATE); at >= 0; at = sdp.indexOf(END + CANDIDATE, at + 1)) {
            candidates++;
        }
        return new SessionText(
                expected, sdp.substring(start, sdp.indexOf(END, start)), candidates, MediaSection.read(sdp));
    }

    private static String name(SessionDescription.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
