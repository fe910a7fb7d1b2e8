package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Inspection;
import io.trystero.MessageAction;
import io.trystero.PeerId;
import io.trystero.PeerStalledException;
import io.trystero.Room;
import io.trystero.SendOptions;
import io.trystero.Trystero;
import io.trystero.engine.Counters.Kind;
import io.trystero.rtc.TransportCapabilities;
import io.trystero.test.WebRtcQuality;
import io.trystero.wire.ActionFrame;
import io.trystero.wire.ChannelMessage;
import io.trystero.wire.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What waits for a peer that takes nothing is bounded. */
class OutboundBoundsTest {

    private static final int QUEUED_SENDS = 65_536;
    private static final int NONCES = 65_536;
    private static final int PENDING_PINGS = 1_024;
    private static final int WINDOW = 1 << 20;

    /** On this network a peer gets what it grants, and those that are like JavaScript's grant nothing. */
    private final World world = new World(
            47,
            network -> network.webRtc(
                    WebRtcQuality.good().withCapabilities(new TransportCapabilities(262_144, true, true, false))));

    private final LogLines log = new LogLines();
    private final Trystero alice = world.instance("alice");
    private final Room hers = world.join(alice, "lobby");
    private final List<Throwable> errors = new ArrayList<>();

    @AfterEach
    void stop() {
        world.close();
        log.close();
        assertThat(log.errors()).isEmpty();
    }

    @Test
    void sendsThatWaitForOnePeerAreBounded() {
        JavaScriptLikePeer deaf = deaf("deaf");
        fillWindow(deaf);
        send("one", deaf, QUEUED_SENDS / 2);
        send("other", deaf, QUEUED_SENDS / 2 - 1);
        assertThat(errors).isEmpty();
        send("third", deaf, 3);

        assertThat(errors).hasSize(3).hasOnlyElementsOfType(PeerStalledException.class);
    }

    @Test
    void sendsOfOneActionUnderWayAreBounded() {
        JavaScriptLikePeer deaf = deaf("deaf");
        JavaScriptLikePeer dumb = deaf("dumb");
        fillWindow(deaf);
        fillWindow(dumb);
        send("chat", deaf, NONCES / 2);
        send("chat", dumb, NONCES / 2);
        assertThat(errors).isEmpty();
        send("chat", dumb, 3);

        assertThat(errors).hasSize(3).hasOnlyElementsOfType(PeerStalledException.class);
        send("other", dumb, 1);
        assertThat(errors).hasSize(3);
    }

    @Test
    void pingsThatWaitAreBounded() {
        JavaScriptLikePeer deaf = deaf("deaf");
        for (int i = 0; i < PENDING_PINGS; i++) {
            hers.ping(new PeerId(deaf.id())).subscribe(ignored -> {}, errors::add);
        }
        world.millis(1);
        assertThat(errors).isEmpty();
        hers.ping(new PeerId(deaf.id())).subscribe(ignored -> {}, errors::add);
        world.millis(1);

        assertThat(errors).singleElement().isInstanceOf(PeerStalledException.class);
    }

    @Test
    void whoPingsWithoutReadingGetsNoMorePongsThanTwoWindows() {
        JavaScriptLikePeer deaf = deaf("deaf");
        ChannelLiar liar = new ChannelLiar(1, deaf);
        liar.connect(alice.selfId());
        for (int i = 0; i < 60; i++) {
            liar.pings(1_000);
            world.millis(100);
        }

        // a pong is 103 bytes
        assertThat(Inspection.counters(alice).get(Kind.OVER_BOUND)).isGreaterThan(60_000 - 2 * WINDOW / 103 - 2);
    }

    @Test
    void whoComesAndGoesWithoutReadingIsAttachedNoMore() {
        JavaScriptLikePeer deaf = deaf("deaf");
        ChannelLiar liar = new ChannelLiar(1, deaf);
        liar.connect(alice.selfId());
        for (int i = 0; i < 100; i++) {
            liar.comings(500);
            world.millis(30);
        }

        assertThat(Inspection.counters(alice).get(Kind.OVER_BOUND)).isPositive();
    }

    @Test
    void aConnectionWhoseLastWordsAreNotTakenClosesAfterTwoSeconds() {
        JavaScriptLikePeer deaf = deaf("deaf");
        fillWindow(deaf);
        hers.leave().subscribe();
        // 99 ms from the goodbye to the leaving, when the instance is in no room any more
        world.millis(99 + 1_999);
        assertThat(world.network.host("alice").connections()).hasSize(1);
        world.millis(1);

        assertThat(world.network.host("alice").connections()).isEmpty();
    }

