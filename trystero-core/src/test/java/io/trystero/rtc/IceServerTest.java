package io.trystero.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IceServerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stun:stun.example.com",
                "stun:stun.example.com:3478",
                "stuns:192.0.2.1:443",
                "stun:[2001:db8::1]:3478",
                "STUN:Stun.Example.com"
            })
    void takesAStunServer(String url) {
        assertThatCode(() -> IceServer.stun(url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "turn:turn.example.com",
                "turn:192.0.2.1:3478?transport=udp",
                "turns:turn.example.com:443?transport=tcp",
                "turn:[2001:db8::1]"
            })
    void takesATurnServer(String url) {
        assertThat(IceServer.turn(url, "user", "secret").isTurn()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "stun",
                "stun:",
                "http://stun.example.com",
                "stun://stun.example.com",
                "stun:user@stun.example.com",
                "stun:stun.example.com:",
                "stun:stun.example.com:0",
                "stun:stun.example.com:65536",
                "stun:stun.example.com:3478:3478",
                "stun:stun.example.com/path",
                "stun:stun example.com",
                "stun:stun.example.com\n",
                "stun:2001:db8::1",
                "stun:[2001:db8::1",
                "stun:stun.example.com?transport=udp",
                "turn:turn.example.com?transport=tls",
                "turn:turn.example.com?transport="
            })
    void refusesAUrlThatWouldEndTheJvmInNativeCode(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> new IceServer(List.of(url), "user", "secret"));
    }

    @Test
    void refusesATurnServerWithoutCredentials() {
        assertThatIllegalArgumentException().isThrownBy(() -> IceServer.stun("turn:turn.example.com"));
        assertThatIllegalArgumentException().isThrownBy(() -> IceServer.turn("turn:turn.example.com", "user", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> IceServer.turn("turn:turn.example.com", " ", "secret"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IceServer(List.of("stun:192.0.2.1", "turn:192.0.2.1"), null, null));
    }

    @Test
    void refusesAUserNameOfMoreBytesThanTurnCarries() {
        assertThatCode(() -> IceServer.turn("turn:192.0.2.1", "u".repeat(508), "secret"))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IceServer.turn("turn:192.0.2.1", "u".repeat(509), "secret"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IceServer.turn("turn:192.0.2.1", "ü".repeat(255), "secret"));
    }

    @Test
    void refusesNoUrlAtAll() {
        assertThatIllegalArgumentException().isThrownBy(() -> new IceServer(List.of(), null, null));
    }

    @Test
    void keepsItsCredentialToItself() {
        assertThat(IceServer.turn("turn:192.0.2.1", "user", "s3cret")).hasToString("IceServer[turn:192.0.2.1] as user");
    }
}
