package io.trystero.nostr;

/** Texts of a relay as they may be shown: one line, cut short. */
final class ServerText {

    /** Characters shown of what a relay says. */
    static final int MAX_LENGTH = 200;

    private ServerText() {}

    static String line(String text) {
        String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        return cut.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
    }
}
