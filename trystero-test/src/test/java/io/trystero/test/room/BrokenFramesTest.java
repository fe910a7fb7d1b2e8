package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Inspection;
import io.trystero.JoinFailure.Cause;
import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.engine.Counters.Kind;
import io.trystero.rtc.IceCandidate;
import io.trystero.wire.ActionFrame;
import io.trystero.wire.CandidateJson;
import io.trystero.wire.ChannelMessage;
import io.trystero.wire.OutgoingFrames;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connected peer sends what the protocol does not allow: it is counted, logged once, and the honest talk on. */
class BrokenFramesTest {

    private static final String MALLORY = "Mallory0000000000000";
    private static final String LOBBY = Topics.roomToken(World.APP, "lobby");

    private final LogLines log = new LogLines();
    private final World world = new World(37);
    private final Trystero alice = world.instance("alice");
    private final Trystero bob = world.instance("bob");
    private final Room hers = world.join(alice, "lobby");
    private final Room his = world.join(bob, "lobby");
    private final List<String> heard =
            world.watch(his.action("chat", String.class).values());
    private final JavaScriptLikePeer mallory = new JavaScriptLikePeer(world.network.host("mallory"), MALLORY);

    @AfterEach
    void stop() {
        world.close();
        log.close();
        assertThat(log.errors()).isEmpty();
    }

    @Test
    void bytesThatAreNoFrameAreCountedAndLoggedOnce() {
        connect();
        List<byte[]> garbage = List.of(
                new byte[0],
                new byte[1],
                new byte[] {1, 0},
                new byte[] {1, 0, 0},
                new byte[] {1, 0, 9, 'x'},
                new byte[] {2, 1, 0, 0},
                new byte[] {2, 1, (byte) 255, (byte) 255, 'x'},
                new byte[] {77, 1, 2, 3, 4, 5, 6, 7, 8},
                ChannelMessage.roomPrefix(LOBBY),
                Arrays.copyOf(ChannelMessage.roomPrefix(LOBBY), 67 + 35),
                Arrays.copyOf(ChannelMessage.roomPrefix(LOBBY), 67 + 36));
        garbage.forEach(this::send);
        world.seconds(1);

        assertThat(count(Kind.MALFORMED_FRAME)).isEqualTo(garbage.size());
        assertThat(log.of("connection")).hasSize(1).allMatch(line -> line.contains(MALLORY));
        assertMalloryIsStillThere();
        assertHonestPeersTalk();
    }

    @Test
    void framesForRoomsThatWeAreNotInAreKeptNowhere() {
        connect();
        for (int i = 0; i < 10_000; i++) {
            String token = Topics.roomToken(World.APP, "room" + i);
            send(frame(token, "chat", "hello"));
            send(frame(token, "@_hsready", ""));
        }
        world.seconds(2);

        assertThat(count(Kind.UNEXPECTED_FRAME)).isGreaterThan(19_000);
        assertHonestPeersTalk();
    }

    @Test
    void presenceInMoreRoomsThanOneCanBeInIsBounded() {
        connect();
        for (int i = 0; i < 10_000; i++) {
            send(ChannelMessage.presence("token" + i, true));
        }
        for (int i = 0; i < 10_000; i++) {
            send(ChannelMessage.presence("token" + i, false));
            send(ChannelMessage.presence("another" + i, true));
        }
        world.seconds(2);

        assertThat(count(Kind.OVER_BOUND)).isPositive();
        assertHonestPeersTalk();
    }

    @Test
    void controlActionsWithNonsenseInThemChangeNothing() {
        connect();
        for (String action : List.of(
                "@_hsdata", "@_hsready", "@_signal", "@_stream", "@_track", "@_response", "@_pong", "@_unknown")) {
            send(frame(LOBBY, action, "nonsense"));
            send(frame(LOBBY, action, "{\"type\":\"offer\",\"sdp\":\"a=rtpmap nonsense\"}"));
            send(frame(LOBBY, action, "{\"type\":\"candidate\",\"sdp\":\"nonsense\"}"));
            send(frame(LOBBY, action, "\0\0\0"));
        }
        world.seconds(2);

        assertHonestPeersTalk();
    }

    @Test
    void renegotiationsWithoutEndAreBounded() {
        connect();
        for (int i = 0; i < 200; i++) {
            send(frame(LOBBY, "@_signal", "{\"type\":\"offer\",\"sdp\":\"a=rtpmap nonsense\"}"));
        }
        world.seconds(2);

        assertThat(count(Kind.OVER_BOUND)).isPositive();
        assertMalloryIsStillThere();
        assertHonestPeersTalk();
    }

