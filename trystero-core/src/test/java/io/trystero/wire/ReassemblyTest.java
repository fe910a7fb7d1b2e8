package io.trystero.wire;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trystero.wire.Reassembly.Completed;
import io.trystero.wire.Reassembly.OverLimitException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReassemblyTest {

    private static final int CHUNK = ActionFrame.CHUNK_BYTES;
    private static final int LAST = ActionFrame.LAST;
    private static final int METADATA = ActionFrame.METADATA;

    private final Reassembly reassembly = new Reassembly(new Reassembly.Limits(4 * CHUNK, 6L * CHUNK, 100, 3));

    @Test
    void aSendIsWholeWithItsLastChunk() throws Exception {
        byte[] payload = Sends.random(1, 2 * CHUNK + 1);
        List<ActionFrame> chunks = Sends.chunks("a", 0, payload);

        assertThat(reassembly.accept(chunks.get(0), 0)).isNull();
        assertThat(reassembly.accept(chunks.get(1), 0)).isNull();
        assertThat(reassembly.unfinished()).isOne();
        Completed whole = requireNonNull(reassembly.accept(chunks.get(2), 0));

        assertThat(Sends.bytes(whole.payload())).isEqualTo(payload);
        assertThat(whole.action()).isEqualTo("a");
        assertThat(whole.kind()).isEqualTo(PayloadKind.BINARY);
        assertThat(whole.metadata()).isNull();
        assertNothingIsHeld();
    }

    @Test
    void whatIsGivenOnShowsNothingOfTheFrame() throws Exception {
        List<byte[]> messages = Sends.messages("a", 0, PayloadKind.BINARY, "{\"m\":1}", new byte[5]);
        reassembly.accept(Sends.chunk(messages.get(0)), 0);
        Completed whole = requireNonNull(reassembly.accept(Sends.chunk(messages.get(1)), 0));
        Completed single = requireNonNull(
                reassembly.accept(Sends.chunks("a", 1, new byte[5]).get(0), 0));

        assertThat(whole.payload().rewind().remaining()).isEqualTo(5);
        assertThat(requireNonNull(whole.metadata()).rewind().remaining()).isEqualTo(7);
        assertThat(single.payload().rewind().remaining()).isEqualTo(5);
        reassembly.accept(Sends.chunk("a", 2, 0, 9), 0);
        assertThat(requireNonNull(reassembly.handOver(Sends.chunk("a", 2, LAST, 1)))
                        .chunks())
                .singleElement()
                .satisfies(chunk -> assertThat(chunk.rewind().remaining()).isEqualTo(9));
    }

    @Test
    void metadataShowsBeforeTheSendIsWholeAndSurvivesALook() throws Exception {
        List<byte[]> messages = Sends.messages("a", 0, PayloadKind.TEXT, "{\"m\":1}", new byte[1]);

        assertThat(reassembly.metadataOf("a", 0)).isNull();
        reassembly.accept(Sends.chunk(messages.get(0)), 0);
        ByteBuffer early = requireNonNull(reassembly.metadataOf("a", 0));
        assertThat(StandardCharsets.UTF_8.decode(early).toString()).isEqualTo("{\"m\":1}");
        Completed whole = requireNonNull(reassembly.accept(Sends.chunk(messages.get(1)), 0));

        assertThat(Sends.text(requireNonNull(whole.metadata()))).isEqualTo("{\"m\":1}");
        assertNothingIsHeld();
    }

    @Test
    void theLastChunkDecidesTheKindAndBinaryBeatsJson() throws Exception {
        reassembly.accept(Sends.chunk("a", 0, PayloadKind.BINARY.flags(), 1), 0);
        assertThat(requireNonNull(reassembly.accept(Sends.chunk("a", 0, LAST, 1), 0))
                        .kind())
                .isEqualTo(PayloadKind.TEXT);

        assertThat(requireNonNull(reassembly.accept(Sends.chunk("a", 1, LAST | 4, 0), 0))
                        .kind())
                .isEqualTo(PayloadKind.BINARY);
        assertThat(requireNonNull(reassembly.accept(Sends.chunk("a", 2, LAST | 8, 0), 0))
                        .kind())
                .isEqualTo(PayloadKind.JSON);
    }

    @Test
    void aMessageOverTheLimitIsDroppedWholeAndReportedOnce() throws Exception {
        List<ActionFrame> tooLong = Sends.chunks("a", 0, new byte[6 * CHUNK]);
        for (ActionFrame chunk : tooLong.subList(0, 4)) {
            reassembly.accept(chunk, 0);
        }

        assertThatThrownBy(() -> reassembly.accept(tooLong.get(4), 0))
                .isInstanceOf(OverLimitException.class)
                .hasMessageContaining("action \"a\"");
        assertThat(reassembly.heldBytes()).isZero();
        assertThat(reassembly.accept(tooLong.get(5), 0)).isNull();
        assertNothingIsHeld();
    }

    @Test
    void aMessageOfExactlyTheLimitPasses() throws Exception {
        Completed whole = null;
        for (ActionFrame chunk : Sends.chunks("a", 0, new byte[4 * CHUNK])) {
            whole = reassembly.accept(chunk, 0);
        }

        assertThat(requireNonNull(whole).payload().remaining()).isEqualTo(4 * CHUNK);
    }

    @Test
    void oneChunkOverTheLimitIsRefused() {
        assertThatThrownBy(() -> reassembly.accept(Sends.chunk("a", 0, LAST, 4 * CHUNK + 1), 0))
                .isInstanceOf(OverLimitException.class);
        assertNothingIsHeld();
    }

    @Test
    void metadataOverTheLimitDropsItsSendAlone() throws Exception {
        reassembly.accept(Sends.chunk("b", 0, 0, 5), 0);

        assertThatThrownBy(() -> reassembly.accept(Sends.chunk("a", 0, METADATA, 101), 0))
                .isInstanceOf(OverLimitException.class);
        assertThatThrownBy(() -> reassembly.accept(Sends.chunk("c", 0, METADATA | LAST, 101), 0))
                .isInstanceOf(OverLimitException.class);
        assertThat(reassembly.accept(Sends.chunk("a", 0, LAST, 5), 0)).isNull();
        assertThat(reassembly.accept(Sends.chunk("b", 0, LAST, 5), 0)).isNotNull();
        assertNothingIsHeld();
    }

    @Test
    void allUnfinishedMessagesTogetherHaveALimit() throws Exception {
        reassembly.accept(Sends.chunk("a", 0, 0, 3 * CHUNK), 0);
        reassembly.accept(Sends.chunk("b", 0, 0, 3 * CHUNK), 0);

        assertThatThrownBy(() -> reassembly.accept(Sends.chunk("c", 0, 0, 1), 0))
                .isInstanceOf(OverLimitException.class);
        assertThat(reassembly.accept(Sends.chunk("c", 0, LAST, 1), 0)).isNull();
    }

    @Test
    void endlessEmptyChunksReachTheLimitToo() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < CHUNK; i++) {
                        reassembly.accept(Sends.chunk("a", 0, 0, 0), 0);
                    }
                })
                .isInstanceOf(OverLimitException.class);
        assertThat(reassembly.heldBytes()).isZero();
    }

    @Test
    void metadataCountsAsHeld() throws Exception {
        reassembly.accept(Sends.chunk("a", 0, METADATA, 100), 0);

        assertThat(reassembly.heldBytes()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void theTailOfASendThatFoundNoRoomIsNotTakenForAMessage() throws Exception {
        for (int nonce = 0; nonce < 3; nonce++) {
            reassembly.accept(Sends.chunk("a", nonce, 0, 1), 0);
        }

        assertThatThrownBy(() -> reassembly.accept(Sends.chunk("b", 0, 0, 1), 0))
                .isInstanceOf(OverLimitException.class);
        assertThat(reassembly.accept(Sends.chunk("b", 0, 0, 1), 0)).isNull();
        assertThat(reassembly.accept(Sends.chunk("b", 0, LAST, 1), 0)).isNull();
    }

    @Test
    void messagesOfOneChunkNeedNoRoom() throws Exception {
        for (int nonce = 0; nonce < 3; nonce++) {
            reassembly.accept(Sends.chunk("a", nonce, 0, 1), 0);
        }

        assertThat(reassembly.accept(Sends.chunk("b", 0, LAST, 1), 0)).isNotNull();
        assertThat(reassembly.accept(Sends.chunk("b", 1, LAST | METADATA, 1), 0))
                .isNotNull();
    }

    @Test
    void aDroppedSendLeavesRoomForAnother() throws Exception {
        for (int nonce = 0; nonce < 3; nonce++) {
            int dropped = nonce;
            assertThatThrownBy(() -> reassembly.accept(Sends.chunk("a", dropped, METADATA, 101), 0))
                    .isInstanceOf(OverLimitException.class);
        }

        assertThat(reassembly.accept(Sends.chunk("b", 0, 0, 1), 0)).isNull();
        assertThat(reassembly.accept(Sends.chunk("b", 0, LAST, 1), 0)).isNotNull();
    }

    @Test
    void aPeerWithTooManyDroppedSendsIsNotBelievedUntilTheyExpire() throws Exception {
        for (int nonce = 0; nonce < 1_000; nonce++) {
            try {
                reassembly.accept(Sends.chunk("a", nonce, 0, 1), 5);
            } catch (OverLimitException expected) {
                assertThat(nonce).isGreaterThanOrEqualTo(3);
            }
        }

        assertThat(reassembly.unfinished()).isLessThan(100);
        assertThatThrownBy(() -> reassembly.accept(Sends.chunk("a", 999, LAST, 1), 6))
                .isInstanceOf(OverLimitException.class);
        assertThat(reassembly.expire(6)).isGreaterThan(3);
        assertNothingIsHeld();
        assertThat(reassembly.accept(Sends.chunk("b", 0, LAST, 1), 7)).isNotNull();
    }

    @Test
    void anIdleSendExpires() throws Exception {
        reassembly.accept(Sends.chunk("a", 0, 0, 10), 100);
        reassembly.accept(Sends.chunk("b", 0, 0, 10), 100);
        reassembly.accept(Sends.chunk("b", 0, 0, 10), 200);

        assertThat(reassembly.expire(100)).isZero();
        assertThat(reassembly.expire(101)).isOne();
        assertThat(reassembly.unfinished()).isOne();
        assertThat(requireNonNull(reassembly.accept(Sends.chunk("b", 0, LAST, 10), 300))
                        .payload()
                        .remaining())
                .isEqualTo(30);
        assertNothingIsHeld();
    }

    private void assertNothingIsHeld() {
        assertThat(reassembly.unfinished()).isZero();
        assertThat(reassembly.heldBytes()).isZero();
    }
}
