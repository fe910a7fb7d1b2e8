package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.Direction;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sent arrives as it was sent. */
class PayloadTest extends InteropTest {

    private static final int MEBIBYTE = 1 << 20;

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void textsArriveAsSent(Direction direction) {
        arriveAsSent(
                direction,
                Stream.of(
                                "hello",
                                "",
                                "Grüße, 你好, שלום",
                                "astral 🙂𝄞👩‍👩‍👧",
                                "mark\uFEFFinside",
                                "line\nbreak \"quoted\" \\ \u0000 \u2028",
                                "null",
                                "x".repeat(8_000),
                                "ä🙂".repeat(2_500) /* frames end within characters */)
                        .map(Body::text)
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void jsonArrivesAsSent(Direction direction) {
        arriveAsSent(
                direction,
                Stream.of(
                                "false",
                                "true",
                                "0",
                                "-1.5",
                                "9007199254740991",
                                "null",
                                "[]",
                                "{}",
                                "{\"a\":[1,{\"b\":null,\"c\":[[],\"\"]}],\"ключ\":\"🙂\",\"d\":{\"e\":{\"f\":0.1}}}",
                                "[\"" + "long".repeat(10_000) + "\"]")
                        .map(Body::json)
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void smallBinariesArriveAsSent(Direction direction) {
        // around one frame's payload, which is 16 348 bytes
        arriveAsSent(
                direction,
                Stream.of(0, 1, 255, 16_347, 16_348, 16_349, 32_696, 32_697)
                        .map(size -> Body.bytes(size, size))
                        .toList());
    }

    private void arriveAsSent(Direction direction, List<Body> bodies) {
        Pair pair = meet(direction);
        bodies.forEach(body -> pair.from(direction).send(body, null).await(Patience.MESSAGE));
        List<Received> received = new ArrayList<>();
        for (int i = 1; i <= bodies.size(); i++) {
            received.add(pair.to(direction).awaitMessage(bodies.get(0).getClass(), i));
        }
        assertThat(received)
                .extracting(Received::body)
                .isEqualTo(bodies.stream().map(Body::described).toList());
        assertThat(received)
                .extracting(Received::from)
                .containsOnly(pair.from(direction).peer().id());
        assertThat(received).extracting(Received::metadata).containsOnlyNulls();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void metadataOfAnyJsonArrivesWithAnyBody(Direction direction) {
        Pair pair = meet(direction);
        List<String> metadata = List.of("{\"name\":\"ключ.txt\",\"size\":0}", "null", "[1]", "\"text\"", "0");
        for (String each : metadata) {
            pair.from(direction).send(Body.bytes(0, 0), Body.Lines.read(each)).await(Patience.MESSAGE);
            pair.from(direction).send(Body.text(""), Body.Lines.read(each)).await(Patience.MESSAGE);
        }
        for (int i = 1; i <= metadata.size(); i++) {
            Received bytes = pair.to(direction).awaitMessage(Body.Bytes.class, i);
            Received text = pair.to(direction).awaitMessage(Body.Text.class, i);
            assertThat(bytes.body()).isEqualTo(Body.bytes(0, 0).described());
            assertThat(text.body()).isEqualTo(Body.text("").described());
            assertThat(List.of(bytes, text))
                    .extracting(Received::metadata)
                    .containsOnly(Body.Lines.read(metadata.get(i - 1)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void aMebibyteArrivesWithMetadataAndProgress(Direction direction) {
        transfer(direction, MEBIBYTE);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void fiftyMebibytesArriveWithMetadataAndProgress(Direction direction) {
        transfer(direction, 50 * MEBIBYTE);
    }

    private void transfer(Direction direction, int size) {
        Pair pair = meet(direction);
        Body body = Body.bytes(size, 7);
        List<Double> sent = pair.from(direction)
                .send(body, Body.Lines.read("{\"name\":\"pattern\"}"))
                .await(Patience.TRANSFER);
        Received received = pair.to(direction).awaitMessage(Body.Bytes.class, 1, Patience.TRANSFER);
        assertThat(received.body()).isEqualTo(body.described());
        assertThat(received.metadata()).isEqualTo(Body.Lines.read("{\"name\":\"pattern\"}"));
        for (List<Double> progress : List.of(sent, pair.to(direction).received(Body.Bytes.class))) {
            assertThat(progress).hasSizeGreaterThan(50).isSorted().endsWith(1.0);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void largeSendsAtOnceArriveBothWholeAndSoDoesAMessageMeanwhile(Direction direction) {
        Pair pair = meet(direction);
        Body one = Body.bytes(4 * MEBIBYTE, 1);
        Body two = Body.bytes(4 * MEBIBYTE, 2);
        PeerRoom.Sending first = pair.from(direction).send(one, Body.Lines.read("1"));
        PeerRoom.Sending second = pair.from(direction).send(two, Body.Lines.read("2"));
        pair.from(direction).send(Body.text("meanwhile"), null).await(Patience.TRANSFER);
        first.await(Patience.TRANSFER);
        second.await(Patience.TRANSFER);
        List<Received> received = List.of(
                pair.to(direction).awaitMessage(Body.Bytes.class, 1, Patience.TRANSFER),
                pair.to(direction).awaitMessage(Body.Bytes.class, 2, Patience.TRANSFER));
        assertThat(received)
                .extracting(Received::metadata, Received::body)
                .containsExactlyInAnyOrder(
                        tuple(Body.Lines.read("1"), one.described()), tuple(Body.Lines.read("2"), two.described()));
        assertThat(pair.to(direction).awaitMessage(Body.Text.class, 1).body())
                .isEqualTo(Body.text("meanwhile").described());
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }
}
