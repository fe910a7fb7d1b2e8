package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.codec.Codec;
import io.trystero.codec.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The payload that a command asks for: one of {@code data}, {@code b64}, {@code bytes} with {@code seed}, {@code file}. */
final class PayloadSource {

    /** Past what the library sends, so that its own limit can be seen, and short of what fills the heap. */
    static final int MAX_BYTES = 256 << 20;

    private static final Codec<JsonNode> JSON = Codec.of(JsonNode.class);

    private PayloadSource() {}

    static Payload of(Fields command) {
        if (command.has("data")) {
            return ofJson(command.any("data"));
        }
        String base64 = command.optionalText("b64");
        if (base64 != null) {
            return binary(decode(base64));
        }
        if (command.has("bytes")) {
            return pattern(command);
        }
        String file = command.optionalText("file");
        if (file != null) {
            return binary(read(file));
        }
        throw new InvalidCommandException("needs one of \"data\", \"b64\", \"bytes\", \"file\"");
    }

    /** Returns a string as text, anything else as JSON. */
    static Payload ofJson(JsonNode data) {
        return JSON.encode(data);
    }

    /** Returns {@code bytes} of the pattern that {@code seed} begins. */
    static Payload pattern(Fields command) {
        int size = command.number("bytes", MAX_BYTES);
        int seed = command.number("seed", Integer.MAX_VALUE, 0);
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (31 * i + 7 * (i >>> 8) + seed);
        }
        return binary(bytes);
    }

    private static Payload binary(byte[] bytes) {
        return new Payload.Binary(ByteBuffer.wrap(bytes));
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidCommandException("\"b64\" is not base64: " + e.getMessage(), e);
        }
    }

    private static byte[] read(String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidCommandException("can't read the file: " + e, e);
        }
    }
}
