package io.trystero.test.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trystero.IncomingStream;
import io.trystero.Inspection;
import io.trystero.MessageAction;
import io.trystero.PeerLeftException;
import io.trystero.PeerStalledException;
import io.trystero.Room;
import io.trystero.RoomClosedException;
import io.trystero.SendOptions;
import io.trystero.StreamAction;
import io.trystero.StreamOptions;
import io.trystero.StreamOverflowException;
import io.trystero.SubscriberOverflowException;
import io.trystero.TransferProgress;
import io.trystero.TrysteroException;
import io.trystero.engine.Counters;
import io.trystero.test.room.LogLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;
import reactor.test.subscriber.TestSubscriber;

class StreamReceiveTest {

    private static final int CHUNK = 16_348;
    private static final int MIB = 1 << 20;

    private final TwoPeers peers = new TwoPeers();
    private final MessageAction<byte[]> hers = peers.hers.action("file", byte[].class);

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        peers.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 300_000, 3_000_000})
    void aMessageIsReadInChunks(int length) {
        byte[] content = content(length);
        TestSubscriber<ByteBuffer> read = readFirst(peers.his.streamAction("file"));
        peers.subscribe(hers.send(content));
        peers.seconds(2);

        assertThat(read.isTerminatedComplete()).isTrue();
        assertThat(joined(read)).isEqualTo(content);
        assertThat(read.getReceivedOnNext()).hasSize((length + CHUNK - 1) / CHUNK);
    }

    @Test
    void itIsReadWhileItComes() {
        TestSubscriber<ByteBuffer> read = readFirst(peers.his.streamAction("file"));
        TestPublisher<ByteBuffer> source = TestPublisher.create();
        peers.subscribe(hers.send(source, 50_000));
        source.next(ByteBuffer.wrap(content(50_000), 0, 20_000));
        peers.seconds(1);

        assertThat(joined(read)).hasSize(CHUNK);
        assertThat(read.isTerminated()).isFalse();
    }

    @Test
    void itMayBeLargerThanAnyWholeMessage() {
        int length = 80 * MIB;
        long[] sum = new long[1];
        peers.his
                .streamAction("file")
                .streams()
                .flatMap(IncomingStream::bytes)
                .subscribe(bytes -> sum[0] += bytes.remaining());
        peers.subscribe(hers.send(Flux.range(0, 80).map(i -> ByteBuffer.allocate(MIB)), length));
        peers.seconds(20);

        assertThat(sum[0]).isEqualTo(length);
    }

    @Test
    void metadataProgressAndKindComeWithIt() {
        StreamAction his = peers.his.streamAction("file");
        List<IncomingStream> streams = peers.world.watch(his.streams());
        List<TransferProgress> progress = peers.world.watch(his.receiveProgress());
        peers.subscribe(
                hers.send(content(100_000), SendOptions.to(peers.bobId()).metadata(List.of("plan"))));
        peers.seconds(1);

        assertThat(streams).singleElement().satisfies(stream -> {
            assertThat(stream).hasToString("stream \"file\" of peer " + peers.aliceId() + ", binary, with metadata");
            assertThat(stream.from()).isEqualTo(peers.aliceId());
            assertThat(stream.isBinary()).isTrue();
            assertThat(stream.metadata().get(0).asText()).isEqualTo("plan");
        });
        assertThat(progress).hasSize(8).last().satisfies(last -> {
            assertThat(last.fraction()).isEqualTo(1);
            assertThat(last.metadata().get(0).asText()).isEqualTo("plan");
        });
    }

    @Test
    void progressEndsWhereTheReaderCancels() {
        StreamAction his = peers.his.streamAction("file");
        List<TransferProgress> progress = peers.world.watch(his.receiveProgress());
        peers.subscribe(his.streams().flatMap(stream -> stream.bytes().take(10)));
        peers.subscribe(hers.send(content(10_000_000)));
        peers.seconds(5);

        assertThat(progress)
                .last()
                .satisfies(last -> assertThat(last.fraction()).isBetween(0.01, 0.5));
    }

    @Test
    void textComesAsItsUtf8() {
        List<IncomingStream> streams =
                peers.world.watch(peers.his.streamAction("chat").streams());
        peers.subscribe(peers.herChat().send("grüße"));
        peers.seconds(1);

        assertThat(streams).singleElement().satisfies(stream -> {
            assertThat(stream.isBinary()).isFalse();
            assertThat(stream.metadata()).isNull();
            assertThat(joined(peers.subscribe(stream.bytes()))).isEqualTo("grüße".getBytes(UTF_8));
        });
    }

    @Test
    void streamsWaitForTheFirstSubscriber() {
        StreamAction his = peers.his.streamAction("file");
        peers.subscribe(hers.send(content(10)));
        peers.subscribe(hers.send(content(20)));
        peers.seconds(1);
        List<byte[]> read = new ArrayList<>();
        his.streams()
                .flatMap(stream -> stream.bytes().map(StreamReceiveTest::copy))
                .subscribe(read::add);
        peers.seconds(1);

        assertThat(read).containsExactly(content(10), content(20));
    }

    @Test
    void streamsBeforeTheFirstSubscriberAreBounded() {
        StreamAction his = peers.his.streamAction("file");
        for (int i = 0; i < 1_030; i++) {
            peers.subscribe(hers.send(new byte[] {1}));
        }
        peers.seconds(1);
        TestSubscriber<IncomingStream> streams = peers.subscribe(his.streams());

        assertThat(streams.getReceivedOnNext()).hasSize(1_024);
        assertThat(streams.expectTerminalError())
                .isInstanceOfSatisfying(
                        SubscriberOverflowException.class,
                        overflow -> assertThat(overflow.missed()).isEqualTo(6));
    }

    @Test
    void whatHasBegunBeforeTheActionWasMadeIsReadToo() {
        byte[] content = content(50_000);
        TestPublisher<ByteBuffer> source = TestPublisher.create();
        peers.subscribe(hers.send(source, content.length, SendOptions.toAll().metadata("plan")));
        source.next(ByteBuffer.wrap(content, 0, 40_000));
        peers.seconds(1);
        List<IncomingStream> streams =
                peers.world.watch(peers.his.streamAction("file").streams());
        source.next(ByteBuffer.wrap(content, 40_000, 10_000)).complete();
        peers.seconds(1);

        assertThat(streams).singleElement().satisfies(stream -> {
            assertThat(stream.metadata().asText()).isEqualTo("plan");
            assertThat(joined(peers.subscribe(stream.bytes()))).isEqualTo(content);
        });
    }

    @Test
    void whatHasEndedBeforeTheActionWasMadeIsAStreamAtItsEnd() {
        byte[] content = content(3 * MIB);
        peers.subscribe(hers.send(content));
        peers.seconds(1);
        TestSubscriber<ByteBuffer> read = readFirst(peers.his.streamAction("file"));
        peers.seconds(1);

        assertThat(read.isTerminatedComplete()).isTrue();
        assertThat(joined(read)).isEqualTo(content);
        assertThat(read.getReceivedOnNext()).hasSize(12).allMatch(bytes -> bytes.remaining() <= 256 * 1024);
        assertThat(Inspection.receivedBytes(peers.bob)).isZero();
    }

    @Test
    void onlyWhatIsAskedForIsGiven() {
        List<IncomingStream> streams =
                peers.world.watch(peers.his.streamAction("file").streams());
        peers.subscribe(hers.send(content(100_000)));
        peers.seconds(1);
        TestSubscriber<ByteBuffer> read = peers.subscribeSlowly(streams.get(0).bytes());
        assertThat(read.getReceivedOnNext()).isEmpty();
        read.request(2);
        peers.seconds(1);
        assertThat(read.getReceivedOnNext()).hasSize(2);
        read.request(100);
        peers.seconds(1);

        assertThat(joined(read)).isEqualTo(content(100_000));
        assertThat(read.isTerminatedComplete()).isTrue();
    }

    @Test
    void inMemoryAStreamThatIsNotReadFailsAndAllElseGoesOn() {
        List<IncomingStream> streams =
                peers.world.watch(peers.his.streamAction("file").streams());
        List<String> heard = peers.world.watch(peers.hisChat().values());
        TestSubscriber<Void> sent =
                peers.subscribe(hers.send(Flux.range(0, 100).map(i -> ByteBuffer.allocate(MIB)), 100L * MIB));
        peers.seconds(2);
        TestSubscriber<ByteBuffer> read = peers.subscribeSlowly(streams.get(0).bytes());
        peers.seconds(15);

        assertThat(sent.isTerminatedComplete()).isTrue();
        assertThat(read.expectTerminalError())
                .isInstanceOfSatisfying(
                        StreamOverflowException.class,
                        overflow -> assertThat(overflow.unread()).isBetween(15L * MIB, 65L * MIB))
                .hasMessageContaining("bytes for one peer")
                .hasMessageContaining("StreamOptions.spill");
        peers.subscribe(peers.herChat().send("still here"));
        whatFollowsIsWhole(streams);
        assertThat(heard).containsExactly("still here");
    }

    @Test
    void whatIsTooMuchForMemoryWaitsInAFileThatGoesWithTheRoom() throws IOException {
        byte[] content = content(40 * MIB + 12_345);
        StreamAction his = peers.his.streamAction("file", StreamOptions.spillTo(directory, 96L * MIB));
        List<IncomingStream> streams = peers.world.watch(his.streams());
        peers.subscribe(hers.send(content));
        peers.seconds(1);
        TestSubscriber<ByteBuffer> read = peers.subscribeSlowly(streams.get(0).bytes());
        read.request(100);
        peers.seconds(10);
        assertThat(read.getReceivedOnNext()).hasSize(100);
        assertThat(Inspection.receivedBytes(peers.bob)).isLessThan(2L * MIB);

        read.request(Long.MAX_VALUE);
        peers.seconds(5);
        assertThat(read.isTerminatedComplete()).isTrue();
        assertThat(joined(read)).isEqualTo(content);
        peers.his.dispose();
        peers.seconds(1);
        assertThat(files()).isEmpty();
    }

    @RepeatedTest(10)
    void streamsThatShareAFileAndAreReadInAnyRhythmAreWhole(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        StreamAction his = peers.his.streamAction("file", StreamOptions.spillTo(directory, 48L * MIB));
        List<IncomingStream> streams = peers.world.watch(his.streams());
        List<byte[]> contents = new ArrayList<>();
        List<TestSubscriber<ByteBuffer>> reads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            byte[] content = content(1 + random.nextInt(5 * MIB));
            contents.add(content);
            peers.subscribe(hers.send(content));
            int begun = i;
            peers.world.await(Duration.ofSeconds(1), "begun", () -> streams.size() > begun);
            peers.world.millis(random.nextInt(300));
            reads.add(peers.subscribeSlowly(streams.get(i).bytes()));
        }
        for (int turn = 0; turn < 60; turn++) {
            reads.get(random.nextInt(reads.size())).request(1 + random.nextInt(40));
            peers.world.millis(random.nextInt(100));
        }
        reads.forEach(read -> read.request(Long.MAX_VALUE));
        peers.seconds(3);

        for (int i = 0; i < 4; i++) {
            assertThat(reads.get(i).isTerminatedComplete()).isTrue();
            assertThat(joined(reads.get(i))).isEqualTo(contents.get(i));
        }
        assertThat(Inspection.receivedBytes(peers.bob)).isZero();
    }

    @Test
    void blocksOfTheFileAreUsedAgain() {
        StreamAction his = peers.his.streamAction("file", StreamOptions.spillTo(directory, 16L * MIB));
        List<IncomingStream> streams = peers.world.watch(his.streams());
        byte[] content = content(7 * MIB);
        for (int i = 0; i < 5; i++) {
            peers.subscribe(hers.send(content));
            peers.seconds(3);
            TestSubscriber<ByteBuffer> read = i % 2 == 0
                    ? peers.subscribe(streams.get(i).bytes())
                    : peers.subscribeSlowly(streams.get(i).bytes());
            if (i % 2 == 0) {
                assertThat(joined(read)).isEqualTo(content);
            } else {
                read.cancel();
            }
            peers.seconds(1);
        }
        peers.seconds(1);
        assertThat(Inspection.receivedBytes(peers.bob)).isZero();
    }

    @Test
    void pastTheFilesBoundTheStreamFails() {
        StreamAction his = peers.his.streamAction("file", StreamOptions.spillTo(directory, 4L * MIB));
        List<IncomingStream> streams = peers.world.watch(his.streams());
        peers.subscribe(hers.send(content(10 * MIB)));
        peers.seconds(5);

        assertThat(peers.subscribe(streams.get(0).bytes()).expectTerminalError())
                .isInstanceOf(StreamOverflowException.class)
                .hasMessageContaining("stream \"file\"")
                .hasMessageContaining("full at " + 2 * MIB)
                .hasMessageContaining("may hold " + 4 * MIB)
                .hasMessageContaining("StreamOptions.spill");
        whatFollowsIsWhole(streams);
    }

    @Test
    void aFileThatCannotBeMadeFailsTheStream() throws IOException {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        StreamAction his = peers.his.streamAction("file", StreamOptions.spillTo(gone, 100L * MIB));
        Files.delete(gone);
        try (LogLines log = new LogLines()) {
            peers.seconds(1);
            assertThat(log.of("engine"))
                    .as("at once")
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains(gone.toString());
        }
        List<IncomingStream> streams = peers.world.watch(his.streams());
        peers.subscribe(hers.send(content(10 * MIB)));
        peers.seconds(5);

        assertThat(peers.subscribe(streams.get(0).bytes()).expectTerminalError())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(gone.toString());
        whatFollowsIsWhole(streams);
    }

    @Test
    void anInterruptedWriteFailsWhatIsInTheFileAndNothingElse() {
        Queue<Runnable> disk = new ArrayDeque<>();
        try (TwoPeers pair =
                new TwoPeers(room -> room, bobs -> bobs.blockingScheduler(Schedulers.fromExecutor(disk::add)))) {
            MessageAction<byte[]> from = pair.hers.action("file", byte[].class);
            List<IncomingStream> streams = pair.world.watch(pair.his
                    .streamAction("file", StreamOptions.spillTo(directory, 64L * MIB))
                    .streams());
            byte[] small = content(100_000);
            pair.subscribe(from.send(small));
            pair.subscribe(from.send(content(3 * MIB)));
            write(pair, disk);
            pair.subscribe(from.send(content(3 * MIB)));
            pair.seconds(1);
            Thread.currentThread().interrupt();
            disk.remove().run();
            assertThat(Thread.interrupted()).isTrue();
            write(pair, disk);
            byte[] next = content(4 * MIB);
            pair.subscribe(from.send(next));
            write(pair, disk);

            for (int lost : new int[] {1, 2}) {
                assertThat(pair.subscribe(streams.get(lost).bytes()).expectTerminalError())
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(directory.toString())
                        .hasMessageContaining("interrupted");
            }
            assertThat(joined(pair.subscribe(streams.get(0).bytes()))).isEqualTo(small);
            TestSubscriber<ByteBuffer> read = pair.subscribe(streams.get(3).bytes());
            write(pair, disk);
            assertThat(joined(read)).isEqualTo(next);
            assertThat(Inspection.receivedBytes(pair.bob)).isZero();
            pair.his.dispose();
            write(pair, disk);
        }
    }

    private static void write(TwoPeers pair, Queue<Runnable> disk) {
        pair.seconds(1);
        for (Runnable next = disk.poll(); next != null; next = disk.poll()) {
            next.run();
            pair.seconds(1);
        }
    }

    @Test
    void aStreamThatCannotBeSavedSaysWhyAndEndsAlone() throws IOException {
        Path none = directory.resolve("none");
        Path there = directory.resolve("there");
        List<Throwable> errors = new ArrayList<>();
        TestSubscriber<Long> saved = peers.subscribe(peers.his
                .streamAction("file")
                .streams()
                .flatMap(stream -> stream.saveTo(stream.metadata() == null ? none.resolve("file") : there)
                        .onErrorResume(error -> {
                            errors.add(error);
                            return Mono.empty();
                        })));
        peers.subscribe(hers.send(content(100_000)));
        peers.seconds(1);
        peers.subscribe(hers.send(content(100_000), SendOptions.toAll().metadata("there")));
        peers.seconds(1);

        assertThat(errors)
                .singleElement()
                .isInstanceOfSatisfying(
                        NoSuchFileException.class,
                        error -> assertThat(error).hasMessage(none + ": no such directory to save a stream in"));
        assertThat(saved.getReceivedOnNext()).containsExactly(100_000L);
        assertThat(Files.readAllBytes(there)).isEqualTo(content(100_000));
    }

    @Test
    void aDirectoryThatIsNotThereIsRefusedWithTheAction() {
        Path none = directory.resolve("none");
        assertThatThrownBy(() -> peers.his.streamAction("file", StreamOptions.spillTo(none, 100L * MIB)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no directory, or does not exist: " + none);
        assertThat(peers.his.streamAction("file").name()).isEqualTo("file");
    }

    @Test
    void otherActionsAreMadeWhileADirectoryIsLookedAt() {
        String name = "Aa";
        String other = "BB";
        assertThat(other).as("its neighbour in a hash table").hasSameHashCodeAs(name);
        Path slow = (Path) Proxy.newProxyInstance(
                Path.class.getClassLoader(), new Class<?>[] {Path.class}, (path, method, arguments) -> {
                    if (method.getName().equals("getFileSystem")) {
                        peers.his.action(other, String.class);
                    }
                    return method.invoke(directory, arguments);
                });

        // of a path that is not its own the file system says no more
        assertThatThrownBy(() -> peers.his.streamAction(name, StreamOptions.spillTo(slow, MIB)))
                .isInstanceOf(ProviderMismatchException.class);
    }

    @Test
    void manyStreamsThatWaitGoToTheFileBeforeMemoryIsFull() {
        int count = 100;
        byte[] content = content(2 * MIB);
        StreamAction his = peers.his.streamAction("file", StreamOptions.spillTo(directory, 1_024L * MIB));
        List<IncomingStream> streams = peers.world.watch(his.streams());
        for (int i = 0; i < count; i++) {
            peers.subscribe(hers.send(content));
        }
        peers.seconds(25);
        assertThat(streams).hasSize(count);
        assertThat(Inspection.receivedBytes(peers.bob)).isLessThan(40L * MIB);
        TestSubscriber<byte[]> read = peers.subscribe(Flux.fromIterable(streams)
                .concatMap(stream -> stream.bytes().collectList().map(StreamReceiveTest::all)));
        peers.seconds(5);

        assertThat(read.isTerminatedComplete()).isTrue();
        assertThat(read.getReceivedOnNext()).hasSize(count).allMatch(bytes -> Arrays.equals(bytes, content));
        assertThat(Inspection.receivedBytes(peers.bob)).isZero();
    }

    @Test
    void streamsGoToTheFileAlsoWhenThoseOfAnotherActionTakeUpTheMemory() {
        everythingOfAnActionGoesToTheFileWhenMemoryIsTakenIn(peers.hers, peers.his);
    }

    @Test
    void streamsGoToTheFileAlsoWhenThoseOfAnotherRoomTakeUpTheMemory() {
        Room hersToo = peers.world.join(peers.alice, "cellar");
        Room hisToo = peers.world.join(peers.bob, "cellar");
        peers.world.await(
                Duration.ofSeconds(5),
                "joined",
                () -> hersToo.peers().size() == 1 && hisToo.peers().size() == 1);
        everythingOfAnActionGoesToTheFileWhenMemoryIsTakenIn(hersToo, hisToo);
    }

    private void everythingOfAnActionGoesToTheFileWhenMemoryIsTakenIn(Room hersToo, Room hisToo) {
        StreamAction his = peers.his.streamAction("file", StreamOptions.spillTo(directory, 256L * MIB));
        List<IncomingStream> streams = peers.world.watch(his.streams());
        byte[] content = content(1_000_000);
        long allowed = Math.min(64L * MIB, Runtime.getRuntime().maxMemory() / 16);
        int count = (int) (allowed / 2 / 1_010_000);
        for (int i = 0; i < count; i++) {
            peers.subscribe(hers.send(content));
        }
        peers.seconds(10);
        assertThat(Inspection.receivedBytes(peers.bob)).as("all in memory").isGreaterThan(count * 1_000_000L);
        peers.world.watch(hisToo.streamAction("other").streams());
        peers.subscribe(hersToo.action("other", byte[].class).send(content(6 * MIB)));
        peers.seconds(10);

        assertThat(Inspection.receivedBytes(peers.bob)).isLessThan(allowed / 4 + MIB);
        TestSubscriber<byte[]> read = peers.subscribe(Flux.fromIterable(streams)
                .concatMap(stream -> stream.bytes().collectList().map(StreamReceiveTest::all)));
        peers.seconds(5);
        assertThat(read.isTerminatedComplete()).isTrue();
        assertThat(read.getReceivedOnNext()).hasSize(count).allMatch(bytes -> Arrays.equals(bytes, content));
    }

    @Test
    void manyStreamsThatWaitInMemoryAreSaidToBeWhatTakesItUp() {
        List<IncomingStream> streams =
                peers.world.watch(peers.his.streamAction("file").streams());
        for (int i = 0; i < 100; i++) {
            peers.subscribe(hers.send(content(MIB)));
        }
        peers.seconds(15);

        assertThat(streams)
                .anySatisfy(
                        stream -> assertThat(peers.subscribe(stream.bytes()).expectTerminalError())
                                .isInstanceOf(StreamOverflowException.class)
                                .message()
                                .containsPattern(
                                        "stream \"file\" of peer .* \\d+ streams of the peer wait in memory: read more of them at once"));
    }

    @Test
    void aPeerThatLeavesMidwayFailsItsStream() {
        TestSubscriber<ByteBuffer> read = readFirst(peers.his.streamAction("file"));
        TestPublisher<ByteBuffer> source = TestPublisher.create();
        peers.subscribe(hers.send(source, 100_000));
        source.next(ByteBuffer.wrap(content(50_000)));
        peers.seconds(1);
        peers.alice.dispose();
        peers.seconds(1);

        assertThat(read.getReceivedOnNext()).hasSize(3);
        assertThat(read.expectTerminalError()).isInstanceOf(PeerLeftException.class);
    }

    @Test
    void whatHasComeWholeIsReadAfterThePeerHasLeft() {
        List<IncomingStream> streams =
                peers.world.watch(peers.his.streamAction("file").streams());
        byte[] content = content(100_000);
        peers.subscribe(hers.send(content));
        peers.seconds(1);
        peers.alice.dispose();
        peers.seconds(3);

        assertThat(joined(peers.subscribe(streams.get(0).bytes()))).isEqualTo(content);
    }

    @Test
    void aSenderThatGivesUpMidwayLeavesNothingBehind() {
        StreamAction his = peers.his.streamAction("file");
        List<IncomingStream> streams = peers.world.watch(his.streams());
        TestPublisher<ByteBuffer> source = TestPublisher.create();
        TestSubscriber<Void> send = peers.subscribe(hers.send(source, 100_000));
        source.next(ByteBuffer.wrap(content(50_000)));
        peers.seconds(1);
        TestSubscriber<ByteBuffer> read = peers.subscribe(streams.get(0).bytes());
        send.cancel();
        peers.seconds(58);
        assertThat(read.isTerminated()).isFalse();
        peers.seconds(3);

        assertThat(read.expectTerminalError())
                .isInstanceOf(PeerStalledException.class)
                .hasMessageContaining("60 s: it may have cancelled");
        whatFollowsIsWhole(streams);
    }

    @Test
    void aStreamThatNobodyReadsIsDropped() {
        List<IncomingStream> streams =
                peers.world.watch(peers.his.streamAction("file").streams());
        peers.subscribe(hers.send(content(100_000)));
        peers.seconds(62);

        assertThat(peers.subscribe(streams.get(0).bytes()).expectTerminalError())
                .isExactlyInstanceOf(TrysteroException.class)
                .hasMessageContaining("nobody read it within 60 s")
                .hasMessageContaining("StreamOptions.unread");
    }

    @Test
    void streamsThatOverflowAreLoggedOnceAStreakAndCounted() {
        try (LogLines log = new LogLines()) {
            List<IncomingStream> streams =
                    peers.world.watch(peers.his.streamAction("file").streams());
            for (int i = 0; i < 100; i++) {
                peers.subscribe(hers.send(content(MIB)));
            }
            peers.world.await(Duration.ofSeconds(10), "several dropped", () -> dropped() > 5);

            assertThat(log.of("connection")).hasSize(1).first().asString().contains("stream \"file\"");
            peers.seconds(10);
            long dropped = dropped();
            int lines = log.of("connection").size();
            streams.forEach(stream -> peers.subscribe(stream.bytes()));
            peers.subscribe(hers.send(Flux.range(0, 80).map(n -> ByteBuffer.allocate(MIB)), 80L * MIB));
            peers.seconds(10);
            assertThat(log.of("connection")).as("after some that ended whole").hasSize(lines + 1);
            assertThat(dropped()).isEqualTo(dropped + 1);
        }
    }

    @Test
    void streamsThatNobodyReadsAreLoggedOnceAStreakAndCounted() {
        try (LogLines log = new LogLines()) {
            List<IncomingStream> streams =
                    peers.world.watch(peers.his.streamAction("file").streams());
            for (int i = 0; i < 5; i++) {
                peers.subscribe(hers.send(content(1_000)));
            }
            peers.seconds(62);
            assertThat(log.of("connection")).hasSize(1).first().asString().contains("\"file\"", "nobody read it");
            assertThat(dropped()).isEqualTo(5);

            whatFollowsIsWhole(streams);
            peers.subscribe(hers.send(content(1_000)));
            peers.seconds(62);
            assertThat(log.of("connection")).as("after one that was read").hasSize(2);
            assertThat(dropped()).isEqualTo(6);
        }
    }

    @Test
    void streamsThatTheFileHasNoRoomForAreLoggedOnceAStreakAndCounted() {
        try (LogLines log = new LogLines()) {
            peers.world.watch(peers.his
                    .streamAction("file", StreamOptions.spillTo(directory, 4L * MIB))
                    .streams());
            for (int i = 0; i < 3; i++) {
                peers.subscribe(hers.send(content(10 * MIB)));
            }
            peers.seconds(5);

            assertThat(log.of("connection")).hasSize(1).first().asString().contains("\"file\"", "full at");
            assertThat(dropped()).isEqualTo(3);
        }
    }

    @Test
    void aStreamMayWaitLongerForItsReader() {
        StreamOptions patient = StreamOptions.inMemory().unread(Duration.ofMinutes(5));
        List<IncomingStream> streams =
                peers.world.watch(peers.his.streamAction("file", patient).streams());
        byte[] content = content(100_000);
        peers.subscribe(hers.send(content));
        peers.subscribe(hers.send(content));
        peers.seconds(298);
        assertThat(joined(peers.subscribe(streams.get(0).bytes()))).isEqualTo(content);
        peers.seconds(4);

        assertThat(peers.subscribe(streams.get(1).bytes()).expectTerminalError())
                .hasMessageContaining("nobody read it within 300 s");
    }

    @Test
    void aStreamIsReadOnce() {
        List<IncomingStream> streams =
                peers.world.watch(peers.his.streamAction("file").streams());
        peers.subscribe(hers.send(content(100_000)));
        peers.seconds(1);
        TestSubscriber<ByteBuffer> first = peers.subscribe(streams.get(0).bytes());
        TestSubscriber<ByteBuffer> second = peers.subscribe(streams.get(0).bytes());

        assertThat(first.isTerminatedComplete()).isTrue();
        assertThat(second.expectTerminalError())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("read once");
    }

    @Test
    void aStreamThatComesWhenAllHaveCancelledIsDroppedAtOnce() {
        StreamAction his = peers.his.streamAction("file");
        peers.subscribe(his.streams()).cancel();
        TestPublisher<ByteBuffer> source = TestPublisher.create();
        peers.subscribe(hers.send(source, 100_000));
        source.next(ByteBuffer.wrap(content(50_000)));
        peers.seconds(1);

        assertThat(Inspection.receivedBytes(peers.bob)).isZero();
    }

    @Test
    void aStreamThatIsQueuedForOneWhoCancelsIsDroppedAtOnce() {
        StreamAction his = peers.his.streamAction("file");
        TestSubscriber<IncomingStream> slow = peers.subscribeSlowly(his.streams());
        TestSubscriber<IncomingStream> other = peers.subscribeSlowly(his.streams());
        peers.subscribe(hers.send(content(100_000)));
        peers.subscribe(hers.send(content(200_000)));
        peers.seconds(1);
        other.request(1);
        peers.seconds(1);
        slow.cancel();
        peers.seconds(1);
        assertThat(Inspection.receivedBytes(peers.bob))
                .as("one was given, one is queued")
                .isGreaterThan(300_000);
        other.cancel();
        peers.seconds(1);

        assertThat(Inspection.receivedBytes(peers.bob)).as("one was given").isBetween(100_000L, 120_000L);
        assertThat(joined(peers.subscribe(other.getReceivedOnNext().get(0).bytes())))
                .hasSize(100_000);
        assertThat(Inspection.receivedBytes(peers.bob)).isZero();
    }

    @Test
    void aStreamThatASubscriberHasNoRoomForIsDroppedAtOnce() {
        StreamAction his = peers.his.streamAction("file");
        for (int i = 0; i < 1_030; i++) {
            peers.subscribe(hers.send(new byte[] {1}));
        }
        peers.seconds(1);

        assertThat(Inspection.receivedBytes(peers.bob)).isBetween(1_024L * 1_280, 1_024L * 1_400);
        peers.subscribeSlowly(his.streams()).cancel();
        peers.seconds(1);
        assertThat(Inspection.receivedBytes(peers.bob)).isZero();
    }

    @Test
    void cancelDropsTheRest() {
        List<IncomingStream> streams =
                peers.world.watch(peers.his.streamAction("file").streams());
        TestPublisher<ByteBuffer> source = TestPublisher.create();
        TestSubscriber<Void> send = peers.subscribe(hers.send(source, 100_000));
        source.next(ByteBuffer.wrap(content(50_000)));
        peers.seconds(1);
        TestSubscriber<ByteBuffer> read = peers.subscribe(streams.get(0).bytes());
        read.cancel();
        source.next(ByteBuffer.wrap(content(50_000))).complete();
        peers.seconds(1);

        assertThat(send.isTerminatedComplete()).isTrue();
        assertThat(read.getReceivedOnNext()).hasSize(3);
        assertThat(read.isTerminated()).isFalse();
        whatFollowsIsWhole(streams);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 100})
    void aReaderIsForgottenOnceItHasCancelledOrHeardTheEnd(int chunks) {
        List<IncomingStream> streams =
                peers.world.watch(peers.his.streamAction("file").streams());
        peers.subscribe(hers.send(content(10 * CHUNK)));
        peers.seconds(1);
        WeakReference<Object> reader = readUpTo(streams.get(0), chunks);
        for (int turn = 0; turn < 100 && reader.get() != null; turn++) {
            peers.seconds(1);
            System.gc();
        }

        assertThat(reader.get()).isNull();
        assertThat(peers.subscribe(streams.get(0).bytes()).expectTerminalError())
                .isInstanceOf(IllegalStateException.class);
    }

    private WeakReference<Object> readUpTo(IncomingStream stream, int chunks) {
        TestSubscriber<ByteBuffer> read = TestSubscriber.create();
        stream.bytes().take(chunks).subscribe(read);
        peers.seconds(1);
        assertThat(read.isTerminatedComplete()).isTrue();
        return new WeakReference<>(read);
    }

    @Test
    void cancelWhileItIsGivenSomethingStopsThere() {
        List<IncomingStream> streams =
                peers.world.watch(peers.his.streamAction("file").streams());
        peers.subscribe(hers.send(content(500_000)));
        peers.seconds(1);
        int[] given = new int[1];
        Disposable.Swap reading = Disposables.swap();
        reading.update(streams.get(0)
                .bytes()
                .doOnNext(bytes -> {
                    if (++given[0] == 3) {
                        reading.dispose();
                    }
                })
                .subscribe());
        peers.seconds(1);

        assertThat(given[0]).isEqualTo(3);
        whatFollowsIsWhole(streams);
    }

    @Test
    void leavingTheRoomFailsWhatWasNotRead() {
        StreamAction his = peers.his.streamAction("file");
        TestSubscriber<IncomingStream> streams = peers.subscribe(his.streams());
        peers.subscribe(hers.send(content(100_000)));
        peers.seconds(1);
        TestSubscriber<ByteBuffer> read =
                peers.subscribeSlowly(streams.getReceivedOnNext().get(0).bytes());
        peers.his.dispose();
        peers.seconds(1);

        assertThat(streams.isTerminatedComplete()).isTrue();
        assertThat(read.expectTerminalError()).isInstanceOf(RoomClosedException.class);
    }

    @Test
    void moreStreamsThanMayBeUnderWayAreRefusedAndTheOthersGoOn() {
        List<IncomingStream> streams =
                peers.world.watch(peers.his.streamAction("file").streams());
        List<TestPublisher<ByteBuffer>> sources = new ArrayList<>();
        for (int i = 0; i < 257; i++) {
            TestPublisher<ByteBuffer> source = TestPublisher.create();
            sources.add(source);
            peers.subscribe(hers.send(source, CHUNK + 1));
            source.next(ByteBuffer.wrap(content(CHUNK)));
        }
        peers.seconds(1);
        assertThat(streams).hasSize(256);
        sources.forEach(source -> source.next(ByteBuffer.allocate(1)).complete());
        peers.seconds(1);

        assertThat(streams)
                .hasSize(256)
                .allSatisfy(stream ->
                        assertThat(joined(peers.subscribe(stream.bytes()))).hasSize(CHUNK + 1));
        whatFollowsIsWhole(streams);
    }

    @Test
    void aStreamIsSavedToAFile() throws IOException {
        Path file = directory.resolve("saved");
        byte[] content = content(1_000_000);
        TestSubscriber<Long> saved =
                peers.subscribe(peers.his.streamAction("file").streams().flatMap(stream -> stream.saveTo(file)));
        peers.subscribe(hers.send(content));
        peers.seconds(1);

        assertThat(saved.getReceivedOnNext()).containsExactly(1_000_000L);
        assertThat(file).hasBinaryContent(content);
    }

    @Test
    void noMoreIsTakenOutOfTheBoundsThanIsBeingSaved() {
        Queue<Runnable> disk = new ArrayDeque<>();
        try (TwoPeers pair =
                new TwoPeers(room -> room, bobs -> bobs.blockingScheduler(Schedulers.fromExecutor(disk::add)))) {
            TestSubscriber<Long> saved = pair.subscribe(pair.his
                    .streamAction("file")
                    .streams()
                    .flatMap(stream -> stream.saveTo(directory.resolve("saved"))));
            pair.subscribe(pair.hers.action("file", byte[].class).send(content(10 * CHUNK)));
            pair.seconds(1);
            assertThat(Inspection.receivedBytes(pair.bob)).isGreaterThan(8 * CHUNK);
            while (saved.getReceivedOnNext().isEmpty()) {
                disk.remove().run();
                pair.seconds(1);
            }
            assertThat(saved.getReceivedOnNext()).containsExactly(10L * CHUNK);
        }
    }

    @Test
    void aSecondSaveFailsAndHarmsNothing() throws IOException {
        Path file = directory.resolve("saved");
        byte[] content = content(100_000);
        List<IncomingStream> streams = new ArrayList<>();
        peers.subscribe(peers.his.streamAction("file").streams().doOnNext(streams::add));
        peers.subscribe(hers.send(content));
        peers.seconds(1);
        TestSubscriber<Long> first = peers.subscribe(streams.get(0).saveTo(file));
        TestSubscriber<Long> atOnce = peers.subscribe(streams.get(0).saveTo(file));
        peers.seconds(1);
        TestSubscriber<Long> later = peers.subscribe(streams.get(0).saveTo(file));
        peers.seconds(1);

        assertThat(first.getReceivedOnNext()).containsExactly(100_000L);
        assertThat(atOnce.expectTerminalError()).isInstanceOf(IllegalStateException.class);
        assertThat(later.expectTerminalError()).isInstanceOf(IllegalStateException.class);
        assertThat(file).hasBinaryContent(content);
        assertThat(files()).hasSize(1);
    }

    @Test
    void whatWasThereStaysUntilTheStreamIsWhole() throws IOException {
        Path file = directory.resolve("saved");
        Files.writeString(file, "before");
        peers.subscribe(peers.his.streamAction("file").streams().flatMap(stream -> stream.saveTo(file)));
        TestPublisher<ByteBuffer> source = TestPublisher.create();
        peers.subscribe(hers.send(source, 100_000));
        source.next(ByteBuffer.wrap(content(50_000)));
        peers.seconds(1);
        assertThat(file).hasContent("before");
        peers.alice.dispose();
        peers.seconds(1);

        assertThat(file).hasContent("before");
        assertThat(files()).hasSize(1);
    }

    @Test
    void aStreamOfNothingIsSavedAsAnEmptyFile() throws IOException {
        Path file = directory.resolve("saved");
        Files.writeString(file, "before");
        TestSubscriber<Long> saved =
                peers.subscribe(peers.his.streamAction("file").streams().flatMap(stream -> stream.saveTo(file)));
        peers.subscribe(hers.send(new byte[0]));
        peers.seconds(1);

        assertThat(saved.getReceivedOnNext()).containsExactly(0L);
        assertThat(file).isEmptyFile();
    }

    @Test
    void aFileThatWasNotSavedWholeIsDeleted() throws IOException {
        TestSubscriber<Long> saved = peers.subscribe(
                peers.his.streamAction("file").streams().flatMap(stream -> stream.saveTo(directory.resolve("saved"))));
        TestPublisher<ByteBuffer> source = TestPublisher.create();
        peers.subscribe(hers.send(source, 100_000));
        source.next(ByteBuffer.wrap(content(50_000)));
        peers.seconds(1);
        assertThat(files()).hasSize(1);
        peers.alice.dispose();
        peers.seconds(1);

        assertThat(saved.expectTerminalError()).isInstanceOf(PeerLeftException.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void misuseIsRefused() {
        Room room = peers.his;
        StreamAction action = room.streamAction("file");
        assertThat(room.streamAction("file")).isSameAs(action).hasToString("stream action \"file\" of room \"lobby\"");
        assertThat(room.action("text", String.class)).hasToString("message action \"text\" of room \"lobby\"");
        assertThatThrownBy(() -> room.streamAction("file", StreamOptions.spill(10L * MIB)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in memory");
        assertThatThrownBy(() -> room.action("file", String.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stream action");
        room.request("ask", String.class, String.class);
        assertThatThrownBy(() -> room.streamAction("ask"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("request action");
        assertThatThrownBy(() -> room.streamAction("@_x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StreamOptions.spill(MIB - 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StreamOptions.inMemory().unread(Duration.ofMillis(999)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from PT1S to PT24H");
        assertThatThrownBy(() -> StreamOptions.inMemory().unread(Duration.ofHours(25)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(StreamOptions.inMemory().unread(Duration.ofMinutes(1))).isEqualTo(StreamOptions.inMemory());
    }

    /** What a stream leaves behind does not get into the next one. */
    private void whatFollowsIsWhole(List<IncomingStream> streams) {
        int before = streams.size();
        byte[] content = content(70_000);
        peers.subscribe(hers.send(content));
        peers.seconds(1);
        assertThat(streams).hasSize(before + 1);
        assertThat(joined(peers.subscribe(streams.get(before).bytes()))).isEqualTo(content);
        assertThat(Inspection.receivedBytes(peers.bob)).isZero();
    }

    private long dropped() {
        return Inspection.counters(peers.bob).get(Counters.Kind.OVER_BOUND);
    }

    private TestSubscriber<ByteBuffer> readFirst(StreamAction action) {
        return peers.subscribe(action.streams().next().flatMapMany(IncomingStream::bytes));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static byte[] joined(TestSubscriber<ByteBuffer> read) {
        return all(read.getReceivedOnNext());
    }

    private static byte[] all(List<ByteBuffer> buffers) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        buffers.forEach(bytes -> all.writeBytes(copy(bytes)));
        return all.toByteArray();
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }
}
