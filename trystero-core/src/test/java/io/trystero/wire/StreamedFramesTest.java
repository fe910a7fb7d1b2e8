package io.trystero.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
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

    @Test
    void theEndIsAskedForThoughAllBytesCameWhileATargetWasBehind() {
        int frames = 66;
        int[] allowed = {StreamedFrames.AHEAD - 1};
        StreamedFrames stream = frames((long) frames * ActionFrame.CHUNK_BYTES, allowed);
        stream.offer(ByteBuffer.allocate((frames - 2) * ActionFrame.CHUNK_BYTES));
        stream.has(63);
        for (int left = 2 * ActionFrame.CHUNK_BYTES; left > 0; left -= 5_000) {
            assertThat(allowed[0]--).isPositive();
            stream.offer(ByteBuffer.allocate(Math.min(left, 5_000)));
        }
        for (int taken = 0; taken < frames - 1; taken++) {
            assertThat(stream.has(taken)).isTrue();
            stream.forgetBefore(taken + 1);
        }
        assertThat(stream.has(frames - 1)).isFalse();

        assertThat(stream.isHungry()).isTrue();
        assertThat(allowed[0]).as("buffers that may come, or the end").isPositive();
    }

    /** The source completes only when it is asked for what it does not have. */
    @Property
    void aSourceIsAskedUntilItsEndWhateverItGivesAndHoweverFarTargetsAreBehind(
            @ForAll @LongRange(min = 0, max = 120L * ActionFrame.CHUNK_BYTES) long somewhere,
            @ForAll boolean lastFrameIsFull,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 500, max = 60_000) Integer> sizes,
            @ForAll @IntRange(max = 3) int framesAtTheEnd,
            @ForAll @IntRange(min = 500, max = ActionFrame.CHUNK_BYTES) int sizeAtTheEnd,
            @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 1, max = 70) Integer> turns) {
        long length = lastFrameIsFull ? somewhere - somewhere % ActionFrame.CHUNK_BYTES : somewhere;
        int[] allowed = {StreamedFrames.AHEAD};
        StreamedFrames stream = frames(length, allowed);
        int[] next = new int[turns.size()];
        long left = length;
        int given = 0;
        boolean ended = false;
        while (slowest(next) < stream.count()) {
            boolean moved = false;
            while (!ended && allowed[0] > 0) {
                moved = true;
                if (left == 0) {
                    ended = true;
                    stream.complete();
                } else {
                    boolean atTheEnd = left <= (long) framesAtTheEnd * ActionFrame.CHUNK_BYTES;
                    int size = (int) Math.min(left, atTheEnd ? sizeAtTheEnd : sizes.get(given++ % sizes.size()));
                    left -= size;
                    allowed[0]--;
                    stream.offer(ByteBuffer.allocate(size));
                    stream.has(fastest(next));
                }
            }
            for (int target = 0; target < next.length; target++) {
                for (int turn = 0; turn < turns.get(target) && next[target] < stream.count(); turn++) {
                    if (!stream.has(next[target])) {
                        break;
                    }
                    moved = true;
                    next[target]++;
                    stream.forgetBefore(slowest(next));
                }
            }
            assertThat(moved)
                    .as("somebody goes on: %s bytes have not come, targets at %s", left, Arrays.toString(next))
                    .isTrue();
        }

        assertThat(left).isZero();
    }

    private static int slowest(int[] next) {
        return Arrays.stream(next).min().orElseThrow();
    }

    private static int fastest(int[] next) {
        return Arrays.stream(next).max().orElseThrow();
    }

    private static StreamedFrames frames(long length, int[] allowed) {
        return new StreamedFrames(
                new byte[4], ActionFrame.nameBytes("file"), 1, null, length, more -> allowed[0] += more);
    }
}
