package io.trystero.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PayloadTest {

    @Test
    void textGoesAsUtf8() {
        assertThat(hex(new Payload.Text("é😀"))).isEqualTo("c3a9f09f9880");
    }

    @Test
    void aSurrogateWithoutItsPairGoesAsTheReplacementCharacter() {
        assertThat(hex(new Payload.Text("a\ud800"))).isEqualTo("61efbfbd");
        assertThat(hex(new Payload.Text("\udc00\ud83d\ude00\ud83d"))).isEqualTo("efbfbdf09f9880efbfbd");
    }

    @Test
    void oneLeadingByteOrderMarkOfTextIsDropped() {
        assertThat(text("efbbbf61")).isEqualTo("a");
        assertThat(text("efbbbfefbbbf61")).isEqualTo("\ufeffa");
        assertThat(text("61efbbbf")).isEqualTo("a\ufeff");
        assertThat(text("efbb")).isEqualTo("\ufffd");
        assertThat(text("")).isEmpty();
    }

    @Test
    void bytesThatAreNoTextBecomeReplacementCharacters() {
        assertThat(text("61ff62")).isEqualTo("a\ufffdb");
    }

    @Test
    void readingTextLeavesTheBufferAsItWas() {
        ByteBuffer utf8 = ByteBuffer.wrap(new byte[] {'x', 'a', 'b', 'y'}, 1, 2);

        assertThat(Payload.Text.ofUtf8(utf8).text()).isEqualTo("ab");
        assertThat(utf8.position()).isEqualTo(1);
    }

    @Test
    void aPayloadIsWhatLiesBetweenPositionAndLimitWhateverBecomesOfTheBuffer() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {'x', '1', '2', 'y'}, 1, 2);
        Payload binary = new Payload.Binary(buffer);
        Payload json = new Payload.Json(buffer);
        buffer.position(3);

        assertThat(hex(binary)).isEqualTo("3132");
        assertThat(hex(json)).isEqualTo("3132");
    }

    @Test
    void itsBytesCanBeReadAgainAndNotWritten() {
        Payload payload = new Payload.Binary(ByteBuffer.wrap(new byte[] {1}));
        payload.bytes().get();

        assertThat(payload.bytes().remaining()).isOne();
        assertThatThrownBy(() -> payload.bytes().put((byte) 2)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> new Payload.Json(new byte[1]).bytes().put((byte) 2))
                .isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void payloadsOfOneKindWithTheSameContentAreEqual() {
        byte[] bytes = {'1'};

        assertThat(new Payload.Json(bytes))
                .isEqualTo(new Payload.Json(ByteBuffer.allocateDirect(1).put(0, bytes)));
        assertThat((Payload) new Payload.Json(bytes)).isNotEqualTo(new Payload.Binary(ByteBuffer.wrap(bytes)));
    }

    @Test
    void textInQuotesIsJson() {
        assertThat(new Payload.Text("a\"é\ud800").quoted())
                .isEqualTo(new Payload.Json("\"a\\\"é\\ud800\"".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void itsTextForLogsHoldsNoContent() {
        assertThat(new Payload.Text("secret")).hasToString("Text[6 characters]");
        assertThat(new Payload.Json(new byte[2])).hasToString("Json[2 bytes]");
        assertThat(new Payload.Binary(ByteBuffer.allocate(3))).hasToString("Binary[3 bytes]");
    }

    @Property
    void textOfAnyCharactersArrivesAsJavaScriptWouldMakeItWellFormed(@ForAll String text) {
        String arrived =
                Payload.Text.ofUtf8(new Payload.Text("." + text).bytes()).text();

        assertThat(arrived).hasSameSizeAs("." + text).isEqualTo(LoneSurrogates.replaced("." + text));
        assertThat(new String(arrived.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(arrived);
    }

    private static String text(String hex) {
        return Payload.Text.ofUtf8(ByteBuffer.wrap(HexFormat.of().parseHex(hex)))
                .text();
    }

    private static String hex(Payload payload) {
        ByteBuffer bytes = payload.bytes();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
