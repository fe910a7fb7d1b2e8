package io.trystero.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The JSON {@code null}, which stands for {@code null} in codecs of every type. */
final class JsonNull {

    private static final ByteBuffer NULL =
            ByteBuffer.wrap("null".getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();

    static final Payload PAYLOAD = new Payload.Json(NULL);

    private JsonNull() {}

    /** Makes sure that a payload which is not of the kind expected is a {@code null} at least. */
    static void require(Payload payload, String expected) {
        if (!(payload instanceof Payload.Json json) || !isNull(json.source())) {
            throw new CodecException(Kinds.DISAGREE + "received " + Kinds.of(payload) + ", expected " + expected);
        }
    }

    private static boolean isNull(ByteBuffer utf8) {
        ByteBuffer json = ByteOrderMark.skip(utf8);
        int from = json.position();
        int to = json.limit();
        while (from < to && isSpace(json.get(from))) {
            from++;
        }
        while (to > from && isSpace(json.get(to - 1))) {
            to--;
        }
        return json.slice(from, to - from).equals(NULL);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
