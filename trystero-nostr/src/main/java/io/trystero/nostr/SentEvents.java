package io.trystero.nostr;

import io.trystero.signaling.Publication;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was lately sent to one relay: no two events of it have the same id. Thread-safe. */
final class SentEvents {

    /** Ids remembered; past it the oldest are forgotten, and what the relay says of them counts for nothing. */
    static final int MAX_IDS = 1_024;

    /** How far an event may be dated ahead to have an id of its own, in seconds. */
    static final int MAX_AHEAD_SECONDS = 10;

    /** How long after the last announce it counts that one was taken, in milliseconds. */
    static final long ACKNOWLEDGED_WITHIN = 5_333;

    private final Author author;
    private final Map<String, Boolean> announces = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_IDS;
        }
    };
    private long announcedAt;

    SentEvents(Author author) {
        this.author = author;
    }

    /**
     * Makes an event that is about to be sent. Relays drop an event whose id they know, and the id has the time in full seconds: of
     * several equal ones in a second, the later ones are dated some seconds ahead.
     */
    synchronized NostrEvent write(Publication publication, long nowMillis) {
        long now = nowMillis / 1_000;
        NostrEvent draft = author.draft(publication.topic(), publication.payload(), now);
        for (int ahead = 1; ahead <= MAX_AHEAD_SECONDS && announces.containsKey(draft.id()); ahead++) {
            draft = author.draft(publication.topic(), publication.payload(), now + ahead);
        }
        boolean announce = publication.kind() == Publication.Kind.ANNOUNCE;
        announces.put(draft.id(), announce);
        if (announce) {
            announcedAt = nowMillis;
        }
        return author.sign(draft);
    }

    /** Tells whether an event was sent from here lately. */
    synchronized boolean contains(String id) {
        return announces.containsKey(id);
    }

    /** Tells whether that event is an announce, and the last of them was sent so lately that the relay does take them. */
    synchronized boolean isFreshAnnounce(String id, long nowMillis) {
        return announces.getOrDefault(id, false) && nowMillis - announcedAt <= ACKNOWLEDGED_WITHIN;
    }
}
