package io.trystero.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trystero.rtc.IceCandidate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateJsonTest {

    @Test
    void aCandidateIsWrittenAsBrowsersDo() {
        assertThat(CandidateJson.write(new IceCandidate("candidate:1 1 udp", "0", 0, "u")))
                .isEqualTo("{\"candidate\":\"candidate:1 1 udp\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0,"
                        + "\"usernameFragment\":\"u\"}");
    }

    @Test
    void unknownFieldsOfACandidateAreLeftOut() {
        assertThat(CandidateJson.write(new IceCandidate("", null, 1, null)))
                .isEqualTo("{\"candidate\":\"\",\"sdpMLineIndex\":1}");
    }

    @Test
    void aCandidateWithNullsAndOtherFieldsIsRead() throws MalformedException {
        String json = "{\"candidate\":\"c\",\"sdpMid\":null,\"sdpMLineIndex\":1,\"usernameFragment\":null,"
                + "\"x\":{\"sdpMid\":\"9\"},\"y\":[1]}";

        assertThat(CandidateJson.read(json)).isEqualTo(new IceCandidate("c", null, 1, null));
    }

    @Test
    void theEndOfCandidatesIsAnEmptyOne() throws MalformedException {
        assertThat(CandidateJson.read("{\"candidate\":\"\",\"sdpMid\":\"0\"}"))
                .isEqualTo(new IceCandidate("", "0", null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"candidate:1\"",
                "{}",
                "{\"candidate\":\"c\"}",
                "{\"sdpMid\":\"0\"",
                "{\"sdpMid\":\"0\"}1",
                "{\"sdpMLineIndex\":-1}",
                "{\"sdpMLineIndex\":65536}",
                "{\"sdpMLineIndex\":99999999999999999999}",
                "{\"sdpMLineIndex\":\"0\"}"
            })
    void whatABrowserWouldRejectIsMalformed(String json) {
        assertThatThrownBy(() -> CandidateJson.read(json)).isInstanceOf(MalformedException.class);
    }

    @Test
    void deepNestingIsRefused() {
        assertThatThrownBy(() -> CandidateJson.read("{\"x\":" + "{\"x\":".repeat(1_000_000)))
                .isInstanceOf(MalformedException.class);
    }

    @Property
    void whatIsWrittenIsReadBack(
            @ForAll String line, @ForAll String mid, @ForAll @IntRange(max = 0xffff) int index, @ForAll String ufrag)
            throws MalformedException {
        IceCandidate full = new IceCandidate(line, mid, index, ufrag);
        IceCandidate sparse = new IceCandidate(line, null, index, null);

        assertThat(CandidateJson.read(CandidateJson.write(full))).isEqualTo(full);
        assertThat(CandidateJson.read(CandidateJson.write(sparse))).isEqualTo(sparse);
    }
}
