package io.trystero.supabase;

import static io.trystero.supabase.ScriptedRealtime.channel;
import static io.trystero.supabase.ScriptedRealtime.heard;
import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.RecordedLog;
import io.trystero.signaling.Publication;
import io.trystero.signaling.Publication.Kind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;

/** What channels are used for, and how they are talked to in time. */
class SupabaseRelayTest {

    @RegisterExtension
    final RecordedLog log = new RecordedLog();

    private final ScriptedRealtime realtime = new ScriptedRealtime();
    private final SupabaseRelay relay = realtime.relay;

    private static Publication offer(String topic) {
        return new Publication(topic, Kind.OFFER, "{\"offer\":\"x\"}", "root");
    }

    @Test
    void aChannelIsJoinedForEachTopicAndCountsWhenTheServerSaysSo() {
        List<String> root = heard(relay.subscribe("root", "root"));
        List<String> self = heard(relay.subscribe("self", "root"));
        assertThat(realtime.network.last().url())
                .isEqualTo("wss://board.supabase.co/realtime/v1/websocket?apikey=hunter2&vsn=2.0.0");
        realtime.open();

        assertThat(realtime.requests())
                .containsExactlyInAnyOrder("phx_join " + channel("root"), "phx_join " + channel("self"));
        assertThat(realtime.asked(0).get(4).toString())
                .isEqualTo("{\"config\":{\"broadcast\":{\"self\":false},\"presence\":{\"key\":\"\",\"enabled\":false},"
                        + "\"postgres_changes\":[],\"private\":false},\"access_token\":\"hunter2\"}");
        assertThat(realtime.asked(0).get(0)).isEqualTo(realtime.asked(0).get(1));
        assertThat(root).isEmpty();
        realtime.answer("ok", "");

        assertThat(root).containsExactly("Subscribed");
        assertThat(self).containsExactly("Subscribed");
        assertThat(realtime.statuses).containsExactly("CONNECTING", "UP");
    }

    @Test
    void aRootTopicHearsJoinAndASelfTopicSdpInBinaryAndInText() {
        List<String> root = heard(relay.subscribe("root", "root"));
        List<String> self = heard(relay.subscribe("self", "root"));
        realtime.open().granted();

        realtime.broadcast("root", "join", "{\"peerId\":\"p\"}");
        realtime.broadcast("root", "sdp", "\"not for a root topic\"");
        realtime.broadcast("root", "other", "{}");
        realtime.broadcast("self", "sdp", "\"{\\\"peerId\\\":\\\"q\\\"}\"");
        realtime.broadcast("self", "join", "{\"not\":\"for a self topic\"}");
        realtime.says("[null,null,\"" + channel("self")
                + "\",\"broadcast\",{\"type\":\"broadcast\",\"event\":\"sdp\",\"payload\":\"text\"}]");

        assertThat(root).containsExactly("Subscribed", "{\"peerId\":\"p\"}");
        assertThat(self).containsExactly("Subscribed", "{\"peerId\":\"q\"}", "text");
    }

    @Test
    void anAnnounceIsAnObjectAndAllElseIsText() {
        relay.subscribe("root", "root").subscribe();
        realtime.open().granted();

        relay.publish(new Publication("root", Kind.ANNOUNCE, "{\"peerId\":\"me\"}"))
                .subscribe();
        relay.publish(new Publication("root", Kind.REPLY, "{\"peerId\":\"me\"}", "root"))
                .subscribe();

        assertThat(realtime.broadcasts())
                .containsExactly(
                        "join " + channel("root") + " {\"peerId\":\"me\"}",
                        "sdp " + channel("root") + " \"{\\\"peerId\\\":\\\"me\\\"}\"");
    }

    @Test
    void whoSaysSomethingToAPeerJoinsItsChannelFirstAndLeavesItLater() {
        realtime.open();
        List<String> done = new ArrayList<>();
        relay.publish(offer("theirs")).subscribe(null, null, () -> done.add("said"));
        relay.publish(offer("theirs")).subscribe();
        assertThat(realtime.broadcasts()).isEmpty();
        assertThat(done).isEmpty();

        assertThat(realtime.granted()).containsExactly("phx_join " + channel("theirs"));
        assertThat(realtime.broadcasts()).hasSize(2);
        assertThat(done).containsExactly("said");

        realtime.pass(ChannelTable.IDLE);
        assertThat(realtime.requests()).contains("phx_leave " + channel("theirs"));
    }

