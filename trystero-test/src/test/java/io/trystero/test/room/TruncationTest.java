package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Inspection;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.engine.Counters.Kind;
import io.trystero.wire.ActionFrame;
import io.trystero.wire.ChannelMessage;
import io.trystero.wire.OutgoingFrames;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A peer like JavaScript's gives up midway without a word: aborted, blocked for 10 seconds, or its page is gone. */
class TruncationTest {

    private static final byte[] LARGE = new byte[100_000];
    private static final int MIB = 1 << 20;

    private final LogLines log = new LogLines();
    private final World world = new World(59);
    private final Trystero alice = world.instance("alice");
    private final Room hers = world.join(alice, "lobby");
    private final List<byte[]> received =
            world.watch(hers.action("file", byte[].class).values());
    private final JavaScriptLikePeer mallory = new JavaScriptLikePeer(
            world.network.host("mallory"), world.network.host("mallory").peerId());

    @AfterEach
    void stop() {
        world.close();
        log.close();
        assertThat(log.errors()).isEmpty();
    }

    @Test
    void nothingOfWhatWasGivenUpIsLeftAfterAMinute() {
        meet();
        for (int nonce = 0; nonce < 50; nonce++) {
            send("lobby", "file", nonce, 3, LARGE);
        }
        world.seconds(1);
        assertThat(Inspection.receivedBytes(alice)).isGreaterThan(50 * 2 * 16_000);
        world.seconds(61);
        assertThat(Inspection.receivedBytes(alice)).isZero();

        // the nonces come around
        for (int nonce = 0; nonce < 50; nonce++) {
            send("lobby", "file", nonce, Integer.MAX_VALUE, LARGE);
        }
        world.seconds(2);
        assertThat(received).hasSize(50).allMatch(bytes -> bytes.length == LARGE.length);
        assertThat(Inspection.receivedBytes(alice)).isZero();
    }

    @Test
    void norWhenItsSenderIsGone() {
        meet();
        send("lobby", "file", 0, 3, LARGE);
        world.seconds(1);
        assertThat(Inspection.receivedBytes(alice)).isPositive();
        world.network.host("mallory").crash();
        world.seconds(30);

        assertThat(hers.peers()).isEmpty();
        assertThat(Inspection.receivedBytes(alice)).isZero();
    }

    @Test
    void handshakePayloadsOfMoreThanAMebibyteAreDropped() {
        List<String> got = handshakeThatListens();
        meet();
        Objects.requireNonNull(mallory.link(alice.selfId().value())).presence(Topics.roomToken(World.APP, "vip"), true);
        world.millis(100);
        send("vip", "@_hsdata", 0, Integer.MAX_VALUE, new byte[MIB + 1]);
        send("vip", "@_hsdata", 1, Integer.MAX_VALUE, "small".getBytes(StandardCharsets.UTF_8));
        world.seconds(1);

        assertThat(got).containsExactly("5 bytes");
        assertThat(Inspection.counters(alice).get(Kind.OVER_BOUND)).isEqualTo(1);
    }

    @Test
    void unfinishedHandshakePayloadsAreFourMebibytesTogether() {
        List<String> got = handshakeThatListens();
        meet();
        Objects.requireNonNull(mallory.link(alice.selfId().value())).presence(Topics.roomToken(World.APP, "vip"), true);
        world.millis(100);
        for (int nonce = 0; nonce < 8; nonce++) {
            send("vip", "@_hsdata", nonce, 60, new byte[MIB]);
        }
        world.seconds(2);

        assertThat(Inspection.receivedBytes(alice)).isBetween(3L * MIB, 4L * MIB);
        assertThat(Inspection.counters(alice).get(Kind.OVER_BOUND)).isEqualTo(4);
        world.seconds(10);
        assertThat(Inspection.receivedBytes(alice)).isZero();
        assertThat(got).isEmpty();
    }

    /** Joins "vip" with a handshake that takes what comes and never passes. */
    private List<String> handshakeThatListens() {
        List<String> got = new java.util.ArrayList<>();
        world.join(
                alice,
                "vip",
                room -> room.handshake(context -> context.receive(byte[].class)
                        .doOnNext(bytes -> got.add(bytes.length + " bytes"))
                        .repeat()
                        .then(Mono.never())));
        return got;
    }

    private void meet() {
        mallory.join("lobby", "");
        world.await(Duration.ofSeconds(5), "joined", () -> hers.peers().size() == 1);
    }

    /** Sends no more than the first so many chunks. */
    private void send(String roomId, String action, int nonce, int chunks, byte[] payload) {
        OutgoingFrames frames = new OutgoingFrames(
                ChannelMessage.roomPrefix(Topics.roomToken(World.APP, roomId)),
                ActionFrame.nameBytes(action),
                nonce,
                PayloadKind.BINARY,
                null,
                ByteBuffer.wrap(payload));
        for (int i = 0; i < Math.min(chunks, frames.count()); i++) {
            Objects.requireNonNull(mallory.link(alice.selfId().value()))
                    .connection
                    .send(frames.frame(i));
        }
    }
}
