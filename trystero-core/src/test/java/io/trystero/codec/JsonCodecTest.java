package io.trystero.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON as the JavaScript library writes it and reads it. */
class JsonCodecTest {

    enum Color {
        RED
    }

    record Shape(Color color, int cornerCount) {}

    private static final Codec<Object> ANY = Codec.of(Object.class);
    private static final Codec<Shape> SHAPE = Codec.of(Shape.class);

    private static String written(Object value) {
        return StandardCharsets.UTF_8
                .decode(((Payload.Json) ANY.encode(value)).bytes())
                .toString();
    }

    private static Payload json(String text) {
        return new Payload.Json(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void wholeDoublesHaveNoFractionWhereverTheyStand() {
        assertThat(written(1.0)).isEqualTo("1");
        assertThat(written(new double[] {1, -0.0, 1e21, 1e-7})).isEqualTo("[1,0,1e+21,1e-7]");
        assertThat(written(new float[] {1, 0.1f})).isEqualTo("[1,0.1]");
        assertThat(written(new Double[] {2.0, null})).isEqualTo("[2,null]");
        assertThat(written(Map.of("a", 3f))).isEqualTo("{\"a\":3}");
        assertThat(written(JsonNodeFactory.instance.arrayNode().add(4.0).add(5f)))
                .isEqualTo("[4,5]");
    }

    @Test
    void numbersThatJsonLacksAreNullWhereverTheyStand() {
        assertThat(written(Double.NaN)).isEqualTo("null");
        assertThat(written(new double[] {Double.NaN, Double.POSITIVE_INFINITY})).isEqualTo("[null,null]");
        assertThat(written(new float[] {Float.NEGATIVE_INFINITY})).isEqualTo("[null]");
        assertThat(written(Arrays.asList(Double.NaN, Float.NaN))).isEqualTo("[null,null]");
        assertThat(written(JsonNodeFactory.instance.arrayNode().add(Double.NaN).add(Float.NaN)))
                .isEqualTo("[null,null]");
    }

    @Test
    void theClassOfAValueAtHandWillDo() {
        for (Object value : List.of(List.of(1, 2.0), Map.of("a", 1), new int[] {1}, new Shape(Color.RED, 1))) {
            assertThat(encodedByItsClass(value)).isEqualTo(ANY.encode(value));
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> Payload encodedByItsClass(T value) {
        return Codec.of((Class<T>) value.getClass()).encode(value);
    }

    @Test
    void integersKeepAllTheirDigits() {
        assertThat(written(Long.MAX_VALUE)).isEqualTo("9223372036854775807");
        assertThat(written(new int[] {-1, 0})).isEqualTo("[-1,0]");
    }

    static List<String[]> javascriptStrings() {
        return Fixture.rows("javascript-strings.tsv");
    }

    @ParameterizedTest
    @MethodSource("javascriptStrings")
    void stringsAreEscapedAsJavaScriptEscapesThem(String utf16, String utf8) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < utf16.length(); i += 4) {
            text.append((char) Integer.parseInt(utf16, i, i + 4, 16));
        }

        assertThat(hex(ANY.encode(List.of(text.toString())))).isEqualTo("5b" + utf8 + "5d");
    }

    @Test
    void pairsStayWholeWhereverTheyFallInALongText() {
        for (int shift = 0; shift < 3; shift++) {
            String text = "x".repeat(shift) + "😀".repeat(9_000) + "\ud800";

            String json = written(List.of(text));

            assertThat(json).isEqualTo("[\"" + text.substring(0, text.length() - 1) + "\\ud800\"]");
            assertThat(ANY.decode(json(json))).isEqualTo(List.of(text));
        }
    }

    @Test
    void aValueWhoseJsonIsAStringTravelsAsText() {
        UUID id = new UUID(1, 2);

        assertThat(Codec.of(Color.class).encode(Color.RED)).isEqualTo(new Payload.Text("RED"));
        assertThat(Codec.of(UUID.class).encode(id)).isEqualTo(new Payload.Text(id.toString()));
        assertThat(ANY.encode("a\"\u0001é")).isEqualTo(new Payload.Text("a\"\u0001é"));
        assertThat(Codec.of(JsonNode.class).encode(TextNode.valueOf("a"))).isEqualTo(new Payload.Text("a"));
    }

    @Test
    void textIsReadAsAJsonStringWouldBe() {
        assertThat(Codec.of(Color.class).decode(new Payload.Text("RED"))).isEqualTo(Color.RED);
        assertThat(Codec.of(UUID.class).decode(new Payload.Text(new UUID(1, 2).toString())))
                .isEqualTo(new UUID(1, 2));
        assertThat(ANY.decode(new Payload.Text("5"))).isEqualTo("5");
        assertThat(Codec.of(JsonNode.class).decode(new Payload.Text("{}"))).isEqualTo(TextNode.valueOf("{}"));
    }

    @ParameterizedTest
    @ValueSource(classes = {Integer.class, int.class, Double.class, Boolean.class, boolean.class})
    void textIsNoNumberAndNoBoolean(Class<?> type) {
        for (String text : List.of("5", "true", "")) {
            assertThatThrownBy(() -> Codec.of(type).decode(new Payload.Text(text)))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("received text");
        }
    }

    @Test
    @SuppressWarnings("JavaUtilDate") // the one kind of date that Jackson knows without a module
    void datesAreText() {
        assertThat(Codec.of(Date.class).encode(new Date(0)))
                .isInstanceOfSatisfying(
                        Payload.Text.class, text -> assertThat(text.text()).startsWith("1970-01-01T00:00:00"));
    }

    @Test
    void fieldsThatTheTypeLacksAreIgnored() {
        assertThat(SHAPE.decode(json("{\"color\":\"RED\",\"cornerCount\":3,\"new\":[1]}")))
                .isEqualTo(new Shape(Color.RED, 3));
    }

    @Test
    void aLeadingByteOrderMarkIsDropped() {
        assertThat(ANY.decode(json("\ufeff[1]"))).isEqualTo(List.of(1));
    }

    @Test
    void jsonIsReadFromAnyKindOfBuffer() {
        ByteBuffer heap = ByteBuffer.wrap("xx[1]xx".getBytes(StandardCharsets.UTF_8), 2, 3);
        ByteBuffer direct = ByteBuffer.allocateDirect(3).put(heap.duplicate()).flip();

        assertThat(ANY.decode(new Payload.Json(heap))).isEqualTo(List.of(1));
        assertThat(ANY.decode(new Payload.Json(heap.asReadOnlyBuffer()))).isEqualTo(List.of(1));
        assertThat(ANY.decode(new Payload.Json(direct))).isEqualTo(List.of(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[1]x", "[1] [2]", "{", "NaN", "[1,]", "'a'", "tru", "\u0000", "[1]\u0000"})
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> ANY.decode(json(text)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("received JSON");
    }

    @Test
    void deepNestingAndEndlessNamesAreRefused() {
        assertThatThrownBy(() -> ANY.decode(json("[".repeat(1_000_000)))).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> ANY.decode(json("{\"" + "n".repeat(1 << 20) + "\":1}")))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void aValueOfAnotherTypeIsRefusedWithTheFieldNamed() {
        assertThatThrownBy(() -> SHAPE.decode(json("{\"color\":\"RED\",\"cornerCount\":{}}")))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("cornerCount")
                .hasMessageContaining(Shape.class.getName());
    }

    @Test
    void aValueThatCannotBeWrittenIsNamedTogetherWithTheCure() {
        Codec<Object> codec = Codec.of(Object.class);

        assertThatThrownBy(() -> codec.encode(new Object()))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("java.lang.Object")
                .hasMessageContaining("Codec.json");
    }

    @Test
    void aValueThatHoldsItselfIsRefused() {
        Map<String, Object> cycle = new LinkedHashMap<>();
        cycle.put("again", new ArrayList<>(List.of(cycle)));

        assertThatThrownBy(() -> ANY.encode(cycle)).isInstanceOf(CodecException.class);
    }

    @Test
    void onesOwnMapperDecidesTheNamesButNotTheNumbers() {
        ObjectMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build();
        Codec<Shape> shape = Codec.json(mapper, Shape.class);
        Codec<Map<String, Double>> map =
                Codec.json(mapper, mapper.getTypeFactory().constructType(new TypeReference<Map<String, Double>>() {}));

        assertThat(shape.encode(new Shape(Color.RED, 3))).isEqualTo(json("{\"color\":\"RED\",\"corner_count\":3}"));
        assertThat(map.encode(Map.of("b", 2.0, "a", Double.NaN))).isEqualTo(json("{\"a\":null,\"b\":2}"));
        assertThat(map.decode(json("{\"a\":1}"))).isEqualTo(Map.of("a", 1.0));
    }

    @Test
    void aMapperForAnotherFormatIsRefused() {
        ObjectMapper other = new ObjectMapper(new JsonFactory() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getFormatName() {
                return "YAML";
            }
        });

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Codec.json(other, Shape.class))
                .withMessageContaining("YAML");
    }

    private static String hex(Payload payload) {
        ByteBuffer bytes = payload.bytes();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
