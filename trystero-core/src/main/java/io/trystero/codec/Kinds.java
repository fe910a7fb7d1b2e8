package io.trystero.codec;

/** The kinds of payload in the words of error messages. */
final class Kinds {

    static final String TEXT = "text";
    static final String JSON = "JSON";
    static final String BINARY = "binary";

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
