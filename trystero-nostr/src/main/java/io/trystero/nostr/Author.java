package io.trystero.nostr;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who an instance is to its relays: one key pair. What goes out by several relays at once is signed once. Thread-safe.
 */
final class Author {

    /** Signatures remembered; past it the oldest are made again if asked for. */
    static final int MAX_SIGNATURES = 256;

    private final KeyPair keys;
    private final SecureRandom random;
    private final Map<String, String> signatures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MAX_SIGNATURES;
        }
    };

    Author(SecureRandom random) {
        this.random = random;
        this.keys = KeyPair.generate(random);
    }

    /** Makes an event without a signature. */
    NostrEvent draft(String topic, String content, long createdAt) {
        NostrEvent event = new NostrEvent(
                "",
                keys.publicKey(),
                createdAt,
                NostrEvent.kindOf(topic),
                List.of(List.of(NostrEvent.TOPIC_TAG, topic)),
                content,
                "");
        return with(event, HexFormat.of().formatHex(event.hash()), "");
    }

    NostrEvent sign(NostrEvent draft) {
        return with(draft, draft.id(), signature(draft.id()));
    }

    /** Tells whether an event is one that was signed here a short while ago. */
    synchronized boolean wrote(NostrEvent event) {
        return event.sig().equals(signatures.get(event.id()));
    }

    private synchronized String signature(String id) {
        return signatures.computeIfAbsent(id, unsigned -> {
            byte[] aux = new byte[Schnorr.KEY_BYTES];
            random.nextBytes(aux);
            return HexFormat.of().formatHex(keys.sign(HexFormat.of().parseHex(unsigned), aux));
        });
    }

    private static NostrEvent with(NostrEvent event, String id, String sig) {
        return new NostrEvent(
                id, event.publicKey(), event.createdAt(), event.kind(), event.tags(), event.content(), sig);
    }
}
