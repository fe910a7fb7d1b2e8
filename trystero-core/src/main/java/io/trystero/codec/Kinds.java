package io.trystero.codec;

/** The kinds of payload in the words of error messages. */
final class Kinds {

    static final String TEXT = "text";
    static final String JSON = "JSON";
    static final String BINARY = "binary";

    /** Begins what is said of a payload that is none of the type expected: what mends it goes first. */
    static final String DISAGREE = "both sides of an action must agree on its type: ";

    private Kinds() {}

    /** Tells kind and size. */
    static String of(Payload payload) {
        if (payload instanceof Payload.Text text) {
            return TEXT + " of " + text.text().length() + " characters";
        }
        String kind = payload instanceof Payload.Json ? JSON : BINARY;
        return kind + " of " + payload.bytes().remaining() + " bytes";
    }
}
