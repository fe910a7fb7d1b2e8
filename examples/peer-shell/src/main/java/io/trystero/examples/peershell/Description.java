package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.codec.Payload;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** Payloads as events and results describe them. */
final class Description {

    private static final int MAX_STRING_SHOWN = 8_192;
    private static final int MAX_BINARY_SHOWN = 4_096;

    private Description() {}

    static ObjectNode of(Payload payload) {
        return addTo(Json.object(), payload);
    }

    /** Adds the description's fields to an event. */
    static ObjectNode addTo(ObjectNode event, Payload payload) {
        if (payload instanceof Payload.Text text) {
            String string = text.text();
            event.put("type", "string");
            return string.length() > MAX_STRING_SHOWN
                    ? event.put("length", string.length())
                    : event.put("data", string);
        }
        if (payload instanceof Payload.Json json) {
            return addJson(event.put("type", "json"), json.bytes());
        }
        return addBinary(event, payload.bytes());
    }

    private static ObjectNode addJson(ObjectNode event, ByteBuffer utf8) {
        try {
            event.set("data", Json.read(utf8));
        } catch (UncheckedIOException e) {
            event.put("unreadable", ErrorKind.message(e));
        }
        return event;
    }

    private static ObjectNode addBinary(ObjectNode event, ByteBuffer bytes) {
        event.put("type", "binary").put("size", bytes.remaining()).put("sha256", sha256(bytes));
        if (bytes.remaining() <= MAX_BINARY_SHOWN) {
            byte[] shown = new byte[bytes.remaining()];
            bytes.duplicate().get(shown);
            event.put("b64", Base64.getEncoder().encodeToString(shown));
        }
        return event;
    }

    private static String sha256(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.duplicate());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
