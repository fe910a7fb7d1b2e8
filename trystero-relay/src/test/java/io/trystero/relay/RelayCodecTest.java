package io.trystero.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.trystero.relay.RelayMessage.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The JSON of both sides, and the frame that a fan-out shares. */
class RelayCodecTest {

    @Example
    void writesWhatTheJavaScriptLibraryWrites() {
        assertThat(RelayCodec.subscribe("t")).isEqualTo("{\"type\":\"subscribe\",\"topic\":\"t\"}");
        assertThat(RelayCodec.unsubscribe("t")).isEqualTo("{\"type\":\"unsubscribe\",\"topic\":\"t\"}");
        assertThat(RelayCodec.publish("1p72", "{\"peerId\":\"InaPy9X1uygOQ0IT6boS\"}"))
                .isEqualTo("{\"type\":\"publish\",\"topic\":\"1p72\","
                        + "\"payload\":\"{\\\"peerId\\\":\\\"InaPy9X1uygOQ0IT6boS\\\"}\"}");
    }

    @Property
    void readsWhatItWrites(@ForAll String topic, @ForAll String payload) {
        RelayMessage read = RelayCodec.read(RelayCodec.publish(topic, payload));

        assertThat(read).isEqualTo(new RelayMessage("publish", topic, new Payload.Text(payload)));
    }

    @Property
    void readsAnyBytesOrNone(@ForAll byte[] bytes) {
        RelayMessage read = RelayCodec.read(bytes);

        assertThat(read).isNull();
    }

    @Property
    void readsBrokenMessagesWithoutAnException(@ForAll("broken") byte[] bytes) {
        RelayMessage read = RelayCodec.read(bytes);

        if (read != null) {
            assertThat(read.topic()).isNotNull();
        }
    }

    @Example
    void refusesJsonThatIsTooDeep() {
        String deep =
                "{\"type\":\"publish\",\"topic\":\"t\",\"payload\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThat(RelayCodec.read(deep)).isNull();
        assertThat(RelayCodec.read(deep.getBytes(StandardCharsets.UTF_8))).isNull();
    }

    @Property
    void theSharedFrameIsATextFrameOfTheDelivery(@ForAll("any") String topic, @ForAll("any") String payload) {
        assertThat(deliver(topic, new Payload.Text(payload)))
                .isEqualTo(new RelayMessage(null, topic, new Payload.Text(payload)));
    }

    @Property
    void theSharedFrameMayHaveAnyLength(@ForAll("lengths") int length) {
        String payload = "x".repeat(length);

        assertThat(deliver("t", new Payload.Text(payload)))
                .isEqualTo(new RelayMessage(null, "t", new Payload.Text(payload)));
    }

    @Property
    void theSharedFrameCarriesOtherValuesAsTheyAre(@ForAll @IntRange(max = 70_000) int number) {
        Payload payload = new Payload.Json("{\"n\":[" + number + ",null]}");

        assertThat(deliver("t", payload)).isEqualTo(new RelayMessage(null, "t", payload));
    }

    private static RelayMessage deliver(String topic, Payload payload) {
        ByteBuf frame = SharedFrame.encode(UnpooledByteBufAllocator.DEFAULT, topic, payload);
        EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, 1 << 22));
        try {
            client.writeInbound(Unpooled.copiedBuffer(frame));
            TextWebSocketFrame text = client.readInbound();
            assertThat(text.isFinalFragment()).isTrue();
            String read = text.text();
            text.release();
            return RelayCodec.read(read);
        } finally {
            frame.release();
            client.finishAndReleaseAll();
        }
    }

    /** Strings of any UTF-16 code units, lone surrogates too, which JSON can escape. */
    @Provide
    Arbitrary<String> any() {
        return Arbitraries.chars().all().list().ofMaxSize(200).map(units -> {
            StringBuilder text = new StringBuilder();
            units.forEach(text::append);
            return text.toString();
        });
    }

    @Provide
    Arbitrary<Integer> lengths() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(90, 130),
                Arbitraries.integers().between(65_490, 65_540),
                Arbitraries.integers().between(0, 200_000));
    }

    /** Messages with some of their bytes changed. */
    @Provide
    Arbitrary<byte[]> broken() {
        Arbitrary<byte[]> messages = Arbitraries.of(
                        "{\"type\":\"publish\",\"topic\":\"t\",\"payload\":{\"a\":[1.5e3,true,\"\\u00e9\"]}}",
                        RelayCodec.publish("topic", "{\"peerId\":\"p\"}"),
                        RelayCodec.subscribe("tøpic"))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        return Combinators.combine(
                        messages,
                        Arbitraries.integers().between(0, 200),
                        Arbitraries.bytes(),
                        Arbitraries.integers().between(0, 200))
                .as((message, at, value, length) -> {
                    byte[] broken = Arrays.copyOf(message, Math.max(1, length % (message.length + 1)));
                    broken[at % broken.length] = value;
                    return broken;
                });
    }
}
