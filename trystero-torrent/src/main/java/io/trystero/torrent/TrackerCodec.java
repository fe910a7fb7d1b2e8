package io.trystero.torrent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.trystero.signaling.OfferRelay.StandingOffer;
import io.trystero.torrent.TrackerMessage.Signal;
import io.trystero.wire.Topics;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that a tracker and its client send each other (protocol, section 8, Torrent). Unknown fields are skipped; of a field
 * given twice the last one counts.
 */
final class TrackerCodec {

    /** How many offers of one announce are of use to a tracker. */
    static final int OFFERS = 3;

    /** Characters of the longest id that is taken for one. */
    private static final int MAX_ID = 128;

    /** Characters of a complaint that are worth showing. */
    private static final int MAX_COMPLAINT = 200;

    /** No interval is longer, whatever the tracker says. */
    private static final double MAX_INTERVAL_SECONDS = 86_400;

    private static final int INFO_HASH_LENGTH = 20;

    /** Keeps no table of the names that it has read: strangers choose them. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private TrackerCodec() {}

    /** Returns the name under which trackers know a room: the hash of its root topic, which is a hash already. */
    static String infoHash(String rootTopic) {
        return Topics.hash(rootTopic).substring(0, INFO_HASH_LENGTH);
    }

    static String announce(String infoHash, String peerId, List<StandingOffer> offers, boolean seeding) {
        return write(infoHash, peerId, json -> {
            if (seeding) {
                json.writeNumberField("left", 0);
            }
            json.writeNumberField("numwant", OFFERS);
            json.writeArrayFieldStart("offers");
            for (StandingOffer offer : offers) {
                json.writeStartObject();
                json.writeStringField("offer_id", offer.id());
                description(json, "offer", offer.sdp());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static String answer(String infoHash, String peerId, String to, String offerId, String sdp) {
        return write(infoHash, peerId, json -> {
            description(json, "answer", sdp);
            json.writeStringField("offer_id", offerId);
            json.writeStringField("to_peer_id", to);
        });
    }

    /** Reads a message; null if it is no JSON object. */
    static @Nullable TrackerMessage read(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            return read(parser);
        } catch (IOException malformed) {
            return null;
        }
    }

    private static @Nullable TrackerMessage read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return null;
        }
        Fields fields = new Fields();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "info_hash" -> fields.infoHash = id(parser);
                case "peer_id" -> fields.peerId = id(parser);
                case "offer_id" -> fields.offerId = id(parser);
                case "interval" -> fields.interval = seconds(parser);
                case "failure reason" -> fields.failure = complaint(parser);
                case "warning message" -> fields.warning = complaint(parser);
                case "offer" -> {
                    fields.hasOffer = parser.currentToken() != JsonToken.VALUE_NULL;
                    fields.offer = sdp(parser);
                }
                case "answer" -> {
                    fields.hasAnswer = parser.currentToken() != JsonToken.VALUE_NULL;
                    fields.answer = sdp(parser);
                }
                default -> parser.skipChildren();
            }
        }
        return parser.nextToken() == null ? fields.message() : null;
    }

    private static @Nullable String id(JsonParser parser) throws IOException {
        String text = text(parser);
        return text == null || text.isEmpty() || text.length() > MAX_ID ? null : text;
    }

    private static @Nullable String text(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    private static @Nullable Duration seconds(JsonParser parser) throws IOException {
        if (!parser.currentToken().isNumeric()) {
            parser.skipChildren();
            return null;
        }
        double seconds = Math.min(parser.getDoubleValue(), MAX_INTERVAL_SECONDS);
        return seconds > 0 ? Duration.ofMillis((long) (seconds * 1_000)) : null;
    }

    /** Returns what a tracker complains of, in one short line; null for what says that there is nothing. */
    private static @Nullable String complaint(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL || token == JsonToken.VALUE_FALSE) {
            return null;
        }
        if (!token.isScalarValue()) {
            parser.skipChildren();
            return "unreadable";
        }
        String text = parser.getText();
        String cut = text.length() > MAX_COMPLAINT ? text.substring(0, MAX_COMPLAINT) : text;
        return cut.isEmpty() ? null : cut.replaceAll("\\p{Cntrl}", " ");
    }

    /** Reads the description in {@code {type, sdp}}, whatever its type says. */
    private static @Nullable String sdp(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        String sdp = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            if (field.equals("sdp")) {
                sdp = text(parser);
            } else {
                parser.skipChildren();
            }
        }
        return sdp == null || sdp.isEmpty() ? null : sdp;
    }

    private static void description(JsonGenerator json, String type, String sdp) throws IOException {
        json.writeObjectFieldStart(type);
        json.writeStringField("type", type);
        json.writeStringField("sdp", sdp);
        json.writeEndObject();
    }

    private static String write(String infoHash, String peerId, Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("action", "announce");
            json.writeStringField("info_hash", infoHash);
            json.writeStringField("peer_id", peerId);
            body.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    @FunctionalInterface
    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /** The fields of a message that is being read. */
    private static final class Fields {

        private @Nullable String infoHash;
        private @Nullable String peerId;
        private @Nullable String offerId;
        private @Nullable Duration interval;
        private @Nullable String failure;
        private @Nullable String warning;
        private @Nullable String offer;
        private @Nullable String answer;
        private boolean hasOffer;
        private boolean hasAnswer;

        TrackerMessage message() {
            String sdp = hasOffer ? offer : answer;
            boolean isSignal = hasOffer || hasAnswer;
            Signal signal = !isSignal || sdp == null || peerId == null || offerId == null
                    ? null
                    : new Signal(hasOffer, peerId, offerId, sdp);
            return new TrackerMessage(
                    infoHash, interval, failure, warning, signal, isSignal && signal == null && failure == null);
        }
    }
}