    @Test
    void answersThatWaitForAPeerThatDoesNotReadAreBounded() {
        JavaScriptLikePeer deaf = deaf("deaf");
        int[] answers = countAnswers(deaf);
        fillWindow(deaf);
        askWithoutReading(deaf, QUEUED_SENDS + 10);
        assertThat(answers[0]).isZero();
        connection(deaf).take(1L << 40);
        world.seconds(3);

        // what fills the window waits too
        assertThat(answers[0]).isEqualTo(QUEUED_SENDS - 1);
    }

    @Test
    void bytesOfAnswersThatWaitForAPeerThatDoesNotReadAreBoundedAndOthersAreAnswered() {
        JavaScriptLikePeer deaf = deaf("deaf");
        int[] answers = countAnswers(deaf);
        fillWindow(deaf);
        byte[] large = new byte[2 << 20];
        hers.request("ask", String.class, byte[].class)
                .handle(query -> Mono.just(large))
                .subscribe();
        ChannelLiar liar = new ChannelLiar(1, deaf);
        liar.connect(alice.selfId());
        liar.requests(100);
        world.seconds(1);
        long most = 128L << 20;
        assertThat(Inspection.answerBytes(alice)).isBetween(most - (3 << 20), most);
        assertThat(Inspection.counters(alice).get(Kind.OVER_BOUND)).isEqualTo(100 - 63);

        Room his = world.join(world.instance("bob"), "lobby");
        world.await(Duration.ofSeconds(5), "joined", () -> his.peers().contains(alice.selfId()));
        assertThat(world.get(his.request("ask", String.class, byte[].class).request(alice.selfId(), "?")))
                .hasSize(large.length);

        connection(deaf).take(1L << 40);
        world.seconds(60);
        // 63 with their bytes, the others as refusals
        assertThat(answers[0]).isEqualTo(100);
        assertThat(Inspection.answerBytes(alice)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {9_999, 10_000})
    void answersWaitForTenSecondsForAPeerThatDoesNotRead(long millis) {
        JavaScriptLikePeer deaf = deaf("deaf");
        int[] answers = countAnswers(deaf);
        long deafSince = world.time.now(TimeUnit.MILLISECONDS);
        fillWindow(deaf);
        askWithoutReading(deaf, 1_000);
        world.millis(deafSince + millis - world.time.now(TimeUnit.MILLISECONDS));
        connection(deaf).take(1L << 40);
        world.seconds(3);
        int inTime = millis < 10_000 ? 1_000 : 0;
        assertThat(answers[0]).isEqualTo(inTime);
        ChannelLiar again = new ChannelLiar(2, deaf);
        again.connect(alice.selfId());
        again.requests(1);
        world.seconds(1);

        assertThat(answers[0]).isEqualTo(inTime + 1);
    }

    /** Lets a peer make requests, each of which is answered at once. */
    private void askWithoutReading(JavaScriptLikePeer deaf, int count) {
        hers.request("ask", String.class, String.class)
                .handle(query -> Mono.just("answer"))
                .subscribe();
        ChannelLiar liar = new ChannelLiar(1, deaf);
        liar.connect(alice.selfId());
        for (int asked = 0; asked < count; asked += 500) {
            liar.requests(Math.min(500, count - asked));
            world.millis(50);
        }
    }

    /** Counts the answers that reach a peer. */
    private int[] countAnswers(JavaScriptLikePeer peer) {
        int[] answers = new int[1];
        connection(peer).onData = data -> {
            try {
                if (ChannelMessage.parse(data) instanceof ChannelMessage.RoomFrame message) {
                    ActionFrame frame = ActionFrame.parse(data, message.offset());
                    if (frame.action().equals("@_response") && frame.isLast()) {
                        answers[0]++;
                    }
                }
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
        };
        return answers;
    }

    private JavaScriptLikeConnection connection(JavaScriptLikePeer peer) {
        return Objects.requireNonNull(peer.link(alice.selfId().value())).connection;
    }

    private JavaScriptLikePeer deaf(String label) {
        JavaScriptLikePeer deaf = new JavaScriptLikePeer(
                world.network.host(label), world.network.host(label).peerId());
        deaf.join("lobby", "");
        world.await(Duration.ofSeconds(5), "joined", () -> hers.peers().contains(new PeerId(deaf.id())));
        assertThat(connection(deaf).isLive()).isTrue();
        return deaf;
    }

    private void fillWindow(JavaScriptLikePeer to) {
        hers.action("large", byte[].class)
                .send(new byte[2 * WINDOW], SendOptions.to(new PeerId(to.id())))
                .onErrorComplete()
                .subscribe();
        world.millis(1);
    }

    private void send(String name, JavaScriptLikePeer to, int count) {
        MessageAction<String> action = hers.action(name, String.class);
        for (int i = 0; i < count; i++) {
            action.send("x", SendOptions.to(new PeerId(to.id()))).subscribe(ignored -> {}, errors::add);
        }
        world.millis(1);
    }
}
