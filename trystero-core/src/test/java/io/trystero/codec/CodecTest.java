package io.trystero.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which payload carries which type, and what happens when the sides do not agree. */
class CodecTest {

    record Point(double x, double y) {}

    private static final Codec<String> TEXT = Codec.of(String.class);
    private static final Codec<byte[]> BYTES = Codec.of(byte[].class);
    private static final Codec<ByteBuffer> BUFFER = Codec.of(ByteBuffer.class);
    private static final Codec<Point> POINT = Codec.of(Point.class);

    private static Payload.Json json(String text) {
        return new Payload.Json(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Payload.Binary binary(int... bytes) {
        byte[] content = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        return new Payload.Binary(ByteBuffer.wrap(content));
    }

    @Test
    void aStringIsTextNotQuotedJson() {
        assertThat(TEXT.encode("a\"b")).isEqualTo(new Payload.Text("a\"b"));
        assertThat(TEXT.encode("")).isEqualTo(new Payload.Text(""));
        assertThat(TEXT.decode(new Payload.Text("\"a\""))).isEqualTo("\"a\"");
    }

    @Test
    void bytesAreBinary() {
        assertThat(BYTES.encode(new byte[] {1, 2})).isEqualTo(binary(1, 2));
        assertThat(BYTES.decode(binary(1, 2))).containsExactly(1, 2);
        assertThat(BUFFER.encode(ByteBuffer.wrap(new byte[] {0, 1, 2}, 1, 2))).isEqualTo(binary(1, 2));
        assertThat(BUFFER.decode(binary(1, 2))).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
    }

    @Test
    void anArrayThatArrivedIsTheReceiversOwn() {
        Payload payload = binary(1, 2);
        Objects.requireNonNull(BYTES.decode(payload))[0] = 9;

        assertThat(payload).isEqualTo(binary(1, 2));
    }

    @Test
    void aBufferThatArrivedIsNotCopied() {
        byte[] content = {1};
        ByteBuffer arrived = Objects.requireNonNull(BUFFER.decode(new Payload.Binary(ByteBuffer.wrap(content))));
        content[0] = 2;

        assertThat(arrived.isReadOnly()).isTrue();
        assertThat(arrived.get(0)).isEqualTo((byte) 2);
    }

    @Test
    void everythingElseIsJson() {
        assertThat(POINT.encode(new Point(1, 2.5))).isEqualTo(json("{\"x\":1,\"y\":2.5}"));
        assertThat(POINT.decode(json("{\"x\":1,\"y\":2.5}"))).isEqualTo(new Point(1, 2.5));
    }

    @Test
    void aTypeReferenceKeepsTypeParameters() {
        Codec<List<Point>> codec = Codec.of(new TypeReference<List<Point>>() {});

        assertThat(codec.decode(codec.encode(List.of(new Point(1, 2))))).containsExactly(new Point(1, 2));
    }

    @Test
    void aTypeReferenceToTextOrBytesIsNoJsonEither() {
        assertThat(Codec.of(new TypeReference<String>() {}).encode("a")).isEqualTo(new Payload.Text("a"));
        assertThat(Codec.of(new TypeReference<byte[]>() {}).encode(new byte[] {1}))
                .isEqualTo(binary(1));
        assertThat(Codec.of(new TypeReference<ByteBuffer>() {}).encode(ByteBuffer.allocate(1)))
                .isEqualTo(binary(0));
    }

    @Test
    void theClassOfABufferAtHandIsBinaryToo() {
        assertThat(Codec.of(ByteBuffer.allocate(1).getClass())).isEqualTo(BUFFER);
        assertThat(Codec.of(ByteBuffer.allocateDirect(1).asReadOnlyBuffer().getClass()))
                .isEqualTo(BUFFER);
    }

    @Test
    void codecsOfEqualTypesAreEqual() {
        assertThat(Codec.of(Point.class)).isEqualTo(POINT).hasSameHashCodeAs(POINT);
        assertThat(Codec.of(new TypeReference<Point>() {})).isEqualTo(POINT);
        assertThat(Codec.of(new TypeReference<List<Point>>() {}))
                .isEqualTo(Codec.of(new TypeReference<List<Point>>() {}))
                .isNotEqualTo(Codec.of(new TypeReference<List<String>>() {}));
        assertThat(Codec.json(new ObjectMapper(), Point.class)).isNotEqualTo(POINT);
        assertThat(Codec.of(String.class)).isSameAs(TEXT);
    }

    @Test
    void nullIsTheJsonNullWhateverTheType() {
        for (Codec<?> codec : List.of(TEXT, BYTES, BUFFER, POINT)) {
            assertThat(codec.encode(null)).isEqualTo(json("null"));
            assertThat((Object) codec.decode(json("null"))).isNull();
            assertThat((Object) codec.decode(json("\ufeff null\r\n"))).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"null\"", "nul", "nulll", "0", "{}", "", " ", "null null"})
    void jsonOtherThanNullIsNeitherTextNorBytes(String text) {
        assertThatThrownBy(() -> TEXT.decode(json(text)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("received JSON")
                .hasMessageContaining("expected text");
        assertThatThrownBy(() -> BYTES.decode(json(text)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("expected binary");
    }

    @Test
    void aPayloadOfAnotherKindIsRefusedWithBothKindsNamed() {
        assertThatThrownBy(() -> TEXT.decode(binary(1, 2)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("received binary of 2 bytes, expected text");
        assertThatThrownBy(() -> BUFFER.decode(new Payload.Text("abc")))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("received text of 3 characters, expected binary");
        assertThatThrownBy(() -> POINT.decode(binary(1)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("received binary of 1 bytes, expected JSON of " + Point.class.getName());
        assertThatThrownBy(() -> POINT.decode(new Payload.Text("{\"x\":1}")))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("received text of 7 characters");
    }

    @Property
    void whatIsEncodedDecodesToTheSame(
            @ForAll String text, @ForAll byte[] bytes, @ForAll double x, @ForAll double y, @ForAll List<String> texts) {
        Codec<List<String>> list = Codec.of(new TypeReference<List<String>>() {});

        assertThat(TEXT.decode(TEXT.encode(text))).isEqualTo(text);
        assertThat(BYTES.decode(BYTES.encode(bytes))).isEqualTo(bytes);
        assertThat(BUFFER.decode(BUFFER.encode(ByteBuffer.wrap(bytes)))).isEqualTo(ByteBuffer.wrap(bytes));
        assertThat(POINT.decode(POINT.encode(new Point(x + 0.0, y + 0.0)))).isEqualTo(new Point(x + 0.0, y + 0.0));
        assertThat(list.decode(list.encode(texts))).isEqualTo(texts);
    }

    @Property
    void anyBytesAreAValueOrRefused(@ForAll byte[] bytes) {
        for (Codec<?> codec : List.of(TEXT, BYTES, BUFFER, POINT, Codec.of(Object.class), Codec.of(int[].class))) {
            for (Payload payload : List.of(
                    new Payload.Json(bytes),
                    Payload.Text.ofUtf8(ByteBuffer.wrap(bytes)),
                    new Payload.Binary(ByteBuffer.wrap(bytes)))) {
                try {
                    codec.decode(payload);
                } catch (CodecException refused) {
                    assertThat(refused.getMessage()).contains(": received ");
                }
            }
        }
    }
}