    @Test
    void ofChannelsThatWereJoinedToSaySomethingThoseOfLateAreKept() {
        realtime.open();
        for (int i = 0; i <= ChannelTable.MAX_VISITED; i++) {
            relay.publish(offer("t" + i)).onErrorComplete().subscribe();
            realtime.pass(Duration.ofMillis(1));
        }

        assertThat(realtime.requests())
                .hasSize(ChannelTable.MAX_VISITED + 2)
                .containsOnlyOnce("phx_leave " + channel("t0"));
    }

    @Test
    void noMoreWaitsForAChannelThanMay() {
        realtime.open();
        List<String> failures = new ArrayList<>();
        for (int i = 0; i <= Channel.MAX_WAITING; i++) {
            relay.publish(offer("theirs")).subscribe(null, failure -> failures.add(failure.getMessage()));
        }
        assertThat(failures).containsExactly("https://board.supabase.co: too much waits to be said in a channel");

        realtime.requests();
        realtime.answer("error", "too many");

        assertThat(failures)
                .hasSize(1 + Channel.MAX_WAITING)
                .last()
                .isEqualTo("https://board.supabase.co: the channel is refused: too many");
    }

    @Test
    void whatIsSaidWithoutAConnectionFailsAndSoDoesWhatWaitedForOne() {
        List<String> failures = new ArrayList<>();
        relay.publish(offer("theirs")).subscribe(null, failure -> failures.add(failure.getMessage()));
        realtime.open();
        relay.publish(offer("theirs")).subscribe(null, failure -> failures.add(failure.getMessage()));
        realtime.network.last().fail("lost");

        assertThat(failures)
                .containsExactly(
                        "https://board.supabase.co: not connected",
                        "https://board.supabase.co: the connection is lost");
    }

    @Test
    void aChannelThatEndsIsJoinedAgainUnlessAnEarlierStayIsMeant() {
        List<String> root = heard(relay.subscribe("root", "root"));
        realtime.open().granted();
        realtime.says("[\"earlier\",\"earlier\",\"" + channel("root") + "\",\"phx_error\",{}]");
        assertThat(root).containsExactly("Subscribed");

        for (String event : List.of("phx_error", "phx_close")) {
            root.clear();
            realtime.says("[null,null,\"" + channel("root") + "\",\"" + event + "\",{}]");
            assertThat(root).containsExactly("Lost");
            realtime.pass(Duration.ofSeconds(1));
            assertThat(realtime.granted()).containsExactly("phx_join " + channel("root"));
            assertThat(root).containsExactly("Lost", "Subscribed");
        }
    }

    @Test
    void afterAReconnectChannelsAreJoinedAgain() {
        List<String> root = heard(relay.subscribe("root", "root"));
        realtime.open().granted();

        realtime.network.last().fail("lost");
        realtime.passUntilTheNextTry();
        realtime.open();

        assertThat(realtime.granted()).containsExactly("phx_join " + channel("root"));
        assertThat(root).containsExactly("Subscribed", "Lost", "Subscribed");
    }

    @Test
    void theServerIsToldThatWeAreThereAndCountsAsLostWhenItDoesNotAnswer() {
        realtime.open();
        for (int i = 0; i < 3; i++) {
            realtime.pass(PhoenixChannels.HEARTBEAT);
            assertThat(realtime.granted()).containsExactly("heartbeat phoenix");
        }
        realtime.pass(PhoenixChannels.HEARTBEAT);
        realtime.pass(PhoenixChannels.HEARTBEAT);

        assertThat(realtime.statuses).anyMatch(status -> status.equals("DOWN it does not answer heartbeats"));
    }

