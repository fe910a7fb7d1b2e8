package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.TrysteroBuilder;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.NostrRelay;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.Signaling;
import io.trystero.interop.fixture.SupabaseRealtime;
import io.trystero.interop.fixture.World;
import io.trystero.nostr.NostrStrategy;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.RelayStatus.State;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.supabase.SupabaseStrategy;
import io.trystero.webrtc.WebRtcTransport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an instance tells of relays that refuse it, and how it meets JavaScript peers all the same. */
@ExtendWith(InteropReport.class)
class RefusingRelayTest implements InteropReport.PerRuntime {

    private static final Duration MEETING = Duration.ofSeconds(25);
    private static final Duration ENDED_FOR = Duration.ofSeconds(60);

    @RegisterExtension
    final World world = new World();

    private NostrRelay nostr;

    @Override
    public JavaScriptRuntime runtime() {
        return JavaScriptRuntime.NODE;
    }

    @BeforeEach
    void start() {
        World.require();
        nostr = NostrRelay.start();
    }

    @AfterEach
    void end() {
        nostr.close();
    }

    @Test
    void aKeyThatIsRefusedRetiresTheRelayAndTheFallbackFindsThePeer() {
        try (SupabaseRealtime realtime = SupabaseRealtime.start();
                Trystero jvm = instance(
                        realtime.url(),
                        SupabaseStrategy.create("another key"),
                        builder -> builder.fallback(Duration.ofSeconds(1), nostr()))) {
            List<RelayStatus> told = new CopyOnWriteArrayList<>();
            jvm.relays().subscribe(told::add);
            RoomSpec spec = RoomSpec.fresh();
            Room room = jvm.join(spec.roomId()).block(MEETING);
            PeerRoom js = javaScript(Signaling.of("nostr", realtime.url(), nostr.url()))
                    .join(spec);

            Patience.until(() -> room.peers().size() == 1, MEETING);

            assertThat(room.relayStates())
                    .extracting(RelayStatus::strategy, RelayStatus::state)
                    .containsExactly(tuple("supabase", State.RETIRED), tuple("nostr", State.UP));
            assertThat(told)
                    .filteredOn(status -> status.state() == State.RETIRED)
                    .singleElement()
                    .satisfies(status -> assertThat(status.reason()).contains("401"));
            js.leave();
        }
    }

    @Test
    void aRelayThatLimitsTheRateIsThrottledForAsLongAsItSays() {
        try (Trystero jvm = instance(world.appId(), nostr(), builder -> builder)) {
            nostr.refuse("rate-limited: slow down");
            RoomSpec spec = RoomSpec.fresh();
            Room room = jvm.join(spec.roomId()).block(MEETING);

            Patience.until(() -> room.relayStates().get(0).state() == State.THROTTLED, MEETING);

            RelayStatus throttled = room.relayStates().get(0);
            assertThat(throttled.reason()).isEqualTo("rate-limited: slow down");
            assertThat(throttled.nextTry()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
        }
    }

    @Test
    void aSubscriptionThatTheRelayEndsIsTakenAgainAMinuteLater() {
        RoomSpec spec = RoomSpec.fresh();
        try (Trystero jvm = instance(world.appId(), nostr(), builder -> builder)) {
            Room room = jvm.join(spec.roomId()).block(MEETING);
            Patience.until(() -> !nostr.topics().isEmpty(), MEETING);

            nostr.endSubscriptions("error: shutting down idle subscription");
            Patience.until(() -> room.relayStates().get(0).state() == State.DOWN, MEETING);
            assertThat(room.relayStates().get(0).reason()).contains("idle subscription");
            PeerRoom js = javaScript(Signaling.of("nostr", world.appId(), nostr.url()))
                    .join(spec);

            Patience.until(() -> room.peers().size() == 1, ENDED_FOR.plus(MEETING));

            js.leave();
        }
    }

    private SignalingStrategy nostr() {
        return NostrStrategy.builder().url(nostr.url()).build();
    }

    private Peer javaScript(Signaling signaling) {
        return world.use(world.startJavaScript(JavaScriptRuntime.NODE), signaling);
    }

    private static Trystero instance(String app, SignalingStrategy strategy, UnaryOperator<TrysteroBuilder> settings) {
        return settings.apply(Trystero.builder(app)
                        .transport(WebRtcTransport.dataOnly())
                        .iceServers()
                        .strategy(strategy))
                .build();
    }
}
