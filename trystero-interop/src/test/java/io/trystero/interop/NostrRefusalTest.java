package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.NostrRelay;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.Signaling;
import io.trystero.interop.fixture.World;
import io.trystero.nostr.NostrStrategy;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nostr relays that do not take everything from everybody, with peers that do not all make the same of it. */
@ExtendWith(InteropReport.class)
class NostrRefusalTest {

    private static final Duration MEETING = Duration.ofSeconds(20);

    @RegisterExtension
    final World world = new World();

    private NostrRelay relay;
    private NostrRelay other;

    @BeforeEach
    void start() {
        World.require();
        relay = NostrRelay.start();
        other = NostrRelay.start();
    }

    @AfterEach
    void end() {
        relay.close();
        other.close();
    }

    /** Those whose announces were refused stay silent for a minute, but reply to whoever is heard. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(JavaScriptRuntime.class)
    void whoComesWhenARelayHasStoppedLimitingTheRateIsFoundByAll(JavaScriptRuntime runtime) {
        RoomSpec room = RoomSpec.fresh();
        relay.watch();
        relay.refuse("rate-limited: slow down");
        PeerRoom jvm = jvm(Lead.JVM, relay.url()).join(room);
        PeerRoom js = js(runtime, relay.url()).join(room);
        // an announce of each is refused: both are up, and have nothing else to say
        Patience.until(() -> authors() == 2, MEETING);
        relay.refuse(null);
        assertThat(jvm.comings(js.peer())).isEmpty();

        PeerRoom newcomer = jvm(Lead.JAVASCRIPT, relay.url()).join(room);
        awaitMeeting(newcomer, jvm);
        awaitMeeting(newcomer, js);
    }

    /** The JVM leaves the one for as long as it says, and loses nothing by it. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(JavaScriptRuntime.class)
    void anotherRelayIsTheWayWhereOneRefusesForGood(JavaScriptRuntime runtime) {
        RoomSpec room = RoomSpec.fresh();
        relay.refuse("blocked: not you");
        PeerRoom jvm = jvm(Lead.JVM, relay.url(), other.url()).join(room);
        PeerRoom js = js(runtime, relay.url(), other.url()).join(room);

        awaitMeeting(jvm, js);
        Patience.until(() -> relay.topics().isEmpty(), MEETING);
        assertThat(other.topics()).isNotEmpty();
    }

    /** Returns how many have published what the relay heard. */
    private long authors() {
        return relay.heard().stream()
                .map(Body.Lines::read)
                .filter(message -> message.path(0).asText().equals("EVENT"))
                .map(message -> message.path(1).path("pubkey").asText())
                .distinct()
                .count();
    }

    private static void awaitMeeting(PeerRoom one, PeerRoom two) {
        one.awaitJoined(two.peer(), 1, MEETING);
        two.awaitJoined(one.peer(), 1, MEETING);
    }

    private Peer jvm(Lead lead, String... urls) {
        NostrStrategy.Builder strategy = NostrStrategy.builder();
        for (String url : urls) {
            strategy.url(url);
        }
        return world.jvm(lead, world.appId(), strategy.build());
    }

    private Peer js(JavaScriptRuntime runtime, String... urls) {
        Signaling signaling = Signaling.of("nostr", world.appId(), urls[0]);
        for (int i = 1; i < urls.length; i++) {
            signaling.relayConfig().withArray("urls").add(urls[i]);
        }
        return world.use(world.startJavaScript(runtime), signaling);
    }
}
