package io.trystero.test.api;

import static io.trystero.SendOptions.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Inspection;
import io.trystero.MessageAction;
import io.trystero.MessageTooLargeException;
import io.trystero.PeerId;
import io.trystero.PeerLeftException;
import io.trystero.PeerStalledException;
import io.trystero.Room;
import io.trystero.SendOptions;
import io.trystero.TransferProgress;
import io.trystero.Trystero;
import io.trystero.codec.CodecException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.subscriber.TestSubscriber;

class SendTest {

    private static final PeerId NOBODY = new PeerId("nobody00000000000000");
    private static final int LARGE = 20_000_000;
    private static final int NONCES = 65_536;

    private final TwoPeers peers = new TwoPeers();
    private final MessageAction<byte[]> hers = peers.hers.action("file", byte[].class);
    private final MessageAction<byte[]> his = peers.his.action("file", byte[].class);

    @AfterEach
    void stop() {
        peers.close();
    }

    @Test
    void isColdAndSendsOncePerSubscription() {
        List<String> heard = peers.world.watch(peers.hisChat().values());
        Mono<Void> send = peers.herChat().send("hello");
        peers.seconds(1);
        assertThat(heard).isEmpty();

        peers.subscribe(send);
        peers.subscribe(send);
        peers.seconds(1);
        assertThat(heard).containsExactly("hello", "hello");
    }

    @Test
    void goesToWhoIsThereAtSubscription() {
        Mono<Void> send = peers.herChat().send("hello");
        Room carols = peers.world.join(peers.world.instance("carol"), "lobby");
        peers.seconds(3);
        List<String> heard =
                peers.world.watch(carols.action("chat", String.class).values());
        peers.subscribe(send);
        peers.seconds(1);

        assertThat(heard).containsExactly("hello");
    }

    @Test
    void completesAtOnceWhereNobodyIs() {
        Room empty = peers.world.join(peers.alice, "empty");

        assertThat(peers.subscribe(empty.action("chat", String.class).send("hello"))
                        .isTerminatedComplete())
                .isTrue();
        assertThat(peers.subscribe(peers.herChat().send("hello", to(List.of()))).isTerminatedComplete())
                .isTrue();
    }

    @Test
    void completesOnceTheLastFrameIsHandedOver() {
        TestSubscriber<Void> send = peers.subscribe(hers.send(new byte[LARGE]));
        assertThat(send.isTerminated()).as("while most of it waits").isFalse();
        peers.seconds(5);

        assertThat(send.isTerminatedComplete()).isTrue();
    }

    @Test
    void toSomeoneWhoIsNotHereFailsBeforeAnythingIsSent() {
        List<String> heard = peers.world.watch(peers.hisChat().values());
        TestSubscriber<Void> send = peers.subscribe(peers.herChat().send("hello", to(peers.bobId(), NOBODY)));
        peers.seconds(1);

        assertThat(send.expectTerminalError())
                .isInstanceOfSatisfying(
                        PeerLeftException.class, left -> assertThat(left.peer()).isEqualTo(NOBODY));
        assertThat(heard).isEmpty();
    }

    @Test
    void toOneReachesNobodyElse() {
        Room carols = peers.world.join(peers.world.instance("carol"), "lobby");
        peers.seconds(3);
        List<String> carolHeard =
                peers.world.watch(carols.action("chat", String.class).values());
        List<String> bobHeard = peers.world.watch(peers.hisChat().values());
        peers.subscribe(peers.herChat().send("psst", to(peers.bobId(), peers.bobId())));
        peers.seconds(1);

        assertThat(bobHeard).containsExactly("psst");
        assertThat(carolHeard).isEmpty();
    }

    @Test
    void toOneWhoLeavesMidwayFails() {
        TestSubscriber<Void> send = peers.subscribe(hers.send(new byte[LARGE], to(peers.bobId())));
        peers.world.millis(200);
        peers.bob.dispose();
        peers.seconds(3);

        assertThat(send.expectTerminalError())
                .isInstanceOfSatisfying(
                        PeerLeftException.class, left -> assertThat(left.peer()).isEqualTo(peers.bobId()));
    }

    @Test
    void toAllGoesOnWithoutWhoLeavesMidway() {
        Room carols = peers.world.join(peers.world.instance("carol"), "lobby");
        peers.seconds(3);
        List<byte[]> heard =
                peers.world.watch(carols.action("file", byte[].class).values());
        TestSubscriber<Void> send = peers.subscribe(hers.send(new byte[LARGE]));
        peers.world.millis(200);
        peers.bob.dispose();
        peers.seconds(10);

        assertThat(send.isTerminatedComplete()).isTrue();
        assertThat(heard).hasSize(1);
    }

    @Test
    void aTargetThatTakesNothingForTenSecondsFailsAlone() {
        Trystero carol = peers.world.instance("carol");
        Room carols = peers.world.join(carol, "lobby");
        peers.seconds(3);
        List<byte[]> heard =
                peers.world.watch(carols.action("file", byte[].class).values());
        TestSubscriber<Void> send = peers.subscribe(hers.send(new byte[LARGE], to(peers.bobId(), carol.selfId())));
        peers.world.millis(100);
        peers.bobHost().crash();
        peers.seconds(12);

        // whichever is noticed first: that nothing drains, or that the path is silent
        assertThat(send.expectTerminalError()).isInstanceOfAny(PeerStalledException.class, PeerLeftException.class);
        assertThat(heard).hasSize(1);
    }

