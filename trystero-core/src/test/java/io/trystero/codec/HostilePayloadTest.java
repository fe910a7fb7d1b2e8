package io.trystero.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever payload arrives, a codec gives a value or says that it is none. */
class HostilePayloadTest {

    record Point(int x, double y, String name, Instant at) {}

    private static final List<Codec<?>> CODECS = List.of(
            Codec.of(String.class),
            Codec.of(byte[].class),
            Codec.of(ByteBuffer.class),
            Codec.of(Integer.class),
            Codec.of(BigInteger.class),
            Codec.of(BigDecimal.class),
            Codec.of(Instant.class),
            Codec.of(JsonNode.class),
            Codec.of(Object.class),
            Codec.of(Point.class),
            Codec.of(new TypeReference<List<Point>>() {}),
            Codec.of(new TypeReference<Map<String, Integer>>() {}));

    @Property
    void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
        assertReadOrRefused(bytes);
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text) {
        assertReadOrRefused(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property
    void jsonOfAnyShapeIsReadOrRefused(@ForAll("json") String text, @ForAll long seed) {
        assertReadOrRefused(text.getBytes(StandardCharsets.UTF_8));
        byte[] mutated = text.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(seed);
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        assertReadOrRefused(mutated);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e-999999999", "1e2147483648", "{\"x\":1e999999999}", "[1e999999999]"})
    void hugeExponentsCostNoTime(String bomb) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertReadOrRefused(bomb.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"x\":", "9", "\"", " ", "[[],", "\"\\u0000"})
    void endlessRepetitionIsReadOrRefused(String part) {
        byte[] bytes = part.repeat(300_000).getBytes(StandardCharsets.UTF_8);

        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertReadOrRefused(bytes));
    }

    private static void assertReadOrRefused(byte[] bytes) {
        String text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)).toString();
        for (Codec<?> codec : CODECS) {
            assertReadOrRefused(codec, new Payload.Json(ByteBuffer.wrap(bytes)));
            assertReadOrRefused(codec, new Payload.Binary(ByteBuffer.wrap(bytes)));
            assertReadOrRefused(codec, new Payload.Text(text));
        }
    }

    private static void assertReadOrRefused(Codec<?> codec, Payload payload) {
        try {
            codec.decode(payload);
        } catch (CodecException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    @Provide
    Arbitrary<String> json() {
        Arbitrary<String> leaves = Arbitraries.of(
                "1",
                "-0",
                "1e400",
                "1.5",
                "true",
                "null",
                "\"\"",
                "\"\\ud800\"",
                "\"2026-01-01T00:00:00Z\"",
                "{}",
                "[]");
        Arbitrary<String> fields = Arbitraries.of("x", "y", "name", "at", "other", "")
                .flatMap(name -> leaves.map(value -> "\"" + name + "\":" + value));
        return Arbitraries.oneOf(
                leaves,
                leaves.list().ofMaxSize(4).map(all -> "[" + String.join(",", all) + "]"),
                fields.list().ofMaxSize(5).map(all -> "{" + String.join(",", all) + "}"),
                fields.list().ofMaxSize(5).map(all -> "[{" + String.join(",", all) + "}]"));
    }
}
