package io.trystero.nostr;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event of Nostr (NIP-01).
 *
 * @param id lower-case hex, as the event says
 * @param publicKey the author's, lower-case hex
 * @param createdAt in seconds
 * @param sig lower-case hex, as the event says
 */
record NostrEvent(
        String id, String publicKey, long createdAt, int kind, List<List<String>> tags, String content, String sig) {

    /** The name of the tag that holds a topic. */
    static final String TOPIC_TAG = "x";

    private static final int FIRST_KIND = 20_000;
    private static final int KINDS = 10_000;

    /** Returns the kind of a topic's events, one of those that relays do not keep. */
    static int kindOf(String topic) {
        return FIRST_KIND + (int) (topic.chars().asLongStream().sum() % KINDS);
    }

    /** Returns what the first tag of that name says; null if there is none. */
    @Nullable
    String topic() {
        return tags.stream()
                .filter(tag -> tag.size() > 1 && tag.get(0).equals(TOPIC_TAG))
                .findFirst()
                .map(tag -> tag.get(1))
                .orElse(null);
    }

    /** Returns what the id must be: the hash of the rest. */
    byte[] hash() {
        String json = new CanonicalJson()
                .raw("[0,")
                .string(publicKey)
                .raw(",")
                .number(createdAt)
                .raw(",")
                .number(kind)
                .raw(",")
                .tags(tags)
                .raw(",")
                .string(content)
                .raw("]")
                .toString();
        return Schnorr.sha256().digest(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Tells whether the id is that of the rest. */
    boolean hasItsId() {
        return HexFormat.of().formatHex(hash()).equals(id);
    }

    /** Tells whether its author signed its id. */
    boolean isSigned() {
        HexFormat hex = HexFormat.of();
        return Schnorr.verify(hex.parseHex(publicKey), hex.parseHex(id), hex.parseHex(sig));
    }

    /** Names the kind and the topic only. */
    @Override
    public String toString() {
        return "NostrEvent[" + kind + " of " + topic() + ", " + content.length() + " characters]";
    }
}
