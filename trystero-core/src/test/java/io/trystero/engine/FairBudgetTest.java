package io.trystero.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trystero.wire.ActionFrame;
import io.trystero.wire.ChannelMessage;
import io.trystero.wire.MalformedException;
import io.trystero.wire.OutgoingFrames;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FairBudgetTest {

    @Test
    void whoHoardsLeavesRoomForOthers() {
        FairBudget budget = new FairBudget(1_000);
        for (int hoarders = 0; hoarders < 5; hoarders++) {
            FairBudget.Share hoarder = budget.share(Long.MAX_VALUE);
            while (hoarder.reserve(1)) {}
        }

        assertThat(budget.reserved()).isLessThan(1_000);
        assertThat(budget.share(Long.MAX_VALUE).reserve(10)).isTrue();
    }

    @Test
    void theFirstOfAPeerMayTakeAllThatIsLeft() {
        FairBudget budget = new FairBudget(1_000);

        assertThat(budget.share(Long.MAX_VALUE).reserve(1_000)).isTrue();
        assertThat(budget.share(Long.MAX_VALUE).reserve(1)).isFalse();
    }

    @Test
    void aShareEndsAtItsOwnBound() {
        FairBudget.Share share = new FairBudget(1_000).share(100);

        assertThat(share.reserve(101)).isFalse();
        assertThat(share.reserve(100)).isTrue();
        assertThat(share.reserve(1)).isFalse();
        share.release(1);
        assertThat(share.reserve(1)).isTrue();
    }

    @Property
    void neverHoldsMoreThanItsLimitAndForgetsNothing(
            @ForAll @Size(max = 200) List<@IntRange(min = 1, max = 400) Integer> sizes) {
        FairBudget budget = new FairBudget(1_000);
        List<FairBudget.Share> shares =
                List.of(budget.share(700), budget.share(Long.MAX_VALUE), budget.share(Long.MAX_VALUE));
        List<Runnable> held = new ArrayList<>();
        for (int size : sizes) {
            FairBudget.Share share = shares.get(size % 3);
            if (share.reserve(size)) {
                held.add(() -> share.release(size));
            } else if (!held.isEmpty()) {
                held.remove(size % held.size()).run();
            }
            assertThat(budget.reserved()).isBetween(0L, 1_000L);
        }
        held.forEach(Runnable::run);

        assertThat(budget.reserved()).isZero();
    }

    @Test
    void unfinishedMessagesOfSeveralPeersShareABound() throws Exception {
        FairBudget budget = new FairBudget(100_000);
        Reassembly hoarder = reassembly(budget);
        for (int nonce = 0; nonce < 3; nonce++) {
            hoarder.accept(chunk(nonce, false), 0);
        }
        assertThatThrownBy(() -> hoarder.accept(chunk(3, false), 0)).hasMessageContaining("SHARED_BYTES");

        Reassembly honest = reassembly(budget);
        honest.accept(chunk(0, false), 0);
        assertThat(honest.accept(chunk(0, true), 0)).isNotNull();
        hoarder.close();
        assertThat(budget.reserved()).isZero();
    }

    private static Reassembly reassembly(FairBudget budget) {
        return new Reassembly(new Reassembly.Limits(1 << 20, 1 << 20, 1_000, 100), budget.share(Long.MAX_VALUE));
    }

    /** A chunk of 16 348 bytes, or the last one. */
    private static ActionFrame chunk(int nonce, boolean last) throws MalformedException {
        byte[] prefix = ChannelMessage.roomPrefix("token");
        byte[] frame = new OutgoingFrames(
                        prefix,
                        ActionFrame.nameBytes("big"),
                        nonce,
                        PayloadKind.BINARY,
                        null,
                        ByteBuffer.allocate(2 * ActionFrame.CHUNK_BYTES))
                .frame(last ? 1 : 0);
        return ActionFrame.parse(frame, prefix.length);
    }
}
