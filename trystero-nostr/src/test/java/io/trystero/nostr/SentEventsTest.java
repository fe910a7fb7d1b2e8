package io.trystero.nostr;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.signaling.Publication;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an instance remembers of the events that it has made. */
class SentEventsTest {

    private static final long NOW = 1_795_000_000_000L;

    private final Author author = new Author(new SecureRandom());
    private final SentEvents sent = new SentEvents(author);

    @Test
    void ofManyEventsThoseSentLatelyAreKnown() {
        List<NostrEvent> events = IntStream.rangeClosed(0, SentEvents.MAX_IDS)
                .mapToObj(number -> write(Publication.Kind.CANDIDATE, "candidate " + number))
                .toList();

        assertThat(sent.contains(events.get(0).id())).isFalse();
        assertThat(events.subList(1, events.size())).allMatch(event -> sent.contains(event.id()));
    }

    @Test
    void ofManySignaturesThoseMadeLatelyAreRememberedAndOthersMadeAgain() {
        NostrEvent first = write(Publication.Kind.CANDIDATE, "first");
        assertThat(author.sign(first)).isEqualTo(first);

        for (int i = 1; i < Author.MAX_SIGNATURES; i++) {
            write(Publication.Kind.CANDIDATE, "candidate " + i);
        }
        assertThat(author.wrote(first)).isTrue();
        write(Publication.Kind.CANDIDATE, "one too many");
        assertThat(author.wrote(first)).isFalse();

        NostrEvent again = author.sign(first);
        assertThat(again.sig()).isNotEqualTo(first.sig());
        assertThat(author.wrote(again)).isTrue();
    }

    private NostrEvent write(Publication.Kind kind, String payload) {
        return sent.write(new Publication("topic", kind, payload), NOW);
    }
}
