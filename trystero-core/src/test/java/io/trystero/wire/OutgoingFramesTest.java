package io.trystero.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OutgoingFramesTest {

    private static final byte[] NO_PREFIX = {};
    private static final int FLAGS = 34;

    @ParameterizedTest
    @CsvSource({"BINARY,,13", "BINARY,null,15", "TEXT,,1", "TEXT,{},3", "JSON,,9", "JSON,1,11"})
    void anEmptyPayloadIsOneFrameWithTheFlagsOfItsKind(PayloadKind kind, @Nullable String metadata, int flags) {
        OutgoingFrames frames = frames(kind, 0, metadata, new byte[0]);

        assertThat(frames.count()).isOne();
        assertThat(frames.frame(0)[FLAGS]).isEqualTo((byte) flags);
        assertThat(frames.frame(0)).hasSize(36 + (metadata == null ? 0 : metadata.length()));
    }

    static List<String[]> javascript() {
        return Fixture.rows("javascript-sends.tsv");
    }

    @ParameterizedTest
    @MethodSource("javascript")
    void aSendIsFramedAsTheJavaScriptLibraryDoes(
            String name,
            int nonce,
            PayloadKind kind,
            int size,
            String metadata,
            int count,
            int firstLength,
            int lastLength,
            String firstMarks,
            String lastMarks,
            String sha256)
            throws NoSuchAlgorithmException {
        OutgoingFrames frames = new OutgoingFrames(
                NO_PREFIX,
                ActionFrame.nameBytes(name),
                nonce & 0xffff,
                kind,
                metadata.equals("-") ? null : metadata.getBytes(StandardCharsets.UTF_8),
                ByteBuffer.wrap(payloadOfTheFixture(kind, size)));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < frames.count(); i++) {
            digest.update(frames.frame(i));
        }

        assertThat(frames.count()).isEqualTo(count);
        assertThat(frames.frame(0)).hasSize(firstLength);
        assertThat(frames.frame(count - 1)).hasSize(lastLength);
        assertThat(marks(frames.frame(0))).isEqualTo(firstMarks);
        assertThat(marks(frames.frame(count - 1))).isEqualTo(lastMarks);
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(sha256);
    }

    @Test
    void progressIsWhatTheReceiverWillSee() throws MalformedException {
        OutgoingFrames frames = frames(PayloadKind.BINARY, 0, "null", new byte[5 * ActionFrame.CHUNK_BYTES]);

        for (int i = 0; i < frames.count(); i++) {
            assertThat(frames.fraction(i))
                    .isEqualTo(ActionFrame.parse(frames.frame(i), 0).fraction());
        }
        assertThat(frames.fraction(frames.count() - 1)).isEqualTo(1.0);
    }

    @Test
    void progressIsFullWithTheLastFrameAlone() throws MalformedException {
        OutgoingFrames frames = frames(PayloadKind.BINARY, 0, "null", new byte[2_000 * ActionFrame.CHUNK_BYTES]);
        int beforeLast = frames.count() - 2;
        ActionFrame frame = ActionFrame.parse(frames.frame(beforeLast), 0);

        assertThat(frame.progress()).as("as the JavaScript library rounds it").isEqualTo(255);
        assertThat(frame.fraction()).isEqualTo(frames.fraction(beforeLast)).isLessThan(1);
        assertThat(frames.fraction(frames.count() - 1)).isEqualTo(1);
    }

    @Test
    void metadataIsNeverSplit() {
        OutgoingFrames frames = frames(PayloadKind.TEXT, 0, "\"" + "m".repeat(100_000) + "\"", new byte[1]);

        assertThat(frames.count()).isEqualTo(2);
        assertThat(frames.frame(0)).hasSize(36 + 100_002);
    }

    @Test
    void onlyWhatLiesBetweenPositionAndLimitIsSent() {
        ByteBuffer payload = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}, 1, 3).asReadOnlyBuffer();
        OutgoingFrames frames =
                new OutgoingFrames(NO_PREFIX, ActionFrame.nameBytes("a"), 0, PayloadKind.BINARY, null, payload);

        assertThat(Arrays.copyOfRange(frames.frame(0), 36, 39)).containsExactly(2, 3, 4);
        assertThat(payload.remaining()).isEqualTo(3);
    }

    @Test
    void aDirectBufferIsSentLikeAnyOther() {
        ByteBuffer direct =
                ByteBuffer.allocateDirect(3).put(new byte[] {7, 8, 9}).flip();
        OutgoingFrames frames =
                new OutgoingFrames(NO_PREFIX, ActionFrame.nameBytes("a"), 0, PayloadKind.BINARY, null, direct);

        assertThat(Arrays.copyOfRange(frames.frame(0), 36, 39)).containsExactly(7, 8, 9);
    }

    @Test
    void targetsThatKeepUpShareTheFrame() {
        OutgoingFrames frames = frames(PayloadKind.BINARY, 0, null, new byte[100]);

        assertThat(frames.frame(0)).isSameAs(frames.frame(0));
    }

    @Test
    void aTargetFarBehindGetsTheSameBytesAgain() {
        byte[] payload = payloadOfTheFixture(PayloadKind.BINARY, 200 * ActionFrame.CHUNK_BYTES);
        OutgoingFrames frames = frames(PayloadKind.BINARY, 0, null, payload);
        byte[] first = frames.frame(0);
        for (int i = 0; i < frames.count(); i++) {
            frames.frame(i);
        }

        assertThat(frames.frame(0)).isNotSameAs(first).isEqualTo(first);
    }

    private static OutgoingFrames frames(PayloadKind kind, int nonce, @Nullable String metadata, byte[] payload) {
        byte[] json = metadata == null ? null : metadata.getBytes(StandardCharsets.UTF_8);
        return new OutgoingFrames(
                NO_PREFIX, ActionFrame.nameBytes("chat"), nonce, kind, json, ByteBuffer.wrap(payload));
    }

    /** The payloads that the fixture was made with. */
    private static byte[] payloadOfTheFixture(PayloadKind kind, int size) {
        if (kind == PayloadKind.TEXT) {
            return "t".repeat(size).getBytes(StandardCharsets.UTF_8);
        }
        if (kind == PayloadKind.JSON) {
            return ("[\"" + "j".repeat(size - 4) + "\"]").getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) ((i * 31 + 7) % 251);
        }
        return bytes;
    }

    private static String marks(byte[] frame) {
        return HexFormat.of().formatHex(frame, 32, 36);
    }
}
