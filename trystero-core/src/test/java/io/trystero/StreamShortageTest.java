package io.trystero;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.engine.FairBudget;
import io.trystero.engine.Hold;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a reader is told is what took up the memory. */
class StreamShortageTest {

    private static final int BLOCK = SpillFile.BLOCK_BYTES;

    private final FairBudget.Share memory = new FairBudget(64L << 20).share(32L << 20);
    private final SpillFile file = new SpillFile(Path.of("spilled"), 64L << 20);
    private final StreamShare share = new StreamShare(file.share());

    @Test
    void aWorkerThatIsBlocked() {
        memory.reserve(1_000_000);
        share.handedOver(900_000);

        assertThat(StreamShortage.now(share, memory).ofMemory(share, file)).contains("room's worker", "publishOn");
    }

    @Test
    void aSlowDisk() {
        SpillQueue queue = queue(file);
        for (int i = 0; i < 80; i++) {
            add(queue, BLOCK);
        }

        assertThat(StreamShortage.now(share, memory).ofMemory(share, file)).contains("spill file in spilled");
    }

    @Test
    void aSingleStream() {
        add(queue(null), BLOCK);

        assertThat(StreamShortage.now(share, memory).ofMemory(share, null))
                .endsWith(": read faster, or let it wait in a file: StreamOptions.spill");
    }

    @Test
    void manyStreams() {
        for (int i = 0; i < 7; i++) {
            add(queue(null), BLOCK);
        }

        assertThat(StreamShortage.now(share, memory).ofMemory(share, null))
                .endsWith(
                        ": 7 streams of the peer wait in memory: read more of them at once, or let them wait in a file:"
                                + " StreamOptions.spill");
        assertThat(StreamShortage.now(share, memory).ofMemory(share, file))
                .endsWith(": 7 streams of the peer wait in memory: read more of them at once");
    }

    @Test
    void streamsOfOthers() {
        memory.reserve(20L * BLOCK);
        add(queue(null), BLOCK);

        assertThat(StreamShortage.now(share, memory).ofMemory(share, null)).contains("other actions, rooms or peers");
    }

    @Test
    void theBoundIsNamed() {
        assertThat(StreamShortage.now(share, memory).ofMemory(share, null))
                .startsWith("the memory for streams is full, at 33554432 bytes for one peer, 67108864 for all: ");
    }

    @Test
    void aFullFile() {
        share.blocks().reserve(5);

        assertThat(StreamShortage.ofFile(share, file))
                .contains("full at " + 5 * BLOCK, "may hold " + (64 << 20), "StreamOptions.spill");
    }

    private SpillQueue queue(SpillFile into) {
        SpillQueue queue = new SpillQueue(into, share, new Stuck(), new Nobody());
        share.join(queue);
        return queue;
    }

    private void add(SpillQueue queue, int bytes) {
        assertThat(memory.reserve(bytes)).isTrue();
        share.look(memory);
        queue.add(new SpillQueue.Chunk(ByteBuffer.allocate(bytes), bytes, Hold.NONE));
    }

    /** Never gets anywhere. */
    private static final class Stuck implements Background {
        @Override
        public <R> void run(Callable<R> work, Consumer<? super R> then, Consumer<? super Throwable> otherwise) {}
    }

    private static final class Nobody implements SpillQueue.Listener {
        @Override
        public void onMoved() {}

        @Override
        public void onFull() {}

        @Override
        public void onError(Throwable error) {}
    }
}
