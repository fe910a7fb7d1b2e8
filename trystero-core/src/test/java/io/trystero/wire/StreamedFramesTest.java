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
}
