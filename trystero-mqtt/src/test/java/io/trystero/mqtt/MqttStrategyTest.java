package io.trystero.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trystero.signaling.Relay;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.TopicRelay;
import io.trystero.websocket.HttpProxy;
import io.trystero.websocket.ServerTrust;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.scheduler.VirtualTimeScheduler;

class MqttStrategyTest {

    @Test
    void withoutUrlsTheFirstFourPublicBrokersAreUsed() {
        assertThat(urls(MqttStrategy.create()))
                .containsExactly(
                        "wss://test.mosquitto.org:8081/mqtt",
                        "wss://broker.emqx.io:8084/mqtt",
                        "wss://public.cloud.shiftr.io",
                        "wss://broker-cn.emqx.io:8084/mqtt");
        assertThat(urls(MqttStrategy.builder().redundancy(1).build())).hasSize(1);
        assertThat(urls(MqttStrategy.builder().redundancy(5).build())).hasSize(5);
    }

    @Test
    void whatIsNamedIsUsedWholeAndOnce() {
        MqttStrategy strategy = MqttStrategy.builder()
                .url("mqtt://broker.example.com")
                .url("wss://u:p@broker.example.com/mqtt?key=k1")
                .url("mqtt://broker.example.com")
                .redundancy(1)
                .build();

        assertThat(urls(strategy))
                .containsExactly("mqtt://broker.example.com", "wss://broker.example.com/mqtt?key=***");
    }

    @Test
    void equalSettingsAreEqualAndOthersAreNot() {
        assertThat(full().build()).isEqualTo(full().build()).hasSameHashCodeAs(full().build());
        assertThat(full().build())
                .isNotEqualTo(full().version(MqttVersion.V3_1_1).build())
                .isNotEqualTo(full().url("ws://other").build())
                .isNotEqualTo(full().trust(ServerTrust.platform()).build())
                .isNotEqualTo(full().proxy(HttpProxy.parse("http://other")).build());
    }

    @Test
    void noTextShowsASecret() {
        assertThat(full().build().toString()).contains("broker.example.com").doesNotContain("s3cret");
        assertThat(HttpProxy.parse("http://user:s3cret@proxy:3128")).hasToString("http://proxy:3128");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "broker.example.com",
                "http://broker.example.com",
                "mqtt://",
                "mqtt://broker/path",
                "mqtt://broker?key=1",
                "mqtts://broker:0",
                "ws://broker:70000",
                "wss://bro ker",
                "wss://broker#x"
            })
    void aBadUrlIsRefusedByItsField(String url) {
        assertThatThrownBy(() -> MqttStrategy.builder().url(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("url: ");
    }

    @Test
    void aRefusalDoesNotRepeatThePassword() {
        assertThatThrownBy(() -> MqttStrategy.builder().url("mqtt://u:s3cret@broker/path"))
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> MqttStrategy.builder().url("wss://u:s3cr et@broker"))
                .hasMessageNotContaining("s3cr");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 6})
    void aRedundancyThatCannotBeIsRefused(int redundancy) {
        assertThatThrownBy(() -> MqttStrategy.builder().redundancy(redundancy))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redundancy");
    }

    @ParameterizedTest
    @CsvSource({
        "ws://h, 80, false, true, /, ,",
        "wss://h/mqtt, 443, true, true, /mqtt, ,",
        "wss://me:pw%21@h:8084/x?a=b, 8084, true, true, /x?a=b, me, pw!",
        "mqtt://h, 1883, false, false, '', ,",
        "mqtts://me@h, 8883, true, false, '', me,",
        "MQTTS://h:1, 1, true, false, '', ,"
    })
    void aUrlIsRead(
            String text, int port, boolean secure, boolean overWebSocket, String path, String user, String password) {
        BrokerUrl url = BrokerUrl.parse(text);

        assertThat(url.host()).isEqualTo("h");
        assertThat(url.port()).isEqualTo(port);
        assertThat(url.isSecure()).isEqualTo(secure);
        assertThat(url.overWebSocket()).isEqualTo(overWebSocket);
        assertThat(url.path()).isEqualTo(path.equals("/") ? "" : path);
        assertThat(url.user()).isEqualTo(user);
        assertThat(url.password()).isEqualTo(password);
    }

    private static MqttStrategy.Builder full() {
        return MqttStrategy.builder()
                .url("wss://user:s3cret@broker.example.com/mqtt?key=s3cret")
                .version(MqttVersion.V5)
                .trust(ServerTrust.insecure())
                .proxy(HttpProxy.parse("http://user:s3cret@proxy:3128"));
    }

    private static List<String> urls(MqttStrategy strategy) {
        List<TopicRelay> relays = strategy.open(new SignalingContext(
                "app", "A1b2C3d4E5f6G7h8I9j0", VirtualTimeScheduler.create(), new SplittableRandom(1)));
        relays.forEach(TopicRelay::dispose);
        return relays.stream().map(Relay::url).toList();
    }
}
