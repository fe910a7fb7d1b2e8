package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.Direction;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.TorrentTracker;
import io.trystero.interop.fixture.World;
import io.trystero.torrent.TorrentStrategy;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** Trackers that ask to be told more often, or less, than peers do by themselves. */
@ExtendWith(InteropReport.class)
class TorrentIntervalTest {

    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofMinutes(10);

    /** The first announces come by themselves at 0, 233, 766 and 2 099 ms; then the tracker's interval counts. */
    private static final long BURST = 4;

    /** One more may be for a peer that waits to be handed an offer. */
    private static final long UNASKED = BURST + 1;

    /** Long enough for one announce at the shortest interval, too short for two. */
    private static final Duration STEADY = Duration.ofSeconds(14);

    /** Past the burst, well before another announce is due at the shortest. */
    private static final Duration SETTLED = Duration.ofSeconds(4);

    @RegisterExtension
    final World world = new World();

    /**
     * A newcomer's first announce has offers, which the tracker hands to those who are there. One that is to answer theirs is
     * handed some by a JVM peer at once, while a JavaScript peer leaves it to wait for its next announce.
     */
    @ParameterizedTest(name = "{0}, {1}, {2}")
    @CsvSource({
        "NODE, JVM_TO_JS, JVM",
        "NODE, JVM_TO_JS, JAVASCRIPT",
        "NODE, JS_TO_JVM, JVM",
        "CHROMIUM, JVM_TO_JS, JVM",
        "CHROMIUM, JVM_TO_JS, JAVASCRIPT",
        "CHROMIUM, JS_TO_JVM, JVM"
    })
    void aNewcomerIsFoundAtOnceHoweverSeldomTheOthersAnnounce(JavaScriptRuntime runtime, Direction first, Lead lead) {
        World.require();
        try (TorrentTracker tracker = TorrentTracker.start(LONG)) {
            tracker.watch();
            Peer jvm = jvm(tracker, lead);
            Peer js = world.javaScript(runtime, tracker.signaling(world.appId()));
            RoomSpec room = RoomSpec.fresh();
            PeerRoom earlier = first.from(jvm, js).join(room);
            Mono.delay(SETTLED).block();
            PeerRoom later = first.to(jvm, js).join(room);

            earlier.awaitJoined(later.peer(), 1, Patience.JOIN);
            later.awaitJoined(earlier.peer(), 1, Patience.JOIN);
            assertThat(announces(tracker, jvm)).isBetween(1L, UNASKED);
        }
    }

    @ParameterizedTest(name = "{0} comes first")
    @EnumSource
    void theJvmAnnouncesNoMoreOftenThanEveryTenSeconds(Direction first) {
        World.require();
        try (TorrentTracker tracker = TorrentTracker.start(SHORT)) {
            tracker.watch();
            Peer jvm = jvm(tracker, Lead.JVM);
            Peer js = world.javaScript(JavaScriptRuntime.NODE, tracker.signaling(world.appId()));
            RoomSpec room = RoomSpec.fresh();
            PeerRoom earlier = first.from(jvm, js).join(room);
            PeerRoom later = first.to(jvm, js).join(room);
            earlier.awaitJoined(later.peer());
            later.awaitJoined(earlier.peer());
            Mono.delay(STEADY).block();

            assertThat(announces(tracker, jvm)).isBetween(2L, UNASKED + 1);
        }
    }

    private static long announces(TorrentTracker tracker, Peer peer) {
        return tracker.heard().stream()
                .map(Body.Lines::read)
                .filter(message -> message.path("peer_id").asText().equals(peer.id()))
                .filter(TorrentIntervalTest::isAnnounce)
                .count();
    }

    private static boolean isAnnounce(JsonNode message) {
        return message.path("action").asText().equals("announce") && message.has("offers");
    }

    private Peer jvm(TorrentTracker tracker, Lead lead) {
        return world.jvm(
                lead,
                world.appId(),
                TorrentStrategy.builder().url(tracker.url()).build());
    }
}
