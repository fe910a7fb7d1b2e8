package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.codec.Codec;
import io.trystero.codec.Payload;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Between the payloads of the API and the kinds and bytes of the wire. */
final class Payloads {

    /** Largest message, in bytes. */
    static final int MESSAGE_LIMIT = 64 << 20;

    /** Largest metadata, in bytes of JSON: one frame must hold it, and some peers take no message over 64 KiB. */
    static final int METADATA_LIMIT = 63 << 10;

    /** The payload that a failed request is answered with. */
    static final Payload JSON_NULL = new Payload.Json("null".getBytes(StandardCharsets.UTF_8));

    private static final Codec<JsonNode> METADATA = Codec.of(JsonNode.class);
    private static final Codec<Object> ANY = Codec.of(Object.class);

    private Payloads() {}

    static PayloadKind kindOf(Payload payload) {
        if (payload instanceof Payload.Text) {
            return PayloadKind.TEXT;
        }
        return payload instanceof Payload.Json ? PayloadKind.JSON : PayloadKind.BINARY;
    }

    static Payload payloadOf(Reassembly.Completed message) {
        return switch (message.kind()) {
            case TEXT ->
                new Payload.Text(StandardCharsets.UTF_8
                        .decode(message.payload().duplicate())
                        .toString());
            case JSON -> new Payload.Json(message.payload());
            case BINARY -> new Payload.Binary(message.payload());
        };
    }

    /** Returns a payload's bytes, if it is not too large to be sent. */
    static ByteBuffer sendable(Payload payload) {
        ByteBuffer bytes = payload.bytes();
        if (bytes.remaining() > MESSAGE_LIMIT) {
            throw new MessageTooLargeException(
                    "a message",
                    bytes.remaining(),
                    MESSAGE_LIMIT,
                    "send it by send(Publisher, length) or sendFile, and receive it by Room.streamAction");
        }
        return bytes;
    }

    /** Returns metadata as JSON, if it is not too large to be sent. */
    static byte[] metadata(@Nullable Object value) {
        Payload payload = ANY.encode(value);
        // a string on its own is no JSON yet
        ByteBuffer json = payload instanceof Payload.Text text ? text.quoted().bytes() : payload.bytes();
        if (json.remaining() > METADATA_LIMIT) {
            throw new MessageTooLargeException(
                    "metadata", json.remaining(), METADATA_LIMIT, "send what is large as the message");
        }
        byte[] bytes = new byte[json.remaining()];
        json.get(bytes);
        return bytes;
    }

    /** Returns metadata as the other side will read it. */
    static @Nullable JsonNode asMetadata(@Nullable Object value) {
        return readMetadata(ByteBuffer.wrap(metadata(value)));
    }

    /** Reads metadata; {@code null} if there is none. */
    static @Nullable JsonNode readMetadata(@Nullable ByteBuffer json) {
        return json == null ? null : METADATA.decode(new Payload.Json(json));
    }

    /** Reads metadata; {@code null} if there is none, or it is no JSON, which is reported with the message itself. */
    static @Nullable JsonNode readableMetadata(@Nullable ByteBuffer json) {
        try {
            return readMetadata(json);
        } catch (RuntimeException e) {
            return null;
        }
    }
}
