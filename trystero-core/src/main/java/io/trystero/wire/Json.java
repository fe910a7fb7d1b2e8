package io.trystero.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** The JSON machinery that the wire's small messages share. */
final class Json {

    static final JsonFactory FACTORY = JsonFactory.builder().build();

    private Json() {}

    /** Appends a text as a JSON string. */
    static void quote(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }
}
