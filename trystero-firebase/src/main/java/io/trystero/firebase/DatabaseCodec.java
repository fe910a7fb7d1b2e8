package io.trystero.firebase;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.firebase.ServerMessage.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON form of what clients and the database say to each other, version 5 of its protocol. */
final class DatabaseCodec {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Frames are cut anywhere, which must not be amid a character. */
    private static final ObjectWriter ASCII = JSON.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    private DatabaseCodec() {}

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

    /**
     * Writes a request.
     *
     * @param action what it asks for: {@code q}, listen; {@code n}, no more; {@code p}, put; {@code o}, put when we are gone;
     *     {@code oc}, not any more; {@code auth}
     */
    static String request(long number, String action, ObjectNode body) {
        ObjectNode message = object().put("t", "d");
        message.putObject("d").put("r", number).put("a", action).set("b", body);
        try {
            return ASCII.writeValueAsString(message);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Reads what the database says; null if it makes no sense. */
    static @Nullable ServerMessage read(String text) {
        JsonNode message = json(text);
        JsonNode data = message == null ? null : message.get("d");
        if (message == null || data == null || !data.isObject()) {
            return null;
        }
        return switch (message.path("t").asText()) {
            case "c" -> control(data.path("t").asText(), data.path("d"));
            case "d" -> data.has("r") ? reply(data) : push(data.path("a").asText(), data.path("b"));
            default -> null;
        };
    }

    private static @Nullable ServerMessage control(String type, JsonNode data) {
        return switch (type) {
            case "h" ->
                data.path("h").isTextual()
                        ? new ServerMessage.Hello(
                                data.get("h").asText(),
                                data.path("ts").asLong(),
                                data.path("s").asText())
                        : null;
            case "r" -> data.isTextual() ? new ServerMessage.Reset(data.asText()) : null;
            case "s" -> new ServerMessage.Shutdown(data.asText());
            default -> new ServerMessage.Other();
        };
    }

    private static @Nullable ServerMessage reply(JsonNode data) {
        JsonNode body = data.path("b");
        if (!data.get("r").isIntegralNumber() || !body.path("s").isTextual()) {
            return null;
        }
        JsonNode reason = body.path("d");
        return new ServerMessage.Reply(
                data.get("r").asLong(), body.get("s").asText(), reason.isTextual() ? reason.asText() : "");
    }

    private static @Nullable ServerMessage push(String action, JsonNode body) {
        boolean located = body.path("p").isTextual();
        List<String> path = path(body.path("p").asText());
        return switch (action) {
            case "d" ->
                located && body.has("d") ? new ServerMessage.Changed(List.of(new Change(path, body.get("d")))) : null;
            case "m" -> located && body.path("d").isObject() ? merge(path, body.get("d")) : null;
            case "c" -> located ? new ServerMessage.ListenRevoked(path) : null;
            case "ac" -> new ServerMessage.AuthRevoked(body.path("s").asText());
            case "apc", "sd" -> new ServerMessage.Other();
            default -> null;
        };
    }

    private static ServerMessage merge(List<String> path, JsonNode values) {
        List<Change> changes = new ArrayList<>();
        values.properties().forEach(entry -> {
            List<String> at = new ArrayList<>(path);
            at.addAll(path(entry.getKey()));
            changes.add(new Change(List.copyOf(at), entry.getValue()));
        });
        return new ServerMessage.Changed(List.copyOf(changes));
    }

    /** Reads a path. */
    static List<String> path(String text) {
        return Arrays.stream(text.split("/")).filter(key -> !key.isEmpty()).toList();
    }
}
