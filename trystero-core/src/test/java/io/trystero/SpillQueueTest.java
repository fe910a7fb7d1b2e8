package io.trystero;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.engine.FairBudget;
import io.trystero.engine.Hold;
import io.trystero.engine.StreamMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillQueueTest {

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    /** Works when it is told to. */
    private final Queue<Runnable> work = new ArrayDeque<>();

    private final FairBudget memory = new FairBudget(64L * MIB);

    @TempDir
    Path directory;

    private SpillFile file;

    @AfterEach
    void stop() {
        if (file != null) {
            file.close();
        }
    }

    @RepeatedTest(50)
    void whatIsReadIsWhatCameInAnyRhythm(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        file = new SpillFile(directory, 64L * MIB);
        Peer peer = new Peer(8L * MIB);
        TestStream stream = peer.stream();
        TestStream other = peer.stream();
        int reads = random.nextInt(1, 20);
        for (int turn = 0; turn < 2_000; turn++) {
            switch (random.nextInt(40)) {
                case 0 -> peer.elsewhere(random.nextInt(8 * MIB));
                case 1 -> peer.elsewhere(0);
                case 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 -> stream.add(1 + random.nextInt(16 * KIB));
                case 13, 14, 15, 16 -> other.add(1 + random.nextInt(40 * KIB));
                case 17, 18, 19 -> workOnce();
                case 20 -> stream.read(random.nextInt(reads));
                case 21 -> other.read(random.nextInt(reads));
                default -> {}
            }
        }
        peer.elsewhere(0);
        stream.readAll();
        other.readAll();

        assertThat(stream.isWhole()).isTrue();
        assertThat(other.isWhole()).isTrue();
        peer.holdsNothing();
    }

    @RepeatedTest(20)
    void whatIsClosedInAnyStateLeavesNothingBehind(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        file = new SpillFile(directory, 64L * MIB);
        Peer peer = new Peer(8L * MIB);
        TestStream stream = peer.stream();
        for (int turn = 0; turn < 20 + random.nextInt(500); turn++) {
            switch (random.nextInt(20)) {
                case 0 -> peer.elsewhere(random.nextInt(8 * MIB));
                case 1 -> peer.elsewhere(0);
                case 2 -> stream.read(1 + random.nextInt(4));
                case 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 -> stream.add(1 + random.nextInt(16 * KIB));
                default -> workOnce();
            }
        }
        stream.queue.close();
        workAll();
        peer.elsewhere(0);

        peer.holdsNothing();
    }

    @Test
    void manyStreamsThatWaitFitIntoLittleMemory() {
        file = new SpillFile(directory, 1_024L * MIB);
        Peer peer = new Peer(8L * MIB);
        List<TestStream> streams = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            streams.add(peer.stream());
        }
        for (int chunk = 0; chunk < 128; chunk++) {
            for (TestStream stream : streams) {
                stream.add(4 * KIB);
                workAll();
            }
        }

        assertThat(peer.refused).as("chunks without room").isZero();
        streams.forEach(TestStream::readAll);
        assertThat(streams).allMatch(TestStream::isWhole);
        peer.holdsNothing();
    }

    @Test
    void whatIsInMemoryGoesToTheFileWhenOthersOfThePeerNeedTheRoom() {
        file = new SpillFile(directory, 64L * MIB);
        Peer peer = new Peer(4L * MIB);
        TestStream early = peer.stream();
        for (int i = 0; i < 60; i++) {
            early.add(16 * KIB);
        }
        assertThat(early.queue.memory()).isEqualTo(60 * 16 * KIB);
        TestStream late = peer.stream();
        for (int i = 0; i < 128; i++) {
            late.add(16 * KIB);
            workAll();
        }

        assertThat(early.queue.memory()).isLessThan(256 * KIB);
        assertThat(peer.refused).isZero();
        early.readAll();
        assertThat(early.isWhole()).isTrue();
    }

    @Test
    void whatFoundNoRoomInTheFileGoesThereOnceThereIsSome() {
        file = new SpillFile(directory, 4L * MIB);
        Peer peer = new Peer(8L * MIB);
        TestStream inFile = peer.stream();
        while (peer.streams.blocks(file).held() < 8) {
            inFile.add(16 * KIB);
            workAll();
        }
        List<TestStream> waiting = new ArrayList<>();
        while (waiting.size() < 5) {
            TestStream stream = peer.stream();
            for (int i = 0; i < 60; i++) {
                stream.add(16 * KIB);
                workAll();
            }
            waiting.add(stream);
        }
        assertThat(peer.streams.isShort()).isTrue();
        assertThat(waiting).allMatch(stream -> stream.queue.memory() > 0);
        inFile.queue.close();
        peer.streams.leave(inFile.queue);
        TestStream another = peer.stream();
        for (int i = 0; i < 10; i++) {
            another.add(KIB);
            workAll();
        }

        assertThat(waiting).filteredOn(stream -> stream.queue.memory() == 0).hasSizeGreaterThan(1);
        waiting.forEach(TestStream::readAll);
        assertThat(waiting).allMatch(TestStream::isWhole);
    }

    @Test
    void theOldestGoesToTheFileToo() {
        file = new SpillFile(directory, 64L * MIB);
        Peer peer = new Peer(16L * MIB);
        TestStream stream = peer.stream();
        for (int i = 0; i < 200; i++) {
            stream.add(16 * KIB);
            workAll();
        }
        assertThat(stream.queue.memory()).isBetween(1L * MIB, 1L * MIB + 256 * KIB);
        peer.elsewhere(10 * MIB);
        stream.add(16 * KIB);
        workAll();

        assertThat(stream.queue.memory()).isZero();
        stream.readAll();
        assertThat(stream.isWhole()).isTrue();
    }

    @Test
    void chunksOfAByteAreSpilledForWhatTheyCount() {
        file = new SpillFile(directory, 64L * MIB);
        TestStream stream = new Peer(64L * MIB).stream();
        for (int i = 0; i < 20_000; i++) {
            stream.add(1);
            workAll();
        }

        assertThat(stream.queue.memory()).isLessThanOrEqualTo(MIB + 256 * KIB);
        stream.readAll();
        assertThat(stream.isWhole()).isTrue();
    }

    @Test
    void onePeerLeavesRoomInTheFileForAnother() {
        file = new SpillFile(directory, 16L * MIB);
        Peer greedy = new Peer(64L * MIB);
        TestStream first = greedy.stream();
        while (!first.full) {
            first.add(16 * KIB);
            workAll();
        }
        assertThat(greedy.streams.blocks(file).held()).isEqualTo(32);
        TestStream second = new Peer(64L * MIB).stream();
        for (int i = 0; i < 256; i++) {
            second.add(16 * KIB);
            workAll();
        }

        assertThat(second.full).isFalse();
        second.readAll();
        assertThat(second.isWhole()).isTrue();
    }

    @Test
    void whereTheFileIsFullStreamsHaveAllTheMemory() {
        file = new SpillFile(directory, 4L * MIB);
        Peer peer = new Peer(16L * MIB);
        TestStream inFile = peer.stream();
        while (peer.streams.blocks(file).held() < 8) {
            inFile.add(16 * KIB);
            workAll();
        }
        List<TestStream> streams = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            streams.add(peer.stream());
        }
        for (int turn = 0; peer.refused == 0; turn++) {
            streams.get(turn % streams.size()).add(16 * KIB);
            workAll();
            assertThat(streams).as("at %s bytes", peer.allowed.held()).noneMatch(stream -> stream.full);
        }

        assertThat(peer.allowed.held()).isGreaterThan(15L * MIB);
        inFile.readAll();
        streams.forEach(TestStream::readAll);
        assertThat(streams).allMatch(TestStream::isWhole);
        peer.holdsNothing();
    }

    @Test
    void whereTheFileIsFullAStreamHasALittleMoreInMemoryThanOtherwise() {
        file = new SpillFile(directory, MIB);
        TestStream stream = new Peer(64L * MIB).stream();
        while (!stream.full) {
            stream.add(16 * KIB);
            workAll();
        }

        assertThat(stream.queue.memory()).isEqualTo(MIB + 256 * KIB);
    }

    @Test
    void aFileThatAnInterruptClosedIsReplacedAndOnlyWhatWasInItIsLost() throws IOException {
        file = new SpillFile(directory, 64L * MIB);
        Peer peer = new Peer(64L * MIB);
        TestStream inFile = peer.stream();
        TestStream inMemory = peer.stream();
        TestStream interrupted = peer.stream();
        inMemory.add(16 * KIB);
        for (int i = 0; i < 90; i++) {
            inFile.add(16 * KIB);
        }
        workAll();
        for (int i = 0; i < 80; i++) {
            interrupted.add(16 * KIB);
        }
        Thread.currentThread().interrupt();
        workOnce();
        assertThat(Thread.interrupted()).isTrue();

        assertThat(interrupted.error).isInstanceOf(IOException.class).hasMessageContaining(directory.toString());
        assertThat(inFile.queue.hasLost()).isTrue();
        assertThat(inMemory.queue.hasLost()).isFalse();
        inFile.queue.close();
        interrupted.queue.close();
        TestStream next = peer.stream();
        for (int i = 0; i < 90; i++) {
            next.add(16 * KIB);
            workAll();
        }
        next.readAll();
        inMemory.readAll();
        assertThat(next.isWhole()).isTrue();
        assertThat(inMemory.isWhole()).isTrue();
        peer.holdsNothing();
    }

    @Test
    void whatIsThrownWhileReadingIsTold() {
        file = new SpillFile(directory, 64L * MIB);
        TestStream stream = new Peer(64L * MIB).stream();
        for (int i = 0; i < 90; i++) {
            stream.add(16 * KIB);
            workAll();
        }
        file.close();
        stream.readAll();

        assertThat(stream.error).isInstanceOf(IOException.class).hasMessage("the spill file is closed");
    }

    private void workOnce() {
        Runnable next = work.poll();
        if (next != null) {
            next.run();
        }
    }

    private void workAll() {
        for (Runnable next = work.poll(); next != null; next = work.poll()) {
            next.run();
        }
    }

    /** Some streams of a peer with so much memory. */
    private final class Peer {

        private final StreamMemory allowed;
        private final PeerStreams streams;
        private int refused;
        private long elsewhere;

        Peer(long memoryBytes) {
            allowed = new StreamMemory(memory.share(memoryBytes));
            streams = new PeerStreams(work::add);
            streams.use(allowed);
        }

        TestStream stream() {
            return new TestStream(this);
        }

        /** So much of its memory is held by streams of another action; as far as there is room. */
        void elsewhere(long bytes) {
            allowed.release(elsewhere);
            elsewhere = allowed.reserve(bytes) ? bytes : 0;
        }

        void holdsNothing() {
            assertThat(allowed.held()).as("memory").isZero();
            assertThat(streams.blocks(file).held()).as("blocks").isZero();
        }
    }

    /** A stream of the bytes 0, 1, 2 and so on. */
    private final class TestStream implements SpillQueue.Listener, Background {

        private final Peer peer;
        private final SpillQueue queue;
        private long came;
        private long given;
        private boolean wrong;
        private boolean full;
        private Throwable error;

        TestStream(Peer peer) {
            this.peer = peer;
            this.queue = new SpillQueue(file, peer.streams, this, this);
            peer.streams.join(queue);
        }

        void add(int length) {
            long cost = Math.max(256, length);
            if (!peer.allowed.reserve(cost)) {
                peer.refused++;
                return;
            }
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) came++;
            }
            peer.streams.retry();
            queue.add(new SpillQueue.Chunk(ByteBuffer.wrap(bytes), cost, new Hold(() -> peer.allowed.release(cost))));
        }

        void read(int chunks) {
            queue.want();
            for (int left = chunks; left > 0; left--) {
                SpillQueue.Chunk next = queue.poll(left > 1);
                if (next == null) {
                    return;
                }
                while (next.bytes().hasRemaining()) {
                    wrong |= next.bytes().get() != (byte) given++;
                }
                next.hold().release();
            }
        }

        void readAll() {
            long before = -1;
            while (given != before) {
                before = given;
                read(Integer.MAX_VALUE);
                workAll();
                read(Integer.MAX_VALUE);
            }
        }

        boolean isWhole() {
            return !wrong && given == came && queue.isEmpty() && queue.bytes() == 0;
        }

        @Override
        public void onMoved() {}

        @Override
        public void onFull() {
            full = true;
        }

        @Override
        public void onError(Throwable thrown) {
            error = thrown;
        }

        @Override
        public <R> void run(Callable<R> task, Consumer<? super R> then, Consumer<? super Throwable> otherwise) {
            work.add(() -> {
                R result;
                try {
                    result = task.call();
                } catch (Throwable thrown) {
                    otherwise.accept(thrown);
                    return;
                }
                then.accept(result);
            });
        }
    }
}
