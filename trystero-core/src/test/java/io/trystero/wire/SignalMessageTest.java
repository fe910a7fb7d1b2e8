package io.trystero.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalMessageTest {

    @Test
    void anAnnounceCarriesThePeerIdAlone() throws MalformedException {
        SignalMessage announce = SignalMessage.announce("p", false);

        assertThat(announce.toJson()).isEqualTo("{\"peerId\":\"p\"}");
        assertThat(announce.isAnnounce()).isTrue();
        assertThat(SignalMessage.parse(announce.toJson())).isEqualTo(announce);
    }

    @Test
    void aPassivePeerSaysSo() throws MalformedException {
        assertThat(SignalMessage.announce("p", true).toJson()).isEqualTo("{\"peerId\":\"p\",\"passive\":true}");
        assertThat(SignalMessage.parse("{\"peerId\":\"p\",\"passive\":true}").passive())
                .isTrue();
    }

    @Test
    void anOfferCarriesItsId() {
        assertThat(SignalMessage.offer("p", "o", "1$A", false).toJson())
                .isEqualTo("{\"peerId\":\"p\",\"offerId\":\"o\",\"offer\":\"1$A\"}");
    }

    @Test
    void anAnswerToAnOfferWithoutIdHasNone() {
        assertThat(SignalMessage.answer("p", null, "1$A", false).toJson())
                .isEqualTo("{\"peerId\":\"p\",\"answer\":\"1$A\"}");
    }

    @Test
    void otherFieldsAreIgnored() throws MalformedException {
        assertThat(SignalMessage.parse("{\"x\":[{\"peerId\":\"q\"}],\"peerId\":\"p\",\"y\":{\"offer\":1},\"z\":null}"))
                .isEqualTo(SignalMessage.announce("p", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"true\"", "null", "{\"peerId\":\"q\"}", "[true]", "[]", "{}"})
    void onlyTrueMeansPassive(String passive) throws MalformedException {
        assertThat(SignalMessage.parse("{\"passive\":" + passive + ",\"peerId\":\"p\"}"))
                .isEqualTo(SignalMessage.announce("p", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "{}", "[]", "\"\"", "null"})
    void anOfferIdThatIsNoTextCountsAsNone(String offerId) throws MalformedException {
        assertThat(SignalMessage.parse("{\"peerId\":\"p\",\"offerId\":" + offerId + ",\"answer\":\"a\"}"))
                .isEqualTo(SignalMessage.answer("p", null, "a", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"offer", "answer", "candidate"})
    void aSignalThatIsNotANonEmptyStringSpoilsTheMessage(String signal) {
        for (String value : new String[] {"\"\"", "null", "1", "{}", "[\"x\"]", "true"}) {
            assertThatThrownBy(() -> SignalMessage.parse("{\"peerId\":\"p\",\"" + signal + "\":" + value + "}"))
                    .as(value)
                    .isInstanceOf(MalformedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"p\"",
                "{}",
                "{",
                "{\"peerId\":\"p\"",
                "{\"peerId\":\"p\"} x",
                "{\"peerId\":\"p\"}{}",
                "{\"peerId\":\"\"}",
                "{\"peerId\":1}",
                "{\"peerId\":[\"p\"]}",
                "peerId=p"
            })
    void whatIsNoMessageIsMalformed(String text) {
        assertThatThrownBy(() -> SignalMessage.parse(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void anIdOfAMegabyteIsRefused() {
        String id = "p".repeat(1 << 20);

        assertThatThrownBy(() -> SignalMessage.parse("{\"peerId\":\"" + id + "\"}"))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> SignalMessage.parse("{\"peerId\":\"p\",\"offerId\":\"" + id + "\"}"))
                .isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @CsvSource({"candidate, 16384", "offer, 131072", "answer, 131072"})
    void aSignalMayBeSoLongAndNoLonger(String field, int most) throws MalformedException {
        String longest = "{\"peerId\":\"p\",\"" + field + "\":\"" + "x".repeat(most) + "\"}";
        SignalMessage read = SignalMessage.parse(longest);
        assertThat(Stream.of(read.candidate(), read.offer(), read.answer())).contains("x".repeat(most));

        assertThatThrownBy(() -> SignalMessage.parse(longest.replace("\"x", "\"xx")))
                .isInstanceOf(MalformedException.class)
                .hasMessage(field + " of " + (most + 1) + " characters");
    }

    @Test
    void deepNestingAndHugeNamesAreRefused() {
        String deep = "[".repeat(1_000_000);
        String name = "n".repeat(1 << 20);

        assertThatThrownBy(() -> SignalMessage.parse("{\"x\":" + deep)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> SignalMessage.parse("{\"" + name + "\":1,\"peerId\":\"p\"}"))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void itsTextForLogsHoldsNoSignal() {
        assertThat(SignalMessage.offer("p", "o", "1$secret", false)).hasToString("SignalMessage[offer of p]");
    }

    @Property
    void whatIsWrittenIsReadBack(
            @ForAll @NotEmpty @StringLength(max = 128) String peer,
            @ForAll @NotEmpty @StringLength(max = 128) String offerId,
            @ForAll @NotEmpty String signal,
            @ForAll boolean passive)
            throws MalformedException {
        for (SignalMessage message : new SignalMessage[] {
            SignalMessage.announce(peer, passive),
            SignalMessage.offer(peer, offerId, signal, passive),
            SignalMessage.answer(peer, offerId, signal, passive),
            SignalMessage.candidate(peer, null, signal, passive)
        }) {
            assertThat(SignalMessage.parse(message.toJson())).isEqualTo(message);
        }
    }
}
