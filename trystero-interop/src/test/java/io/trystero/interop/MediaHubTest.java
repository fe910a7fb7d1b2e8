package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptPeer;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.PageMedia;
import io.trystero.interop.fixture.PageMedia.Sources;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.World;
import io.trystero.media.MediaHub;
import io.trystero.relay.WebSocketRelayStrategy;
import io.trystero.webrtc.WebRtcTransport;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two browsers that send to the JVM alone, and get from it what the other sends. */
@ExtendWith(InteropReport.class)
class MediaHubTest implements InteropReport.PerRuntime {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @RegisterExtension
    final World world = new World();

    private final RoomSpec spec = RoomSpec.fresh();
    private Trystero jvm;
    private Room room;
    private Peer first;
    private Peer second;
    private PageMedia firstPage;
    private PageMedia secondPage;

    @Override
    public JavaScriptRuntime runtime() {
        return JavaScriptRuntime.CHROMIUM;
    }

    @BeforeEach
    void meet() {
        jvm = Trystero.builder(world.appId())
                .transport(WebRtcTransport.withMedia())
                .iceServers()
                .strategy(WebSocketRelayStrategy.of(world.relay().url()))
                .build();
        room = jvm.join(spec.roomId()).block(LIMIT);
        first = browser();
        second = browser();
        firstPage = PageMedia.of(first.join(spec));
        PeerRoom there = second.join(spec);
        secondPage = PageMedia.of(there);
        there.awaitJoined(first);
        Patience.until(() -> room.peers().size() == 2, LIMIT);
    }

    @AfterEach
    void end() {
        jvm.close();
    }

    @Test
    void eachGetsWhatTheOtherSendsAndWhoItIsFrom() {
        MediaHub hub = MediaHub.relaying(room);
        firstPage.addStreamFor(jvm.selfId().value(), Sources.both(440));
        secondPage.addStreamFor(jvm.selfId().value(), Sources.tone(880));

        JsonNode toFirst = firstPage.awaitStream(1);
        assertThat(toFirst.path("metadata").path("source").asText()).isEqualTo(second.id());
        assertThat(toFirst.path("metadata").path("kind").asText()).isEqualTo("audio");
        firstPage.awaitTone(trackOf(toFirst, "audio"), 880);
        JsonNode toSecond = secondPage.awaitStream(1);
        assertThat(toSecond.path("metadata").path("source").asText()).isEqualTo(first.id());
        assertThat(toSecond.path("tracks")).hasSize(2);
        secondPage.awaitTone(trackOf(toSecond, "audio"), 440);
        assertThat(secondPage.awaitPictures(trackOf(toSecond, "video"), 20).stream()
                        .distinct()
                        .count())
                .isGreaterThan(5);

        hub.dispose();
        firstPage.awaitTrackRemoved(1);
        secondPage.awaitTrackRemoved(2);
    }

    @Test
    void mixedEachGetsOneTrackWithAllButItself() {
        MediaHub.mixing(room);
        firstPage.addStreamFor(jvm.selfId().value(), Sources.tone(440));
        secondPage.addStreamFor(jvm.selfId().value(), Sources.tone(880));

        JsonNode toFirst = firstPage.awaitStream(1);
        JsonNode toSecond = secondPage.awaitStream(1);

        assertThat(toFirst.path("metadata").path("source").asText()).isEqualTo("mix");
        firstPage.awaitTone(trackOf(toFirst, "audio"), 880);
        secondPage.awaitTone(trackOf(toSecond, "audio"), 440);
    }

    private static String trackOf(JsonNode stream, String kind) {
        for (JsonNode track : stream.path("tracks")) {
            if (track.path("kind").asText().equals(kind)) {
                return track.path("id").asText();
            }
        }
        throw new AssertionError("no track of " + kind + " in " + stream);
    }

    private Peer browser() {
        JavaScriptPeer process = world.startJavaScript(JavaScriptRuntime.CHROMIUM);
        return world.use(process, world.relay().url());
    }
}
