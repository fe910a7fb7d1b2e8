package io.trystero.codec;

/** Finds the surrogates without their pair, which Java's strings may hold and UTF-8 may not. */
final class LoneSurrogates {

    private LoneSurrogates() {}

    /** Returns the text with U+FFFD in the place of each; the same text if it has none. */
    static String replaced(String text) {
        int first = next(text, 0);
        if (first == text.length()) {
            return text;
        }
        StringBuilder replaced = new StringBuilder(text);
        for (int at = first; at < text.length(); at = next(text, at + 1)) {
            replaced.setCharAt(at, '\uFFFD');
        }
        return replaced.toString();
    }

    private static int next(String text, int from) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (!Character.isSurrogate(c)) {
                at++;
            } else if (Character.isHighSurrogate(c)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1))) {
                at += 2;
            } else {
                return at;
            }
        }
        return text.length();
    }
}
