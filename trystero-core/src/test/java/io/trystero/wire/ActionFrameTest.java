package io.trystero.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionFrameTest {

    /** The frame of the protocol page: action "chat", nonce 7, JSON {"a":1}. */
    private static final String VECTOR = "63686174" + "00".repeat(28) + "0007" + "09" + "ff" + "7b2261223a317d";

    @Test
    void aFrameIsWrittenAsTheProtocolPageSays() {
        assertThat(HexFormat.of().formatHex(vector(new byte[0]))).isEqualTo(VECTOR);
    }

    @Test
    void aFrameForARoomCarriesTheTokenFirst() {
        String token = Topics.roomToken("com.example.app", "lobby");
        byte[] message = vector(ChannelMessage.roomPrefix(token));

        assertThat(message).hasSize(110);
        assertThat(HexFormat.of().formatHex(message))
                .isEqualTo("010040" + HexFormat.of().formatHex(token.getBytes(StandardCharsets.US_ASCII)) + VECTOR);
    }

    @Test
    void aFrameIsReadFieldByField() throws MalformedException {
        ActionFrame frame = ActionFrame.parse(HexFormat.of().parseHex("aabb" + VECTOR), 2);

        assertThat(frame.action()).isEqualTo("chat");
        assertThat(frame.nonce()).isEqualTo(7);
        assertThat(frame.flags()).isEqualTo(9);
        assertThat(frame.progress()).isEqualTo(255);
        assertThat(frame.fraction()).isEqualTo(1.0);
        assertThat(frame.isLast()).isTrue();
        assertThat(frame.isMetadata()).isFalse();
        assertThat(new String(frame.bytes(), frame.offset(), frame.length(), StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void unknownFlagsAreKeptAndHarmless() throws MalformedException {
        byte[] bytes = HexFormat.of().parseHex(VECTOR);
        bytes[34] = (byte) 0xf1;

        assertThat(ActionFrame.parse(bytes, 0).flags()).isEqualTo(0xf1);
        assertThat(ActionFrame.parse(bytes, 0).isLast()).isTrue();
    }

    @Test
    void aNameMayTakeAll32Bytes() throws MalformedException {
        String name = "é".repeat(16);

        assertThat(ActionFrame.parse(send(name), 0).action()).isEqualTo(name);
    }

    @Test
    void zerosAmidANameAreDroppedAsJavaScriptDoes() throws MalformedException {
        byte[] bytes = HexFormat.of().parseHex(VECTOR);
        bytes[1] = 0;

        assertThat(ActionFrame.parse(bytes, 0).action()).isEqualTo("cat");
    }

    @Test
    void aNameThatCannotTravelIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ActionFrame.nameBytes(""));
        assertThatIllegalArgumentException().isThrownBy(() -> ActionFrame.nameBytes("a\0b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ActionFrame.nameBytes("é".repeat(17)))
                .withMessageContaining("34 bytes")
                .withMessageContaining("at most 32");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 35})
    void aFrameShorterThanItsHeaderIsMalformed(int length) {
        assertThatThrownBy(() -> ActionFrame.parse(new byte[length], 0)).isInstanceOf(MalformedException.class);
    }

    @Test
    void aFrameWithoutANameIsMalformed() {
        assertThatThrownBy(() -> ActionFrame.parse(new byte[36], 0)).isInstanceOf(MalformedException.class);
    }

    @Property
    void everyFrameOfRandomBytesIsReadOrRefused(
            @ForAll @Size(max = 80) byte[] bytes, @ForAll @IntRange(max = 100) int offset) {
        try {
            ActionFrame frame = ActionFrame.parse(bytes, offset);
            assertThat(frame.action()).isNotEmpty().hasSizeLessThanOrEqualTo(32).doesNotContain("\0");
            assertThat(frame.offset() + frame.length()).isEqualTo(bytes.length);
            assertThat(frame.fraction()).isBetween(0.0, 1.0);
        } catch (MalformedException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    private static byte[] vector(byte[] prefix) {
        ByteBuffer json = ByteBuffer.wrap("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        return new OutgoingFrames(prefix, ActionFrame.nameBytes("chat"), 7, PayloadKind.JSON, null, json).frame(0);
    }

    private static byte[] send(String name) {
        return new OutgoingFrames(
                        new byte[0], ActionFrame.nameBytes(name), 0, PayloadKind.TEXT, null, ByteBuffer.allocate(0))
                .frame(0);
    }
}
