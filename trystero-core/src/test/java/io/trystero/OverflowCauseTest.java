package io.trystero;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.engine.FairBudget;
import io.trystero.engine.Hold;
import io.trystero.engine.StreamMemory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a reader is told is what took up the memory. */
class OverflowCauseTest {

    private static final int BLOCK = SpillFile.BLOCK_BYTES;

    private final StreamMemory memory = new StreamMemory(new FairBudget(64L << 20).share(32L << 20));
    private final SpillFile file = new SpillFile(Path.of("spilled"), 64L << 20);
    private final PeerStreams streams = new PeerStreams(Runnable::run);

    @Test
    void aWorkerThatIsBlocked() {
        memory.reserve(1_000_000);
        streams.handedOver(900_000);

        assertThat(OverflowCause.now(streams, memory).ofMemory(streams, file)).contains("room's worker", "publishOn");
    }

    @Test
    void aSlowDisk() {
        SpillQueue queue = queue(file);
        for (int i = 0; i < 80; i++) {
            add(queue, BLOCK);
        }

        assertThat(OverflowCause.now(streams, memory).ofMemory(streams, file)).contains("spill file in spilled");
    }

    @Test
    void aSingleStream() {
        add(queue(null), BLOCK);

        assertThat(OverflowCause.now(streams, memory).ofMemory(streams, null))
                .endsWith(": read faster, or let it wait in a file: StreamOptions.spill");
    }

    @Test
    void manyStreams() {
        for (int i = 0; i < 7; i++) {
            add(queue(null), BLOCK);
        }

        assertThat(OverflowCause.now(streams, memory).ofMemory(streams, null))
                .endsWith(
                        ": 7 streams of the peer wait in memory: read more of them at once, or let them wait in a file:"
                                + " StreamOptions.spill");
    }

    @Test
    void manyStreamsThatHaveAFile() {
        for (int i = 0; i < 7; i++) {
            add(queue(file), BLOCK);
        }

        assertThat(OverflowCause.now(streams, memory).ofMemory(streams, file))
                .endsWith(": 7 streams of the peer wait in memory: read more of them at once");
    }

    @Test
    void streamsOfAnotherActionThatHasNoFile() {
        for (int i = 0; i < 7; i++) {
            add(queue(null), BLOCK);
        }

        assertThat(OverflowCause.now(streams, memory).ofMemory(streams, file)).contains("StreamOptions.spill");
    }

    @Test
    void streamsOfOthers() {
        memory.reserve(20L * BLOCK);
        add(queue(null), BLOCK);

        assertThat(OverflowCause.now(streams, memory).ofMemory(streams, null)).contains("other rooms or peers");
    }

    @Test
    void theBoundIsNamed() {
        assertThat(OverflowCause.now(streams, memory).ofMemory(streams, null))
                .startsWith("the memory for streams is full, at 33554432 bytes for one peer, 67108864 for all: ");
    }

    @Test
    void aFullFile() {
        streams.blocks(file).reserve(5);

        assertThat(OverflowCause.ofFile(streams, file))
                .contains("full at " + 5 * BLOCK, "may hold " + (64 << 20), "StreamOptions.spill");
    }

    @Test
    void aFullFileAndAFullMemory() {
        streams.blocks(file).reserve((64 << 20) / BLOCK / 2);
        memory.reserve(17 << 20);
        for (int i = 0; i < 80; i++) {
            add(queue(file), 16_000);
        }
        memory.release(17 << 20);

        assertThat(OverflowCause.now(streams, memory).ofMemory(streams, file))
                .contains("wait in memory", "full at " + (32 << 20));
    }

    private SpillQueue queue(SpillFile into) {
        streams.use(memory);
        SpillQueue queue = new SpillQueue(into, streams, new Stuck(), new Nobody());
        streams.join(queue);
        return queue;
    }

    private void add(SpillQueue queue, int bytes) {
        assertThat(memory.reserve(bytes)).isTrue();
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
