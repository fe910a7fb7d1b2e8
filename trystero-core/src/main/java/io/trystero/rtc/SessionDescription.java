package io.trystero.rtc;

/**
 * A session description (RFC 8829).
 *
 * @param type offer or answer
 * @param sdp its text
 */
public record SessionDescription(Type type, String sdp) {

    /** The kinds of description that are exchanged. */
    public enum Type {
        /** Proposes a session. */
        OFFER,
        /** Accepts one. */
        ANSWER
    }

    public static SessionDescription offer(String sdp) {
        return new SessionDescription(Type.OFFER, sdp);
    }

    public static SessionDescription answer(String sdp) {
        return new SessionDescription(Type.ANSWER, sdp);
    }

    /** Names the type and the length only: a description holds addresses and keys, which do not belong in a log. */
    @Override
    public String toString() {
        return "SessionDescription[" + type + ", " + sdp.length() + " characters]";
    }
}
