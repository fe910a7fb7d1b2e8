package io.trystero.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketUrlTest {

    @ParameterizedTest
    @CsvSource({
        "ws://example.org,                example.org, 80,   ws://example.org/",
        "wss://example.org,               example.org, 443,  wss://example.org/",
        "WSS://example.org:8443/a/b?c=d,  example.org, 8443, wss://example.org:8443/a/b?c=d",
        "ws://u:p@10.0.0.1:81/x%20y,      10.0.0.1,    81,   ws://10.0.0.1:81/x%20y",
        "ws://[::1]:9/?q,                 ::1,         9,    ws://[::1]:9/?q",
    })
    void readsWhatIsNeededToConnect(String text, String host, int port, String request) {
        WebSocketUrl url = WebSocketUrl.parse(text);

        assertThat(url.host()).isEqualTo(host);
        assertThat(url.port()).isEqualTo(port);
        assertThat(url.request()).hasToString(request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "http://example.org",
                "ws:",
                "ws://",
                "ws:///path",
                "ws://example.org:70000",
                "ws://example.org:0",
                "ws://example.org/#fragment",
                "ws://exa mple.org",
                "//example.org",
                "ws:example.org"
            })
    void refusesWhatIsNoWebSocketUrl(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> WebSocketUrl.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "wss://me:hunter2@example.org/x?apikey=k1&v=2, wss://example.org/x?apikey=***&v=***",
        "wss://example.org/x?hunter2,                  wss://example.org/x?***",
        "ws://hunter2@example.org,                     ws://example.org",
    })
    void showsNoSecret(String text, String shown) {
        WebSocketUrl url = WebSocketUrl.parse(text);

        assertThat(url.redacted()).isEqualTo(shown);
        assertThat(url).hasToString(shown);
        assertThat(url.redact("failed: " + text)).doesNotContain("hunter2", "k1");
    }

    @Test
    void showsNoSecretOfAWrongUrl() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebSocketUrl.parse("wss://me:hunter2@exa mple.org/?key=hunter2"))
                .withMessageNotContaining("hunter2")
                .withNoCause();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebSocketUrl.parse("https://me:hunter2@example.org"))
                .withMessageNotContaining("hunter2");
    }

    @Test
    void anUnderscoreInAHostIsSaidToBeOne() {
        assertThatThrownBy(() -> WebSocketUrl.parse("ws://us_er:p_w@my_relay:8080/path"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("underscore")
                .hasMessageNotContaining("p_w");
        assertThat(WebSocketUrl.parse("ws://us_er@relay/a_b?c_d").host()).isEqualTo("relay");
    }

    @Test
    void isEqualByWhatWasWrittenSecretsIncluded() {
        assertThat(WebSocketUrl.parse("ws://a?k=1")).isEqualTo(WebSocketUrl.parse(" ws://a?k=1 "));
        assertThat(WebSocketUrl.parse("ws://a?k=1")).isNotEqualTo(WebSocketUrl.parse("ws://a?k=2"));
    }
}
