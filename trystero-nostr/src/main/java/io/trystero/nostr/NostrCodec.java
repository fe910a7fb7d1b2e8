package io.trystero.nostr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The JSON form of what is said between a client and a relay (NIP-01). */
final class NostrCodec {

    /** Largest message read, in characters; larger ones are malformed. */
    static final int MAX_CHARACTERS = 512 * 1024;

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private static final Pattern HEX_32 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern HEX_64 = Pattern.compile("[0-9a-f]{128}");

    private NostrCodec() {}

    /** Writes an event as it is published. */
    static String publish(NostrEvent event) {
        return new CanonicalJson()
                .raw("[\"EVENT\",{\"kind\":")
                .number(event.kind())
                .raw(",\"tags\":")
                .tags(event.tags())
                .raw(",\"created_at\":")
                .number(event.createdAt())
                .raw(",\"content\":")
                .string(event.content())
                .raw(",\"pubkey\":")
                .string(event.publicKey())
                .raw(",\"id\":")
                .string(event.id())
                .raw(",\"sig\":")
                .string(event.sig())
                .raw("}]")
                .toString();
    }

    /** Asks for what is published under topics from a time on, in seconds, in place of what was asked under that id before. */
    static String request(String subscription, Collection<String> topics, long since) {
        CanonicalJson json =
                new CanonicalJson().raw("[\"REQ\",").string(subscription).raw(",{\"kinds\":[");
        List<Integer> kinds = topics.stream().map(NostrEvent::kindOf).distinct().toList();
        for (int i = 0; i < kinds.size(); i++) {
            json.raw(i == 0 ? "" : ",").number(kinds.get(i));
        }
        return json.raw("],\"since\":")
                .number(since)
                .raw(",\"#" + NostrEvent.TOPIC_TAG + "\":")
                .strings(List.copyOf(topics))
                .raw("}]")
                .toString();
    }

    static String close(String subscription) {
        return new CanonicalJson()
                .raw("[\"CLOSE\",")
                .string(subscription)
                .raw("]")
                .toString();
    }

    /** Reads what a relay says; null if it makes no sense. */
    static @Nullable RelayMessage read(String text) {
        if (text.length() > MAX_CHARACTERS) {
            return null;
        }
        try {
            JsonNode message = JSON.readTree(text);
            return message.isArray() && message.path(0).isTextual() ? read(message) : null;
        } catch (JsonProcessingException malformed) {
            return null;
        }
    }

    private static @Nullable RelayMessage read(JsonNode message) {
        String type = message.get(0).textValue();
        String first = message.path(1).textValue();
        JsonNode second = message.path(2);
        String reason = message.path(3).asText("");
        return switch (type) {
            case "EVENT" -> {
                NostrEvent event = event(second);
                yield first == null || event == null ? null : new RelayMessage.Event(first, event);
            }
            case "OK" ->
                first == null || !second.isBoolean()
                        ? null
                        : new RelayMessage.Ok(first, second.booleanValue(), ServerText.line(reason));
            case "EOSE" -> first == null ? null : new RelayMessage.EndOfStored(first);
            case "CLOSED" -> first == null ? null : new RelayMessage.Closed(first, ServerText.line(second.asText("")));
            case "NOTICE" -> first == null ? null : new RelayMessage.Notice(ServerText.line(first));
            default -> new RelayMessage.Other(ServerText.line(type));
        };
    }

    private static @Nullable NostrEvent event(JsonNode json) {
        String id = hex(json.path("id"), HEX_32);
        String publicKey = hex(json.path("pubkey"), HEX_32);
        String sig = hex(json.path("sig"), HEX_64);
        JsonNode createdAt = json.path("created_at");
        JsonNode kind = json.path("kind");
        String content = json.path("content").textValue();
        List<List<String>> tags = tags(json.path("tags"));
        if (id == null
                || publicKey == null
                || sig == null
                || content == null
                || tags == null
                || !createdAt.isIntegralNumber()
                || !createdAt.canConvertToLong()
                || !kind.isIntegralNumber()
                || !kind.canConvertToInt()) {
            return null;
        }
        return new NostrEvent(id, publicKey, createdAt.longValue(), kind.intValue(), tags, content, sig);
    }

    private static @Nullable String hex(JsonNode json, Pattern form) {
        String text = json.textValue();
        return text != null && form.matcher(text).matches() ? text : null;
    }

    private static @Nullable List<List<String>> tags(JsonNode json) {
        if (!json.isArray()) {
            return null;
        }
        List<List<String>> tags = new ArrayList<>();
        for (JsonNode tag : json) {
            List<String> values = new ArrayList<>();
            for (JsonNode value : tag) {
                if (!value.isTextual()) {
                    return null;
                }
                values.add(value.textValue());
            }
            if (!tag.isArray()) {
                return null;
            }
            tags.add(values);
        }
        return tags;
    }
}