    @Test
    void candidatesWithoutEndAreBounded() {
        connect();
        String candidate = CandidateJson.write(new IceCandidate("candidate:1 1 udp 1 10.0.0.1 9 typ host", "0", 0, "u"))
                .replace("\"", "\\\"");
        for (int i = 0; i < 1_100; i++) {
            send(frame(LOBBY, "@_signal", "{\"type\":\"candidate\",\"sdp\":\"" + candidate + "\"}"));
        }
        world.seconds(2);

        assertThat(count(Kind.OVER_BOUND)).isBetween(76L, 1_100L - 1_000);
        assertMalloryIsStillThere();
        assertHonestPeersTalk();
    }

    @Test
    void unfinishedMessagesAreBounded() {
        connect();
        byte[] chunk = frame(LOBBY, "chat", "x");
        chunk[67 + 34] &= ~1;
        for (int nonce = 0; nonce < 20_000; nonce++) {
            chunk[67 + 32] = (byte) (nonce >> 8);
            chunk[67 + 33] = (byte) nonce;
            send(chunk.clone());
        }
        world.seconds(60);

        assertThat(count(Kind.OVER_BOUND)).isPositive();
        assertThat(log.of("connection")).hasSizeLessThanOrEqualTo(1);
        assertHonestPeersTalk();
    }

    @Test
    void aHandshakeOfNonsenseIsAWrongPassword() {
        Room vip = world.join(alice, "vip", room -> room.password("s3cret"));
        List<Cause> failures = world.causes(vip);
        connect();
        String token = Topics.roomToken(World.APP, "vip");
        for (int i = 0; i < 100; i++) {
            send(ChannelMessage.presence(token, true));
            send(frame(token, "@_hsdata", "nonsense"));
            send(frame(token, "@_hsdata", "{\"__trystero_pw\":\"response\",\"h\":\"nonsense\"}"));
            send(frame(token, "@_hsready", ""));
            send(frame(token, "chat", "am I in?"));
        }
        List<String> herVip = world.watch(vip.action("chat", String.class).values());
        world.seconds(60);

        assertThat(vip.peers()).isEmpty();
        assertThat(herVip).isEmpty();
        assertThat(failures)
                .isNotEmpty()
                .isSubsetOf(Cause.WRONG_PASSWORD_ON_SHARED_CONNECTION, Cause.HANDSHAKE_TIMEOUT);
        assertHonestPeersTalk();
    }

    @Test
    void comingAndGoingOnTheWireAloneIsJoiningAndLeaving() {
        connect();
        for (int i = 0; i < 500; i++) {
            send(frame(LOBBY, "@_leave", ""));
            send(ChannelMessage.presence(LOBBY, false));
            send(ChannelMessage.presence(LOBBY, true));
            send(frame(LOBBY, "@_hsready", ""));
        }
        world.seconds(2);

        assertMalloryIsStillThere();
        assertHonestPeersTalk();
    }

    /** Real frames, cut and changed at random. */
    @Test
    void noMixtureIsFatal() {
        connect();
        SplittableRandom random = new SplittableRandom(5);
        List<byte[]> real = List.of(
                ChannelMessage.presence(LOBBY, true),
                ChannelMessage.presence(LOBBY, false),
                frame(LOBBY, "chat", "hello"),
                frame(LOBBY, "@_leave", ""),
                frame(LOBBY, "@_hsready", ""),
                frame(LOBBY, "@_hsdata", "{}"),
                frame(LOBBY, "@_ping", ""),
                frame(LOBBY, "@_response", "{}"));
        for (int i = 0; i < 20_000; i++) {
            byte[] message = real.get(random.nextInt(real.size())).clone();
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt(256);
            }
            send(random.nextInt(5) == 0 ? Arrays.copyOf(message, random.nextInt(message.length)) : message);
        }
        world.seconds(60);

        assertHonestPeersTalk();
    }

    private void connect() {
        mallory.join("lobby", "");
        world.await(
                Duration.ofSeconds(5),
                "all joined",
                () -> hers.peers().size() == 2 && his.peers().contains(alice.selfId()));
    }

    private void send(byte[] message) {
        Objects.requireNonNull(mallory.link(alice.selfId().value())).connection.send(message);
    }

    private static byte[] frame(String token, String action, String text) {
        return new OutgoingFrames(
                        ChannelMessage.roomPrefix(token),
                        ActionFrame.nameBytes(action),
                        0,
                        text.startsWith("{") ? PayloadKind.JSON : PayloadKind.TEXT,
                        null,
                        ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
                .frame(0);
    }

    private long count(Kind kind) {
        return Inspection.counters(alice).get(kind);
    }

    private void assertMalloryIsStillThere() {
        assertThat(hers.peers()).contains(new PeerId(MALLORY));
    }

    private void assertHonestPeersTalk() {
        assertThat(hers.peers()).contains(bob.selfId());
        heard.clear();
        hers.action("chat", String.class).send("hello").subscribe();
        world.seconds(1);
        assertThat(heard).containsExactly("hello");
    }
}
