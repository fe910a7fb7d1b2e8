package io.trystero.relay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.trystero.relay.RelayMessage.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The JSON form of {@link RelayMessage}s. Unknown fields are skipped; of a field given twice the last one counts. */
final class RelayCodec {

    private static final JsonFactory JSON = new JsonFactory();

    private RelayCodec() {}

    /** Reads a message; null if it is none. */
    static @Nullable RelayMessage read(byte[] utf8) {
        try (JsonParser parser = JSON.createParser(utf8)) {
            return read(parser);
        } catch (IOException malformed) {
            return null;
        }
    }

    /** Reads a message; null if it is none. */
    static @Nullable RelayMessage read(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            return read(parser);
        } catch (IOException malformed) {
            return null;
        }
    }

    static String subscribe(String topic) {
        return write(new RelayMessage(RelayMessage.SUBSCRIBE, topic, null));
    }

    static String unsubscribe(String topic) {
        return write(new RelayMessage(RelayMessage.UNSUBSCRIBE, topic, null));
    }

    static String publish(String topic, String payload) {
        return write(new RelayMessage(RelayMessage.PUBLISH, topic, new Payload.Text(payload)));
    }

    /** Writes what the server sends to the subscribers of a topic, as UTF-8. */
    static void delivery(String topic, Payload payload, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(new RelayMessage(null, topic, payload), json);
        }
    }

    private static String write(RelayMessage message) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(message, json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static void write(RelayMessage message, JsonGenerator json) throws IOException {
        json.writeStartObject();
        if (message.type() != null) {
            json.writeStringField("type", message.type());
        }
        json.writeStringField("topic", message.topic());
        Payload payload = message.payload();
        if (payload instanceof Payload.Text string) {
            json.writeStringField("payload", string.text());
        } else if (payload != null) {
            json.writeFieldName("payload");
            json.writeRawValue(payload.text());
        }
        json.writeEndObject();
    }

    private static @Nullable RelayMessage read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return null;
        }
        String type = null;
        String topic = null;
        Payload payload = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "type" -> type = string(parser);
                case "topic" -> topic = string(parser);
                case "payload" -> payload = payload(parser);
                default -> parser.skipChildren();
            }
        }
        boolean ended = parser.nextToken() == null;
        return ended && topic != null ? new RelayMessage(type, topic, payload) : null;
    }

    private static @Nullable String string(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    private static Payload payload(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return new Payload.Text(parser.getText());
        }
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(copy)) {
            // Exact: a number that no double holds stays the number that it is.
            json.copyCurrentStructureExact(parser);
        }
        return new Payload.Json(copy.toString(StandardCharsets.UTF_8));
    }
}
