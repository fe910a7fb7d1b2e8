package io.trystero.test.api;

import static io.trystero.SendOptions.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trystero.Message;
import io.trystero.MessageAction;
import io.trystero.MessageTooLargeException;
import io.trystero.PeerId;
import io.trystero.PeerLeftException;
import io.trystero.ReceiveFailure;
import io.trystero.Room;
import io.trystero.RoomClosedException;
import io.trystero.SendOptions;
import io.trystero.SourceStalledException;
import io.trystero.TransferProgress;
import io.trystero.Trystero;
import io.trystero.WrongLengthException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;
import reactor.test.subscriber.TestSubscriber;

class StreamSendTest {

    private static final int CHUNK = 16_348;

    private final TwoPeers peers = new TwoPeers();
    private final MessageAction<byte[]> hers = peers.hers.action("file", byte[].class);
    private final MessageAction<byte[]> his = peers.his.action("file", byte[].class);
    private final List<byte[]> received = peers.world.watch(his.values());

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        peers.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 300_000, 2_000_000})
    void bytesArriveAsOneMessage(int length) {
        byte[] content = content(length);
        TestSubscriber<Void> send = peers.subscribe(hers.send(buffers(content, 10_007), length));
        peers.seconds(2);

        assertThat(send.isTerminatedComplete()).isTrue();
        assertThat(received).containsExactly(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 262_144, 262_145, 2_000_000})
    void aFileArrivesAsOneMessage(int length) throws IOException {
        byte[] content = content(length);
        Path file = Files.write(directory.resolve("file"), content);
        TestSubscriber<Void> send = peers.subscribe(hers.sendFile(file));
        peers.seconds(2);

        assertThat(send.isTerminatedComplete()).isTrue();
        assertThat(received).containsExactly(content);
    }

    @Test
    void aFileThatCannotBeReadFailsTheSend() {
        assertThat(peers.subscribe(hers.sendFile(directory.resolve("none"))).expectTerminalError())
                .isInstanceOf(IOException.class);
        assertThat(peers.subscribe(hers.sendFile(directory)).expectTerminalError())
                .isInstanceOf(IOException.class);
    }

    @Test
    void aFileThatGrowsMeanwhileFailsTheSend() throws IOException {
        Path file = Files.write(directory.resolve("file"), content(10_000_000));
        TestSubscriber<Void> send = peers.subscribe(hers.sendFile(file));
        Files.write(file, new byte[1], java.nio.file.StandardOpenOption.APPEND);
        peers.seconds(3);

        assertThat(send.expectTerminalError()).isInstanceOf(WrongLengthException.class);
        assertThat(received).isEmpty();
    }

    @Test
    void metadataAndProgressGoWithIt() {
        List<Message<byte[]>> messages = peers.world.watch(his.messages());
        List<TransferProgress> progress = new ArrayList<>();
        peers.subscribe(hers.send(
                buffers(content(100_000), 1_000),
                100_000,
                SendOptions.toAll().metadata("plan").onProgress(progress::add)));
        peers.subscribe(hers.send(Flux.empty(), 0, to(peers.bobId()).metadata(null)));
        peers.seconds(1);

        assertThat(messages).hasSize(2);
        assertThat(messages.get(0).metadata().asText()).isEqualTo("plan");
        assertThat(messages.get(1).metadata().isNull()).isTrue();
        assertThat(progress).hasSize(8).last().satisfies(last -> {
            assertThat(last.fraction()).isEqualTo(1);
            assertThat(last.peer()).isEqualTo(peers.bobId());
            assertThat(last.metadata().asText()).isEqualTo("plan");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50_000, CHUNK, 99_999})
    void aSourceThatGivesTooLittleFailsTheSendAndNothingArrives(int given) {
        TestSubscriber<Void> send = peers.subscribe(hers.send(buffers(content(given), 7_000), 100_000));
        peers.seconds(2);

        assertThat(send.expectTerminalError())
                .isInstanceOfSatisfying(WrongLengthException.class, wrong -> {
                    assertThat(wrong.expected()).isEqualTo(100_000);
                    assertThat(wrong.actual()).isEqualTo(given);
                })
                .hasMessageContaining("only " + given);
        whatFollowsIsWhole();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20_000, CHUNK})
    void aSourceThatGivesTooMuchFailsTheSendAndNothingArrives(int told) {
        TestPublisher<ByteBuffer> source = TestPublisher.create();
        TestSubscriber<Void> send = peers.subscribe(hers.send(source, told));
        if (told > 0) {
            source.next(ByteBuffer.wrap(content(told)));
        }
        peers.seconds(1);
        assertThat(received).as("before the source ends").isEmpty();
        source.next(ByteBuffer.wrap(new byte[1]));
        peers.seconds(1);

        assertThat(send.expectTerminalError())
                .isInstanceOf(WrongLengthException.class)
                .hasMessageContaining("at least " + (told + 1));
        source.assertCancelled();
        whatFollowsIsWhole();
    }

    @Test
    void aSourceThatGivesMoreThanItIsAskedForFailsTheSend() {
        TestPublisher<ByteBuffer> source = TestPublisher.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);
        TestSubscriber<Void> send = peers.subscribe(hers.send(source, 1L << 30));
        for (int i = 0; i < 100; i++) {
            source.next(ByteBuffer.wrap(content(100_000)));
        }
        peers.seconds(1);

        assertThat(send.expectTerminalError())
                .matches(Exceptions::isOverflow, "is an overflow")
                .hasMessageContaining("onBackpressureBuffer");
        source.assertCancelled();
        whatFollowsIsWhole();
    }

    @Test
    void theErrorOfTheSourceFailsTheSend() {
        TestPublisher<ByteBuffer> source = TestPublisher.create();
        TestSubscriber<Void> send = peers.subscribe(hers.send(source, 100_000));
        source.next(ByteBuffer.wrap(content(50_000)));
        peers.seconds(1);
        source.error(new IOException("the disk is gone"));
        peers.seconds(1);

        assertThat(send.expectTerminalError()).hasMessage("the disk is gone");
        whatFollowsIsWhole();
    }

    @Test
    void aSourceThatFallsSilentFailsTheSend() {
        TestPublisher<ByteBuffer> source = TestPublisher.create();
        TestSubscriber<Void> send = peers.subscribe(hers.send(source, 100_000));
        for (int i = 0; i < 3; i++) {
            source.next(ByteBuffer.wrap(content(20_000)));
            peers.seconds(29);
        }
        assertThat(send.isTerminated()).isFalse();
        peers.seconds(2);

        assertThat(send.expectTerminalError())
                .isInstanceOf(SourceStalledException.class)
                .hasMessageContaining("30 seconds");
        source.assertCancelled();
        whatFollowsIsWhole();
    }

    @Test
    void aSourceThatThrowsWhenItIsSubscribedToFailsTheSendAtOnce() {
        TestSubscriber<Void> send = peers.subscribe(hers.send(
                source -> {
                    throw new IllegalStateException("not today");
                },
                100_000));
        peers.world.millis(1);

        assertThat(send.expectTerminalError())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not today");
        whatFollowsIsWhole();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void aSourceThatThrowsWhenItIsAskedForMoreFailsTheSendAtOnce(int given) {
        boolean[] cancelled = new boolean[1];
        Publisher<ByteBuffer> source = subscriber -> subscriber.onSubscribe(new Subscription() {
            private int left = given;

            @Override
            public void request(long more) {
                if (left == 0) {
                    throw new IllegalStateException("no more");
                }
                left--;
                subscriber.onNext(ByteBuffer.wrap(content(CHUNK)));
            }

            @Override
            public void cancel() {
                cancelled[0] = true;
            }
        });
        TestSubscriber<Void> send = peers.subscribe(hers.send(source, 10L * CHUNK));
        peers.seconds(1);

        assertThat(send.expectTerminalError())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no more");
        assertThat(cancelled[0]).isTrue();
        whatFollowsIsWhole();
    }

    @Test
    void aSourceIsAskedForMoreOnlyAsTargetsTake() {
        int each = 100_000;
        int[] asked = new int[1];
        Flux<ByteBuffer> source =
                buffers(content(20_000_000), each).doOnRequest(more -> asked[0] += (int) Math.min(more, 1_000));
        TestSubscriber<Void> send = peers.subscribe(hers.send(source, 20_000_000));
        // 12.5 MB a second
        peers.world.millis(400);
        assertThat((long) asked[0] * each).isBetween(3_000_000L, 8_000_000L);
        peers.seconds(3);

        assertThat(send.isTerminatedComplete()).isTrue();
        assertThat(received).hasSize(1);
    }

    @Test
    void theSlowestTargetSetsThePace() {
        Trystero carolsInstance = peers.world.instance("carol");
        PeerId carol = carolsInstance.selfId();
        Room carols = peers.world.join(carolsInstance, "lobby");
        peers.seconds(3);
        List<byte[]> carolReceived =
                peers.world.watch(carols.action("file", byte[].class).values());
        // Bob's connection is shared with other traffic
        peers.subscribe(peers.hers.action("other", byte[].class).send(new byte[30_000_000], to(peers.bobId())));
        List<TransferProgress> progress = new ArrayList<>();
        byte[] content = content(10_000_000);
        TestSubscriber<Void> send = peers.subscribe(hers.send(
                buffers(content, 50_000), content.length, SendOptions.toAll().onProgress(progress::add)));
        peers.world.millis(700);
        double ahead = fraction(progress, carol) - fraction(progress, peers.bobId());
        assertThat(ahead * content.length / CHUNK)
                .as("frames that Carol is ahead, of which a step of progress is 2.4")
                .isBetween(0.0, 67.0);
        peers.seconds(5);

        assertThat(send.isTerminatedComplete()).isTrue();
        assertThat(received).containsExactly(content);
        assertThat(carolReceived).containsExactly(content);
    }

    @Test
    void cancelCancelsTheSourceAndStopsAtTheNextFrame() {
        List<TransferProgress> arrived = peers.world.watch(his.receiveProgress());
        boolean[] cancelled = new boolean[1];
        TestSubscriber<Void> send = peers.subscribe(
                hers.send(buffers(content(20_000_000), 100_000).doOnCancel(() -> cancelled[0] = true), 20_000_000));
        peers.world.millis(300);
        send.cancel();
        peers.world.millis(500);
        int steps = arrived.size();
        peers.seconds(3);

        assertThat(cancelled[0]).isTrue();
        assertThat(arrived)
                .hasSize(steps)
                .last()
                .satisfies(last -> assertThat(last.fraction()).isBetween(0.1, 0.5));
        whatFollowsIsWhole();
    }

    @Test
    void toOneWhoLeavesMidwayFailsAndCancelsTheSource() {
        boolean[] cancelled = new boolean[1];
        TestSubscriber<Void> send = peers.subscribe(hers.send(
                buffers(content(20_000_000), 100_000).doOnCancel(() -> cancelled[0] = true),
                20_000_000,
                to(peers.bobId())));
        peers.world.millis(200);
        peers.bob.dispose();
        peers.seconds(3);

        assertThat(send.expectTerminalError()).isInstanceOf(PeerLeftException.class);
        assertThat(cancelled[0]).isTrue();
    }

    @Test
    void aTargetThatLeavesWhileTheSourceIsSlowIsNoticed() {
        TestPublisher<ByteBuffer> source = TestPublisher.create();
        TestSubscriber<Void> send = peers.subscribe(hers.send(source, 100_000, to(peers.bobId())));
        source.next(ByteBuffer.wrap(content(50_000)));
        peers.seconds(1);
        peers.bob.dispose();
        peers.seconds(3);

        assertThat(send.expectTerminalError()).isInstanceOf(PeerLeftException.class);
        source.assertCancelled();
    }

    @Test
    void leavingTheRoomFailsTheSend() {
        TestPublisher<ByteBuffer> source = TestPublisher.create();
        TestSubscriber<Void> send = peers.subscribe(hers.send(source, 100_000));
        source.next(ByteBuffer.wrap(content(50_000)));
        peers.seconds(1);
        peers.hers.dispose();
        peers.seconds(1);

        assertThat(send.expectTerminalError()).isInstanceOf(RoomClosedException.class);
        source.assertCancelled();
    }

    @Test
    void toAllGoesOnWithoutWhoLeavesMidway() {
        Room carols = peers.world.join(peers.world.instance("carol"), "lobby");
        peers.seconds(3);
        List<byte[]> carolReceived =
                peers.world.watch(carols.action("file", byte[].class).values());
        byte[] content = content(10_000_000);
        TestSubscriber<Void> send = peers.subscribe(hers.send(buffers(content, 50_000), content.length));
        peers.world.millis(200);
        peers.bobHost().crash();
        peers.seconds(20);

        assertThat(send.isTerminatedComplete()).isTrue();
        assertThat(carolReceived).containsExactly(content);
    }

    @Test
    void whereNobodyIsNothingIsRead() {
        TestPublisher<ByteBuffer> source = TestPublisher.create();
        Room empty = peers.world.join(peers.alice, "empty");
        TestSubscriber<Void> send =
                peers.subscribe(empty.action("file", byte[].class).send(source, 10));

        assertThat(send.isTerminatedComplete()).isTrue();
        source.assertWasNotSubscribed();
    }

    @Test
    void aNegativeLengthIsRefused() {
        assertThatThrownBy(() -> hers.send(Flux.empty(), -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoReceivesWholeMessagesIsToldOfOneThatIsTooLong() {
        List<ReceiveFailure> failures = peers.world.watch(his.failures());
        List<TransferProgress> progress = peers.world.watch(his.receiveProgress());
        peers.subscribe(hers.send(mebibytes(130), 130L << 20));
        peers.seconds(20);

        assertThat(progress)
                .last()
                .satisfies(last ->
                        assertThat(last.fraction()).as("where it was dropped").isLessThan(0.5));

        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.from()).isEqualTo(peers.aliceId());
            assertThat(failure.error())
                    .isInstanceOf(MessageTooLargeException.class)
                    .hasMessageContaining("67108864")
                    .hasMessageContaining("\"file\"")
                    .hasMessageContaining("streamAction");
        });
        whatFollowsIsWhole();
    }

    @Test
    void whoReceivesWholeMessagesIsToldOfThoseThatFindNoRoom() {
        List<ReceiveFailure> failures = peers.world.watch(his.failures());
        for (int i = 0; i < 3; i++) {
            peers.subscribe(hers.send(mebibytes(50).concatWith(Flux.never()), 51L << 20));
        }
        peers.seconds(20);

        assertThat(failures).isNotEmpty().allSatisfy(failure -> {
            assertThat(failure.from()).isEqualTo(peers.aliceId());
            assertThat(failure.error())
                    .isInstanceOf(MessageTooLargeException.class)
                    .hasMessageContaining("\"file\"")
                    .hasMessageContaining("bytes of it had come")
                    .hasMessageContaining("streamAction");
        });
        whatFollowsIsWhole();
    }

    @Test
    void severalAtOnceArriveWhole() {
        byte[] one = content(3_000_000);
        byte[] two = content(2_000_001);
        List<String> heard = peers.world.watch(peers.hisChat().values());
        peers.subscribe(hers.send(buffers(one, 33_333), one.length));
        peers.subscribe(hers.send(buffers(two, 11_111), two.length));
        peers.subscribe(peers.herChat().send("quick"));
        peers.world.run(Duration.ofMillis(150));
        assertThat(heard).containsExactly("quick");
        assertThat(received).isEmpty();
        peers.seconds(2);

        assertThat(received).containsExactlyInAnyOrder(one, two);
    }

    /** A send that was cut leaves nothing at the receiver that a later one could be mixed with. */
    private void whatFollowsIsWhole() {
        assertThat(received).isEmpty();
        byte[] whole = content(40_000);
        peers.subscribe(hers.send(buffers(whole, 6_000), whole.length));
        peers.seconds(1);
        assertThat(received).containsExactly(whole);
    }

    private static double fraction(List<TransferProgress> progress, PeerId peer) {
        return progress.stream()
                .filter(step -> step.peer().equals(peer))
                .mapToDouble(TransferProgress::fraction)
                .max()
                .orElse(0);
    }

    private static Flux<ByteBuffer> mebibytes(int count) {
        return Flux.range(0, count).map(i -> ByteBuffer.allocate(1 << 20));
    }

    private static Flux<ByteBuffer> buffers(byte[] content, int each) {
        return Flux.range(0, (content.length + each - 1) / each)
                .map(i -> ByteBuffer.wrap(
                        Arrays.copyOfRange(content, i * each, Math.min(content.length, (i + 1) * each))));
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }
}
