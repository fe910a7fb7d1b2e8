package io.trystero.torrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.signaling.OfferRelay.StandingOffer;
import io.trystero.torrent.TrackerMessage.Signal;
import io.trystero.wire.Topics;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackerCodecTest {

    private static final String HASH = "4f1573k2d2q194m4l192";
    private static final String SELF = "A1b2C3d4E5f6G7h8I9j0";

    @Test
    void namesARoomAsTheProtocolsVectorHasIt() {
        assertThat(TrackerCodec.infoHash(Topics.root("com.example.app", "lobby")))
                .isEqualTo(HASH);
    }

    @Test
    void announcesOffers() {
        assertThat(TrackerCodec.announce(HASH, SELF, List.of(new StandingOffer("one", "1,2$AA==")), false))
                .isEqualTo("{\"action\":\"announce\",\"info_hash\":\"4f1573k2d2q194m4l192\","
                        + "\"peer_id\":\"A1b2C3d4E5f6G7h8I9j0\",\"numwant\":3,\"offers\":[{\"offer_id\":\"one\","
                        + "\"offer\":{\"type\":\"offer\",\"sdp\":\"1,2$AA==\"}}]}");
    }

    @Test
    void seedsWithNothingLeftAndNoOffers() {
        assertThat(TrackerCodec.announce(HASH, SELF, List.of(), true))
                .endsWith("\"left\":0,\"numwant\":3,\"offers\":[]}");
        assertThat(TrackerCodec.announce(HASH, SELF, List.of(), false))
                .endsWith("\"peer_id\":\"" + SELF + "\",\"numwant\":3,\"offers\":[]}");
    }

    @Test
    void answers() {
        assertThat(TrackerCodec.answer(HASH, SELF, "them", "one", "1,2$AA=="))
                .endsWith("\"peer_id\":\"" + SELF + "\",\"answer\":{\"type\":\"answer\",\"sdp\":\"1,2$AA==\"},"
                        + "\"offer_id\":\"one\",\"to_peer_id\":\"them\"}");
    }

    @Test
    void readsAnOfferAndAnAnswer() {
        String rest = ",\"offer_id\":\"o\",\"peer_id\":\"p\",\"info_hash\":\"h\",\"more\":[{}]}";

        assertThat(read("{\"action\":\"announce\",\"offer\":{\"type\":\"offer\",\"sdp\":\"s\",\"x\":[1]}" + rest)
                        .signal())
                .isEqualTo(new Signal(true, "p", "o", "s"));
        assertThat(read("{\"answer\":{\"sdp\":\"s\"}" + rest)).satisfies(message -> {
            assertThat(message.signal()).isEqualTo(new Signal(false, "p", "o", "s"));
            assertThat(message.infoHash()).isEqualTo("h");
        });
        assertThat(read("{\"offer\":null,\"answer\":{\"sdp\":\"s\"}" + rest)
                        .signal()
                        .isOffer())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"120, 120000", "0.5, 500", "1e300, 86400000"})
    void readsAnInterval(String seconds, long millis) {
        assertThat(read("{\"interval\":" + seconds + "}").interval()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"soon\"", "-1", "0", "null", "[5]", "{}", "true"})
    void takesNothingElseForAnInterval(String value) {
        assertThat(read("{\"interval\":" + value + "}").interval()).isNull();
    }

    @Test
    void readsComplaintsAsOneShortLine() {
        assertThat(read("{\"failure reason\":\"no\\nway\"}").failure()).isEqualTo("no way");
        assertThat(read("{\"failure reason\":42}").failure()).isEqualTo("42");
        assertThat(read("{\"failure reason\":{\"a\":1}}").failure()).isEqualTo("unreadable");
        assertThat(read("{\"failure reason\":\"" + "x".repeat(100_000) + "\"}").failure())
                .hasSize(200);
        assertThat(read("{\"failure reason\":null,\"warning message\":\"busy\"}"))
                .satisfies(message -> {
                    assertThat(message.failure()).isNull();
                    assertThat(message.warning()).isEqualTo("busy");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"offer\":\"text\",\"offer_id\":\"o\",\"peer_id\":\"p\"}",
                "{\"offer\":{\"type\":\"offer\"},\"offer_id\":\"o\",\"peer_id\":\"p\"}",
                "{\"offer\":{\"sdp\":7},\"offer_id\":\"o\",\"peer_id\":\"p\"}",
                "{\"offer\":{\"sdp\":\"\"},\"offer_id\":\"o\",\"peer_id\":\"p\"}",
                "{\"answer\":{\"sdp\":\"s\"},\"offer_id\":\"o\"}",
                "{\"answer\":{\"sdp\":\"s\"},\"peer_id\":\"p\"}",
                "{\"answer\":{\"sdp\":\"s\"},\"offer_id\":[],\"peer_id\":{}}"
            })
    void knowsASignalThatCannotBeRead(String text) {
        assertThat(read(text)).satisfies(message -> {
            assertThat(message.signal()).isNull();
            assertThat(message.malformed()).isTrue();
        });
    }

    @Test
    void anIdThatIsTooLongIsNone() {
        assertThat(read("{\"answer\":{\"sdp\":\"s\"},\"offer_id\":\"" + "o".repeat(129) + "\",\"peer_id\":\"p\"}"))
                .satisfies(message -> {
                    assertThat(message.signal()).isNull();
                    assertThat(message.malformed()).isTrue();
                });
    }

    @Test
    void knowsWhatIsNoMessage() {
        assertThat(List.of("", "{", "[]", "7", "null", "{} {}", "{\"a\":"))
                .allSatisfy(text -> assertThat(TrackerCodec.read(text)).isNull());
    }

    @Test
    void showsNoDescription() {
        assertThat(new Signal(true, "p", "o", "secret")).asString().doesNotContain("secret");
    }

    @Property(tries = 2_000)
    void readsWhateverTextWithoutAnException(@ForAll String text) {
        TrackerCodec.read(text);
        TrackerCodec.read("{" + text + "}");
    }

    @Property(tries = 2_000)
    void readsWhateverValuesWithoutAnException(@ForAll("values") String a, @ForAll("values") String b) {
        assertThat(TrackerCodec.read("{\"offer\":" + a + ",\"answer\":" + b + ",\"offer_id\":" + a + ",\"peer_id\":" + b
                        + ",\"info_hash\":" + a + ",\"interval\":" + b + ",\"failure reason\":" + a
                        + ",\"warning message\":" + b + "}"))
                .isNotNull();
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.of(
                "null",
                "true",
                "7",
                "-1e400",
                "\"\"",
                "\"x\"",
                "[]",
                "[[{}]]",
                "{}",
                "{\"sdp\":{}}",
                "{\"sdp\":\"s\"}");
    }

    private static TrackerMessage read(String text) {
        TrackerMessage message = TrackerCodec.read(text);
        assertThat(message).isNotNull();
        return message;
    }
}