    @Test
    void cancelStopsAtTheNextFrameAndTheNextSendIsWhole() {
        List<byte[]> received = peers.world.watch(his.values());
        List<TransferProgress> progress = peers.world.watch(his.receiveProgress());
        for (int i = 0; i < 3; i++) {
            int before = progress.size();
            TestSubscriber<Void> cut = peers.subscribe(hers.send(new byte[LARGE]));
            peers.world.millis(200);
            cut.cancel();
            peers.seconds(5);
            int heard = progress.size();
            assertThat(heard - before).as("frames that arrived").isBetween(1, LARGE / 16_348 - 1);
            peers.seconds(5);
            assertThat(progress).hasSize(heard);
        }

        byte[] whole = new byte[40_000];
        whole[39_999] = 7;
        peers.subscribe(hers.send(whole));
        peers.seconds(5);
        assertThat(received).containsExactly(whole);
    }

    /** Sends are told apart by 16 bits, and the receiver keeps for a minute what it has of one that was cut. */
    @Test
    void aSendThatWasCancelledMidwaySpoilsNoneOfThoseThatComeAroundToItsNumber() {
        List<byte[]> received = peers.world.watch(his.values());
        peers.subscribe(hers.send(new byte[1]));
        for (int i = 0; i < 3; i++) {
            TestSubscriber<Void> cut = peers.subscribe(hers.send(new byte[LARGE]));
            peers.world.millis(200);
            cut.cancel();
        }
        peers.seconds(1);
        long kept = Inspection.receivedBytes(peers.bob);
        assertThat(kept).as("of the three").isGreaterThan(3 * 16_348);
        received.clear();

        for (int i = 0; i < 2 * NONCES; i++) {
            hers.send(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)}).subscribe();
            if (i % 1_000 == 999) {
                peers.world.millis(200);
            }
        }
        peers.seconds(1);
        assertThat(Inspection.receivedBytes(peers.bob)).as("kept meanwhile").isEqualTo(kept);
        assertThat(received).hasSize(2 * NONCES);
        for (int i = 0; i < 2 * NONCES; i++) {
            assertThat(received.get(i)).containsExactly(i, i >> 8, i >> 16);
        }
    }

    @Test
    void aMessageOverTheLimitIsRefused() {
        TestSubscriber<Void> send = peers.subscribe(hers.send(new byte[(64 << 20) + 1]));

        assertThat(send.expectTerminalError())
                .isInstanceOf(MessageTooLargeException.class)
                .hasMessageContaining(String.valueOf(64 << 20));
    }

    @Test
    void metadataOverTheLimitIsRefused() {
        TestSubscriber<Void> send = peers.subscribe(peers.herChat()
                .send("hello", SendOptions.toAll().metadata("m".repeat(1 << 20))));

        assertThat(send.expectTerminalError()).isInstanceOf(MessageTooLargeException.class);
    }

    @Test
    void whatCannotBeWrittenFailsBeforeAnythingIsSent() {
        TestSubscriber<Void> send =
                peers.subscribe(peers.hers.action("any", Object.class).send(new Object()));

        assertThat(send.expectTerminalError()).isInstanceOf(CodecException.class);
    }

    @Test
    void progressIsToldPerTargetAndReachesOne() {
        List<TransferProgress> progress = new ArrayList<>();
        peers.subscribe(hers.send(
                new byte[100_000], SendOptions.toAll().metadata("plan").onProgress(progress::add)));
        peers.seconds(1);

        assertThat(progress).hasSize(8);
        assertThat(progress).extracting(TransferProgress::peer).containsOnly(peers.bobId());
        assertThat(progress).last().satisfies(last -> {
            assertThat(last.fraction()).isEqualTo(1);
            assertThat(last.metadata().asText()).isEqualTo("plan");
        });
        assertThat(progress).isSortedAccordingTo((a, b) -> Double.compare(a.fraction(), b.fraction()));
    }

    @Test
    void progressTellsEachFractionOnceAtBothSidesAndOneWithTheLastFrame() {
        List<TransferProgress> sent = new ArrayList<>();
        List<TransferProgress> received = peers.world.watch(his.receiveProgress());
        peers.subscribe(hers.send(new byte[20_000_000], SendOptions.toAll().onProgress(sent::add)));
        peers.seconds(5);

        assertThat(List.of(sent, received))
                .allSatisfy(progress -> assertThat(progress)
                        .extracting(TransferProgress::fraction)
                        .doesNotHaveDuplicates()
                        .isSorted()
                        .startsWith(0.0)
                        .endsWith(1.0)
                        .hasSize(256));
    }

    @Test
    void aProgressListenerThatThrowsHarmsNothing() {
        List<byte[]> received = peers.world.watch(his.values());
        TestSubscriber<Void> send =
                peers.subscribe(hers.send(new byte[10], SendOptions.toAll().onProgress(progress -> {
                    throw new IllegalStateException("as it happens");
                })));
        peers.world.run(Duration.ofSeconds(1));

        assertThat(send.isTerminatedComplete()).isTrue();
        assertThat(received).hasSize(1);
    }

    @Test
    void aSmallSendDoesNotWaitForALargeOne() {
        List<byte[]> large = peers.world.watch(his.values());
        List<String> small = peers.world.watch(peers.hisChat().values());
        peers.subscribe(hers.send(new byte[LARGE]));
        peers.subscribe(peers.herChat().send("quick"));
        peers.world.millis(600);

        assertThat(small).containsExactly("quick");
        assertThat(large).isEmpty();
    }
}