    @Test
    void channelsThatAreRefusedShowAndAreTriedLaterAndLater() {
        List<String> root = heard(relay.subscribe("root", "root"));
        realtime.open();
        int[] seconds = {1, 2, 5, 10, 30, 60, 60};
        for (int delay : seconds) {
            assertThat(realtime.requests()).contains("phx_join " + channel("root"));
            realtime.answer("error", "TooMany");
            assertThat(realtime.statuses).last().isEqualTo("DOWN channels are refused: TooMany");
            for (int millis = 0; millis < delay * 1_000 - 500; millis += 500) {
                realtime.pass(Duration.ofMillis(500));
                assertThat(realtime.granted()).doesNotContain("phx_join " + channel("root"));
            }
            realtime.pass(Duration.ofMillis(500));
        }
        realtime.granted();

        assertThat(root).containsExactly("Subscribed");
        assertThat(realtime.statuses).last().isEqualTo("UP");
        assertThat(log.warnings()).hasSize(1);
    }

    @Test
    void aKeyThatIsRefusedAtTheDoorOrInAChannelIsTheEnd() {
        realtime.network.last().refuse(401);
        realtime.pass(Duration.ofHours(1));
        assertThat(realtime.statuses).last().isEqualTo("RETIRED the API key is refused: HTTP status 401");
        assertThat(realtime.network.attempts()).isEqualTo(1);

        ScriptedRealtime other = new ScriptedRealtime();
        other.relay.subscribe("root", "root").subscribe();
        other.open().requests();
        other.answer("error", "InvalidJWTToken: bad");
        assertThat(other.statuses).last().isEqualTo("RETIRED the API key is refused: InvalidJWTToken: bad");
        assertThat(other.network.last().isOver()).isTrue();
        other.relay.dispose();
        assertThat(other.statuses).last().isEqualTo("complete");
        assertThat(log.all()).noneMatch(line -> line.contains("hunter2"));
    }

    @Test
    void otherRefusalsAtTheDoorAreTriedAgain() {
        realtime.network.last().refuse(503);
        realtime.passUntilTheNextTry();
        assertThat(realtime.network.attempts()).isEqualTo(2);
    }

    @Test
    void whoUnsubscribesLeavesTheChannel() {
        Disposable root = relay.subscribe("root", "root").subscribe();
        realtime.open().granted();

        root.dispose();

        assertThat(realtime.requests()).containsExactly("phx_leave " + channel("root"));
    }

    @Test
    void nonsenseIsCountedWithOneWarningAConnection() {
        List<String> self = heard(relay.subscribe("self", "root"));
        realtime.open().granted();
        for (String nonsense : List.of("{", "[]", "[1,2,3,4,5]", "[null,null,\"t\",\"broadcast\",null]")) {
            realtime.says(nonsense);
        }
        realtime.broadcast("self", "sdp", "{");
        realtime.broadcast("self", "sdp", "7");
        realtime.network.last().binary(ByteBuffer.wrap(new byte[] {4, -1, -1, -1, 1}));
        realtime.network.last().binary(ScriptedRealtime.frame(4, List.of(channel("self"), "sdp", ""), 0, "bytes"));

        assertThat(self).containsExactly("Subscribed");
        assertThat(log.warnings()).hasSize(1);
        assertThat(log.all()).anyMatch(line -> line.contains("8 in all"));
    }

    @Test
    void aTopicThatIsTooLongForTheServerIsRefused() {
        realtime.open();
        List<String> failures = new ArrayList<>();
        relay.publish(offer("t".repeat(250))).subscribe(null, failure -> failures.add(failure.getMessage()));
        assertThat(failures).containsExactly("a topic is too long for the server");
    }

    @Test
    void aJoinThatIsNotAnsweredIsTriedAgainAndWhatWaitedFails() {
        List<String> root = heard(relay.subscribe("root", "root"));
        realtime.open().requests();
        List<String> failures = new ArrayList<>();
        relay.publish(new Publication("root", Kind.ANNOUNCE, "{}"))
                .subscribe(null, failure -> failures.add(failure.getMessage()));

        realtime.pass(PhoenixChannels.JOIN_LIMIT);
        assertThat(failures).containsExactly("https://board.supabase.co: the server does not let us into the channel");
        realtime.pass(Duration.ofSeconds(1));

        assertThat(realtime.granted()).containsExactly("phx_join " + channel("root"));
        assertThat(root).containsExactly("Subscribed");
    }
}
