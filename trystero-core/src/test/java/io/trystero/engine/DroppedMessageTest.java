package io.trystero.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.wire.ActionFrame;
import io.trystero.wire.ChannelMessage;
import io.trystero.wire.OutgoingFrames;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DroppedMessageTest {

    private static final int MIB = 1 << 20;

    @Test
    void withASmallHeapItNamesThatAndTheWaysOut() throws Exception {
        FairBudget.Share share = FairBudget.ofMemory(512L * MIB, 4, 256L * MIB).share(Long.MAX_VALUE);

        assertThat(send("file", 40 * MIB, Bounds.REASSEMBLY, share))
                .matches("a message for action \"file\" was dropped when 335[0-9]{5} bytes of it had come: .*")
                .contains("33554432 bytes for one peer, 67108864 for all, 1/4 of the heap")
                .endsWith("; give the JVM more heap, or receive it by Room.streamAction");
        assertThat(send("file", 20 * MIB, Bounds.REASSEMBLY, share)).isEmpty();
    }

    @Test
    void withALargeHeapMoreOfItIsNoWayOut() throws Exception {
        FairBudget.Share share = FairBudget.ofMemory(16L * MIB, 4, 256L * MIB).share(Long.MAX_VALUE);

        assertThat(send("file", 9 * MIB, Bounds.REASSEMBLY, share))
                .contains("8388608 bytes for one peer, 16777216 for all;")
                .doesNotContain("heap");
    }

    @Test
    void overTheLimitItNamesThatAndTheWayOut() throws Exception {
        FairBudget.Share share = FairBudget.ofMemory(512L * MIB, 4, 256L * MIB).share(Long.MAX_VALUE);

        assertThat(send("file", 65, new Reassembly.Limits(64, 128, 8, 4), share))
                .isEqualTo("a message for action \"file\" was dropped: it is over the limit of 64 bytes; receive it by"
                        + " Room.streamAction");
        assertThat(send("@_hsdata", 65, new Reassembly.Limits(64, 128, 8, 4), share))
                .isEqualTo("a message for action \"@_hsdata\" was dropped: it is over the limit of 64 bytes");
    }

    /** Sends so many bytes; returns why they were dropped, nothing if they were not. */
    private static String send(String action, int bytes, Reassembly.Limits limits, FairBudget.Share share)
            throws Exception {
        byte[] prefix = ChannelMessage.roomPrefix("token");
        OutgoingFrames frames = new OutgoingFrames(
                prefix, ActionFrame.nameBytes(action), 0, PayloadKind.BINARY, null, ByteBuffer.allocate(bytes));
        Reassembly reassembly = new Reassembly(limits, share);
        for (int i = 0; i < frames.count(); i++) {
            try {
                reassembly.accept(ActionFrame.parse(frames.frame(i), prefix.length), 0);
            } catch (Reassembly.OverLimitException e) {
                return DroppedMessage.of(e, limits, share).why();
            }
        }
        return "";
    }
}
