package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.NostrRelay;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Nostr relays that do not take everything from everybody, with peers that do not all make the same of it. */
@ExtendWith(InteropReport.class)
class NostrRefusalTest {

    /** An announce that is not taken is not made again before a minute, but whoever is announced to replies. */
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

    /** Both first announces are lost; what follows is taken, as soon as each side dares. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"NODE, JVM", "NODE, JAVASCRIPT", "CHROMIUM, JVM", "CHROMIUM, JAVASCRIPT"})
    void aRelayThatLimitsTheRateForAMomentIsStillAWay(JavaScriptRuntime runtime, Lead lead) {
        RoomSpec room = RoomSpec.fresh();
        relay.refuse("rate-limited: slow down", 1);
        PeerRoom jvm = jvm(lead, relay.url()).join(room);
        PeerRoom js = js(runtime, relay).join(room);

        awaitMeeting(jvm, js);
    }

    /** JavaScript gives a relay up for good that ends a subscription; the JVM asks again after a while. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(JavaScriptRuntime.class)
    void anotherRelayIsTheWayWhereOneRefusesForGood(JavaScriptRuntime runtime) {
        RoomSpec room = RoomSpec.fresh();
        relay.refuse("blocked: not you");
        PeerRoom jvm = jvm(Lead.JVM, relay.url(), other.url()).join(room);
        PeerRoom js = js(runtime, other).join(room);

        awaitMeeting(jvm, js);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(JavaScriptRuntime.class)
    void whoHasMetStaysTogetherWhenTheRelayTurnsAway(JavaScriptRuntime runtime) {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom jvm = jvm(Lead.JVM, relay.url()).join(room);
        PeerRoom js = js(runtime, relay).join(room);
        awaitMeeting(jvm, js);

        relay.refuse("blocked: not you");
        relay.endSubscriptions("blocked: not you");
        jvm.send(Body.text("still here"), null);
        assertThat(js.awaitMessage(Body.Text.class, 1).body())
                .isEqualTo(Body.text("still here").described());
        assertThat(jvm.comings(js.peer())).containsExactly("joined");
        assertThat(js.comings(jvm.peer())).containsExactly("joined");
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

    private Peer js(JavaScriptRuntime runtime, NostrRelay through) {
        return world.use(world.startJavaScript(runtime), Signaling.of("nostr", world.appId(), through.url()));
    }
}
