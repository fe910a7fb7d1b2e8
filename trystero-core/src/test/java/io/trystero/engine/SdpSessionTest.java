package io.trystero.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.rtc.SessionDescription;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdpSessionTest {

    @ParameterizedTest
    @CsvSource({
        "o=- 4611731400430051336 2 IN IP4 127.0.0.1, 2",
        "o=- 1 999999999999999999 IN IP4 127.0.0.1, 999999999999999999",
        "o=mozilla 1 0 IN IP4 0.0.0.0, 0",
        "o=- 1 7, 7"
    })
    void theVersionFollowsTheSession(String origin, long version) {
        assertThat(SdpSession.version(offer("v=0\r\n" + origin + "\r\ns=-\r\n")))
                .isEqualTo(version);
        assertThat(SdpSession.version(offer(origin))).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v=0", "o=- 1", "o=- 1 ", "o=- 1 x", "o=- 1 -5 IN", "o=- 1 1000000000000000000 IN"})
    void whatIsNoVersionIsOlderThanAny(String sdp) {
        assertThat(SdpSession.version(offer(sdp))).isEqualTo(SdpSession.NO_VERSION);
    }

    private static SessionDescription offer(String sdp) {
        return SessionDescription.offer(sdp);
    }
}
