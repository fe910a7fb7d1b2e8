package io.trystero.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class StreamedFramesTest {

    @Test
    void framesThatWereNeverBuiltNeedNoForgetting() {
        StreamedFrames frames = new StreamedFrames(
                new byte[4], ActionFrame.nameBytes("file"), 1, null, StreamedFrames.MAX_BYTES, more -> {});
        frames.offer(ByteBuffer.allocate(3 * ActionFrame.CHUNK_BYTES));
        assertThat(frames.has(1)).isTrue();
        frames.forgetBefore(Integer.MAX_VALUE - 2);

        assertThat(frames.oldest()).isEqualTo(2);
        assertThat(frames.has(2)).isTrue();
    }

    @Test
    void fourBuffersAreAskedForAheadOfTheFramesAndNoMore() {
        int[] allowed = {StreamedFrames.AHEAD};
        StreamedFrames frames = frames(StreamedFrames.MAX_BYTES, allowed);
        int given = 0;
        while (allowed[0] > given) {
            given++;
            frames.offer(ByteBuffer.allocate(100 * ActionFrame.CHUNK_BYTES));
            frames.has(63);
        }

        assertThat(given).as("one of which is in the frames, in part").isEqualTo(4);
        frames.forgetBefore(40);
        frames.has(103);
        assertThat(allowed[0]).as("once the first is taken").isEqualTo(5);
    }

    @Test
    void buffersThatDoNotFillAFrameAreNotWaitedFor() {
        int[] allowed = {StreamedFrames.AHEAD};
        StreamedFrames frames = frames(100_000, allowed);
        for (int i = 0; i < 100_000; i++) {
            assertThat(allowed[0]).isGreaterThan(i);
            frames.offer(ByteBuffer.allocate(1));
            frames.has(63);
        }
        frames.complete();

        assertThat(frames.has(frames.count() - 1)).isTrue();
    }

    @Test
    void theEndIsAskedForThoughAllBytesHaveCome() {
        int[] allowed = {StreamedFrames.AHEAD};
        StreamedFrames frames = frames(2 * ActionFrame.CHUNK_BYTES, allowed);
        frames.offer(ByteBuffer.allocate(ActionFrame.CHUNK_BYTES));
        int given = 1;
        while (given < 100) {
            assertThat(allowed[0]).isGreaterThan(given++);
            frames.offer(ByteBuffer.allocate(given <= 5 ? ActionFrame.CHUNK_BYTES / 4 : 0));
            frames.has(1);
        }
    }

    private static StreamedFrames frames(long length, int[] allowed) {
        return new StreamedFrames(
                new byte[4], ActionFrame.nameBytes("file"), 1, null, length, more -> allowed[0] += more);
    }
}
