package io.trystero.supabase;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What clients and the server say, version 2.0.0 of their serializer: JSON arrays {@code [join_ref, ref, topic, event, payload]}, and
 * broadcasts in binary, with a kind, the lengths of the fields in a byte each, an encoding, the fields and the payload.
 */
final class PhoenixCodec {

    /** The longest field of a binary broadcast. */
    static final int MAX_FIELD_BYTES = 255;

    private static final int PUSHED = 3;
    private static final int BROADCAST = 4;
    private static final int IS_JSON = 1;
    private static final int BROADCAST_LENGTHS = 3;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PhoenixCodec() {}

    /** Reads any JSON; null if it is none. */
    static @Nullable JsonNode json(String text) {
        try {
            JsonNode read = JSON.readTree(text);
            return read == null || read.isMissingNode() ? null : read;
        } catch (JsonProcessingException malformed) {
            return null;
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static String text(@Nullable String joinRef, String ref, String topic, String event, ObjectNode payload) {
        ArrayNode message = JSON.createArrayNode();
        return message.add(joinRef).add(ref).add(topic).add(event).add(payload).toString();
    }

    /** Writes a broadcast of ours. */
    static ByteBuffer broadcast(String joinRef, String ref, String topic, String event, JsonNode payload) {
        byte[][] fields = {utf8(joinRef), utf8(ref), utf8(topic), utf8(event), {}};
        byte[] json = utf8(payload.toString());
        int length = 2 + fields.length + json.length;
        for (byte[] field : fields) {
            if (field.length > MAX_FIELD_BYTES) {
                throw new IllegalArgumentException("a topic is too long for the server: " + field.length + " bytes");
            }
            length += field.length;
        }
        ByteBuffer frame = ByteBuffer.allocate(length).put((byte) PUSHED);
        for (byte[] field : fields) {
            frame.put((byte) field.length);
        }
        frame.put((byte) IS_JSON);
        for (byte[] field : fields) {
            frame.put(field);
        }
        return frame.put(json).flip();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a broadcast of somebody; null if it makes no sense. */
    static @Nullable PhoenixMessage read(ByteBuffer frame) {
        if (frame.remaining() < 2 + BROADCAST_LENGTHS || frame.get() != BROADCAST) {
            return null;
        }
        int topicLength = frame.get() & 0xff;
        int eventLength = frame.get() & 0xff;
        int metadataLength = frame.get() & 0xff;
        int encoding = frame.get();
        if (encoding != IS_JSON || frame.remaining() < topicLength + eventLength + metadataLength) {
            return null;
        }
        String topic = text(frame, topicLength);
        String event = text(frame, eventLength);
        frame.position(frame.position() + metadataLength);
        String body = text(frame, frame.remaining());
        JsonNode payload = body == null ? null : json(body);
        return topic == null || event == null || payload == null
                ? null
                : new PhoenixMessage.Broadcast(topic, event, payload);
    }

    private static @Nullable String text(ByteBuffer frame, int length) {
        ByteBuffer part = frame.slice().limit(length);
        frame.position(frame.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(part).toString();
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }

    /** Reads what came as text; null if it makes no sense. */
    static @Nullable PhoenixMessage read(String text) {
        JsonNode message = json(text);
        if (message == null
                || !message.isArray()
                || message.size() != 5
                || !message.get(2).isTextual()
                || !message.get(3).isTextual()) {
            return null;
        }
        String topic = message.get(2).asText();
        String event = message.get(3).asText();
        JsonNode payload = message.get(4);
        return switch (event) {
            case "phx_reply" -> reply(message.get(1), payload);
            case "phx_error", "phx_close" ->
                new PhoenixMessage.Ended(
                        topic, message.get(0).isTextual() ? message.get(0).asText() : null, event);
            case "broadcast" ->
                payload.path("event").isTextual() && payload.has("payload")
                        ? new PhoenixMessage.Broadcast(
                                topic, payload.get("event").asText(), payload.get("payload"))
                        : null;
            default -> new PhoenixMessage.Other();
        };
    }

    private static @Nullable PhoenixMessage reply(JsonNode ref, JsonNode payload) {
        JsonNode status = payload.path("status");
        if (!ref.isTextual() || !status.isTextual()) {
            return null;
        }
        JsonNode response = payload.path("response");
        String reason = response.isTextual()
                ? response.asText()
                : response.path("reason").asText("");
        return new PhoenixMessage.Reply(ref.asText(), status.asText().equals("ok"), reason);
    }
}
