package io.trystero.examples.peershell;

import static io.trystero.examples.peershell.ShellProcess.is;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.relay.WebSocketRelay;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two shells in processes of their own, over a relay and WebRTC; each test in a room of its own. */
class PeerShellTest {

    private static WebSocketRelay relay;
    private static ShellProcess alice;
    private static ShellProcess bob;

    private final String room = "room-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        relay = WebSocketRelay.builder().host("127.0.0.1").bind().block(ShellProcess.PATIENCE);
        alice = ShellProcess.start();
        bob = ShellProcess.start();
    }

    @AfterAll
    static void stop() {
        alice.close();
        bob.close();
        relay.dispose();
    }

    @BeforeEach
    void meet() {
        join(alice, room);
        join(bob, room);
        assertThat(joined(alice, room).path("sinceJoinMs").asDouble()).isPositive();
        joined(bob, room);
    }

    @Test
    void joinTellsWhoOneIsAndWhere() {
        JsonNode joined = alice.run(joinLine("other-" + room, ", 'room': 'key-" + room + "'", ", 'passive': true"));

        assertThat(joined.path("selfId").asText()).isEqualTo(alice.selfId());
        assertThat(joined.path("room").asText()).isEqualTo("key-" + room);
        assertThat(joined.path("passive").asBoolean()).isTrue();
        assertThat(alice.run("{'cmd': 'peers', 'room': 'key-" + room + "'}").path("peers"))
                .isEmpty();
    }

    @Test
    void aStringArrivesAsAString() {
        say(", 'data': 'höllo', 'metadata': {'m': 1}");

        JsonNode message = bob.await(is("message", room));
        assertThat(message.path("type").asText()).isEqualTo("string");
        assertThat(message.path("data").asText()).isEqualTo("höllo");
        assertThat(message.path("action").asText()).isEqualTo("chat");
        assertThat(message.path("peerId").asText()).isEqualTo(alice.selfId());
        assertThat(message.path("metadata").path("m").asInt()).isEqualTo(1);
    }

    @Test
    void aLongStringArrivesAsItsLength() {
        say(", 'data': '" + "x".repeat(8_193) + "'");

        JsonNode message = bob.await(is("message", room));
        assertThat(message.path("length").asInt()).isEqualTo(8_193);
        assertThat(message.has("data")).isFalse();
    }

    @Test
    void jsonArrivesAsItIs() {
        say(", 'data': {'a': [1, null, 'x']}");
        say(", 'data': null");

        assertThat(bob.await(is("message", room)).path("data").toString()).isEqualTo("{\"a\":[1,null,\"x\"]}");
        JsonNode nothing = bob.await(is("message", room));
        assertThat(nothing.path("type").asText()).isEqualTo("json");
        assertThat(nothing.path("data").isNull()).isTrue();
    }

    @Test
    void bytesArriveDescribed() {
        say(", 'b64': 'AAEC'");
        say(", 'bytes': 5000, 'seed': 1");

        JsonNode small = bob.await(is("message", room));
        assertThat(small.path("type").asText()).isEqualTo("binary");
        assertThat(small.path("b64").asText()).isEqualTo("AAEC");
        assertThat(small.path("size").asInt()).isEqualTo(3);
        assertThat(small.path("sha256").asText())
                .isEqualTo("ae4b3280e56e2faf83f414a6e3dabe9d5fbe18976544c05fed121accb85b53fc");
        JsonNode large = bob.await(is("message", room));
        assertThat(large.has("b64")).isFalse();
        assertThat(large.path("sha256").asText())
                .isEqualTo("0983e29e089270524083ba359476d0ca14dd16f8abf830ca744944c2bab62ad4");
    }

    @Test
    void fiftyMebibytesArriveInOneMessageInItsPlace() {
        JsonNode sent = alice.run(sayLine(", 'bytes': 52428800, 'progress': true"));
        say(", 'data': 'after'");

        assertThat(sent.path("progressEvents").asInt()).isEqualTo(256);
        JsonNode message = bob.await(is("message", room));
        assertThat(message.path("size").asInt()).isEqualTo(50 << 20);
        assertThat(message.path("sha256").asText()).hasSize(64);
        assertThat(bob.await(is("message", room)).path("data").asText()).isEqualTo("after");
        assertThat(alice.await(is("sendProgress", room)).path("progress").asDouble())
                .isBetween(0.0, 0.1);
        assertThat(bob.await(is("receiveProgress", room)).path("peerId").asText())
                .isEqualTo(alice.selfId());
    }

    @Test
    void aFloodIsCounted() {
        bob.run("{'cmd': 'action', 'room': '" + room + "', 'name': 'chat', 'quiet': true, 'until': 5000}");

        alice.run("{'cmd': 'flood', 'room': '" + room + "', 'action': 'chat', 'count': 5000, 'bytes': 64}");

        JsonNode count = bob.await(is("count", room));
        assertThat(count.path("received").asInt()).isEqualTo(5_000);
        assertThat(count.path("bytes").asInt()).isEqualTo(320_000);
        assertThat(count.path("ms").asDouble()).isPositive();
    }

    @Test
    void aRequestIsEchoed() {
        JsonNode answer = ask(", 'data': {'q': 1}, 'metadata': 'm'");

        assertThat(answer.path("type").asText()).isEqualTo("json");
        assertThat(answer.path("data").path("q").asInt()).isEqualTo(1);
        JsonNode request = bob.await(is("request", room));
        assertThat(request.path("data").path("q").asInt()).isEqualTo(1);
        assertThat(request.path("metadata").asText()).isEqualTo("m");
    }

    @Test
    void aRequestIsAnsweredWithWhatWasSet() {
        answerWith("{'b64': 'AAEC'}");

        assertThat(ask(", 'data': 1").path("b64").asText()).isEqualTo("AAEC");
    }

    @Test
    void aRefusedRequestSaysWhy() {
        answerWith("'error'");

        JsonNode refused = alice.fail(askLine(", 'data': 1"));

        assertThat(refused.path("kind").asText()).isEqualTo("rejected");
        assertThat(refused.path("error").asText()).isEqualTo("refused by the shell");
    }

    @Test
    void anUnansweredRequestTimesOut() {
        answerWith("'hang'");

        assertThat(alice.fail(askLine(", 'data': 1, 'timeoutMs': 100"))
                        .path("kind")
                        .asText())
                .isEqualTo("timeout");
    }

    @Test
    void aRequestToSeveralTellsOfEach() {
        JsonNode results = alice.run(
                        "{'cmd': 'request', 'room': '" + room + "', 'action': 'ask', 'data': 'hi', 'targets': ['"
                                + "missing0000000000000', '" + bob.selfId() + "']}")
                .path("results");

        assertThat(results).hasSize(2);
        assertThat(results.path(0).path("peerId").asText()).isEqualTo("missing0000000000000");
        assertThat(results.path(0).path("status").asText()).isEqualTo("disconnected");
        assertThat(results.path(1).path("status").asText()).isEqualTo("fulfilled");
        assertThat(results.path(1).path("value").path("data").asText()).isEqualTo("hi");
    }

    @Test
    void aRequestThatIsOpenWhenItsPeerLeavesFails() {
        answerWith("'hang'");
        int open = alice.begin(askLine(", 'data': 1"));
        bob.await(is("request", room));

        bob.run("{'cmd': 'leave', 'room': '" + room + "'}");

        assertThat(alice.result(open).path("kind").asText()).isEqualTo("disconnected");
    }

    @Test
    void aPingTakesSomeTime() {
        assertThat(alice.run("{'cmd': 'ping', 'room': '" + room + "', 'peer': '" + bob.selfId() + "'}")
                        .path("ms")
                        .asDouble())
                .isPositive();
    }

    @Test
    void twoRoomsShareAConnection() {
        String other = "other-" + room;
        join(alice, other);
        join(bob, other);
        joined(alice, other);

        JsonNode rooms = alice.run("{'cmd': 'connections'}").path("rooms");

        assertThat(rooms.path(room).path(bob.selfId()).asInt()).isPositive();
        assertThat(rooms.path(other)).isEqualTo(rooms.path(room));
        assertThat(alice.run("{'cmd': 'stats'}").path("connections").asInt()).isEqualTo(1);
    }

    @Test
    void whoLeavesIsSeenLeavingAndComesBack() {
        bob.run("{'cmd': 'leave', 'room': '" + room + "'}");

        assertThat(alice.await(is("peerLeave", room)).path("peerId").asText()).isEqualTo(bob.selfId());
        assertThat(bob.fail("{'cmd': 'peers', 'room': '" + room + "'}")
                        .path("kind")
                        .asText())
                .isEqualTo("invalid");
        join(bob, room);
        joined(bob, room);
        joined(alice, room);
    }

    @Test
    void linesBehindALeaveAndAJoinWaitForThem() {
        bob.begin("{'cmd': 'leave', 'room': '" + room + "'}");
        int rejoin = bob.begin(joinLine(room, "", ""));
        int action = bob.begin("{'cmd': 'action', 'room': '" + room + "', 'name': 'late'}");
        int send = bob.begin("{'cmd': 'send', 'room': '" + room + "', 'action': 'late', 'data': 1}");

        assertThat(bob.result(rejoin).path("ok").asBoolean()).isTrue();
        assertThat(bob.result(action).path("ok").asBoolean()).isTrue();
        assertThat(bob.result(send).path("ok").asBoolean()).isTrue();
    }

    @Test
    void peersRelaysAndStatsAreTold() {
        assertThat(alice.run("{'cmd': 'peers', 'room': '" + room + "'}")
                        .path("peers")
                        .path(0)
                        .path("id")
                        .asText())
                .isEqualTo(bob.selfId());
        assertThat(alice.run("{'cmd': 'relays'}").path("relays"))
                .anySatisfy(state -> assertThat(state.asText()).isEqualTo("open"));
        JsonNode stats = alice.run("{'cmd': 'stats'}");
        for (String figure : new String[] {"heap", "cpuMs", "pid"}) {
            assertThat(stats.path(figure).asLong()).as(figure).isPositive();
        }
    }

    @Test
    void whatCannotBeDoneIsAnsweredSo() {
        String inRoom = "'room': '" + room + "'";
        for (String line : new String[] {
            "{'cmd': 'send', " + inRoom + ", 'action': 'none', 'data': 1}",
            "{'cmd': 'send', " + inRoom + ", 'action': 'chat'}",
            "{'cmd': 'request', " + inRoom + ", 'action': 'chat', 'data': 1, 'target': 'x'}",
            "{'cmd': 'action', " + inRoom + ", 'name': 'chat', 'kind': 'request'}",
            "{'cmd': 'send', 'room': 'nowhere', 'action': 'chat', 'data': 1}",
            "{'cmd': 'join', 'strategy': 'ipfs', 'roomId': 'x', 'config': {'appId': 'a'}}",
            "{'cmd': 'addTrack', " + inRoom + "}",
            "{'cmd': 'dance'}",
            joinLine(room, "", "")
        }) {
            assertThat(alice.fail(line).path("kind").asText()).as(line).isEqualTo("invalid");
        }
        for (String line : new String[] {
            "{'cmd': 'addStream', " + inRoom + ", 'audio': 90000}",
            "{'cmd': 'addStream', " + inRoom + ", 'audio': '/no/such.wav'}",
            "{'cmd': 'addStream', " + inRoom + ", 'streamId': 'none'}",
            "{'cmd': 'replaceTrack', " + inRoom + ", 'streamId': 'none', 'audio': true}",
            "{'cmd': 'removeStream', " + inRoom + ", 'streamId': 'none'}"
        }) {
            assertThat(alice.fail(line).path("kind").asText()).as(line).isEqualTo("invalid");
        }
    }

    @Test
    void soundAndPicturesAreSentMeasuredReplacedAndTakenBack() {
        String inRoom = "'room': '" + room + "'";
        JsonNode added = alice.run(
                "{'cmd': 'addStream', " + inRoom + ", 'audio': true, 'video': true, 'metadata': {'name': 'alice'}}");
        assertThat(added.path("tracks")).hasSize(2);

        JsonNode stream = bob.await(is("stream", room));
        assertThat(stream.path("peerId").asText()).isEqualTo(alice.selfId());
        assertThat(stream.path("streamId")).isEqualTo(added.path("streamId"));
        assertThat(stream.path("metadata").path("name").asText()).isEqualTo("alice");
        assertThat(stream.path("tracks")).hasSize(2);
        JsonNode media = awaitTone(440);
        assertThat(media.path("audio").path("packets").asLong()).isPositive();
        assertThat(media.path("video").path("frames").asLong()).isPositive();

        String ofStream = inRoom + ", 'streamId': " + added.path("streamId");
        alice.run("{'cmd': 'replaceTrack', " + ofStream + ", 'audio': 880}");
        awaitTone(880);
        alice.run("{'cmd': 'removeStream', " + ofStream + "}");
        JsonNode again = alice.run("{'cmd': 'addTrack', " + inRoom + ", 'audio': 660}");
        JsonNode track = bob.await(is("track", room));
        assertThat(track.path("streamId")).isEqualTo(again.path("streamId"));
        awaitTone(660);
        alice.run("{'cmd': 'replaceTrack', " + inRoom + ", 'streamId': " + again.path("streamId")
                + ", 'audio': 550, 'metadata': 'lower'}");
        JsonNode replaced = bob.await(is("track", room));
        assertThat(replaced.path("streamId")).isEqualTo(again.path("streamId"));
        assertThat(replaced.path("metadata").asText()).isEqualTo("lower");
        awaitTone(550);
    }

    private JsonNode awaitTone(int hertz) {
        JsonNode media = null;
        for (int i = 0; i < 40; i++) {
            media = bob.run("{'cmd': 'media', 'room': '" + room + "'}");
            if (Math.abs(media.path("audio").path("dominantHz").asInt() - hertz) < 5) {
                return media;
            }
        }
        throw new AssertionError("no tone of " + hertz + " Hz: " + media);
    }

    private static void join(ShellProcess shell, String room) {
        shell.run(joinLine(room, "", ""));
    }

    private static String joinLine(String room, String fields, String config) {
        return "{'cmd': 'join', 'strategy': 'ws-relay', 'roomId': '" + room + "'" + fields
                + ", 'actions': {'chat': 'message', 'ask': 'request'}, 'config': {'appId': 'shells', 'relayConfig': {'urls': ['"
                + relay.url() + "']}" + config + "}}";
    }

    private static JsonNode joined(ShellProcess shell, String room) {
        return shell.await(is("peerJoin", room));
    }

    private void say(String fields) {
        alice.run(sayLine(fields));
    }

    private String sayLine(String fields) {
        return "{'cmd': 'send', 'room': '" + room + "', 'action': 'chat'" + fields + "}";
    }

    private JsonNode ask(String fields) {
        return alice.run(askLine(fields));
    }

    private String askLine(String fields) {
        return "{'cmd': 'request', 'room': '" + room + "', 'action': 'ask', 'target': '" + bob.selfId() + "'" + fields
                + "}";
    }

    private void answerWith(String reply) {
        bob.run("{'cmd': 'action', 'room': '" + room + "', 'name': 'ask', 'kind': 'request', 'reply': " + reply + "}");
    }
}
