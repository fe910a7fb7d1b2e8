package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.MqttBroker;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.ProxyServer;
import io.trystero.interop.fixture.Relays;
import io.trystero.interop.fixture.TlsCertificate;
import io.trystero.mqtt.MqttStrategy;
import io.trystero.relay.WebSocketRelay;
import io.trystero.relay.WebSocketRelayStrategy;
import io.trystero.signaling.Publication;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.RelayStatus.State;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import io.trystero.test.contract.Heard;
import io.trystero.websocket.HttpProxy;
import io.trystero.websocket.ServerTrust;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** Relays that are reached through an HTTP proxy which asks for a password. */
class ProxyTest {

    private final ProxyServer proxy = ProxyServer.start();

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void aWebSocketGoesThroughIt() {
        WebSocketRelay relay = Relays.start(0);
        try {
            assertCarries(webSocket(relay, proxy.url()));
            assertThat(proxy.connections()).hasSize(1);
        } finally {
            relay.disposeLater().block(Patience.MESSAGE);
        }
    }

    @Test
    void mqttGoesThroughItInEveryWay() throws Exception {
        try (TlsCertificate certificate = TlsCertificate.selfSigned();
                MqttBroker broker = MqttBroker.start(certificate)) {
            MqttStrategy.Builder through = MqttStrategy.builder().proxy(HttpProxy.parse(proxy.url()));
            assertCarries(through.url(broker.tcpUrl()).build());
            assertCarries(MqttStrategy.builder()
                    .proxy(HttpProxy.parse(proxy.url()))
                    .url(broker.url())
                    .build());
            assertCarries(MqttStrategy.builder()
                    .proxy(HttpProxy.parse(proxy.url()))
                    .trust(ServerTrust.pem(certificate.certificate()))
                    .url(broker.tlsUrl())
                    .build());
            assertThat(proxy.connections()).hasSize(3);
        }
    }

    @Test
    void whoIsNotLetThroughIsToldSo() {
        WebSocketRelay relay = Relays.start(0);
        try {
            for (String url : new String[] {proxy.url("wr0ng"), proxy.urlWithoutCredentials()}) {
                RelayStatus down = down(webSocket(relay, url));
                assertThat(down.reason()).contains("proxy").contains("40").doesNotContain("wr0ng");
            }
        } finally {
            relay.disposeLater().block(Patience.MESSAGE);
        }
    }

    @Test
    void aServerThatTheProxyDoesNotReachIsSaidToBeDown() {
        WebSocketRelay relay = Relays.start(0);
        SignalingStrategy strategy = webSocket(relay, proxy.url());
        relay.disposeLater().block(Patience.MESSAGE);

        assertThat(down(strategy).reason()).contains("proxy");
    }

    private static SignalingStrategy webSocket(WebSocketRelay relay, String proxyUrl) {
        return WebSocketRelayStrategy.builder()
                .url(relay.url())
                .proxy(HttpProxy.parse(proxyUrl))
                .build();
    }

    private static void assertCarries(SignalingStrategy strategy) {
        TopicRelay relay = open(strategy);
        try {
            Heard<TopicEvent> events = Heard.of(relay.subscribe("topic"));
            events.until(event -> event instanceof TopicEvent.Subscribed);
            Heard.of(relay.publish(new Publication("topic", Publication.Kind.ANNOUNCE, "{\"peerId\":\"x\"}")))
                    .completion();
            assertThat(events.next()).isEqualTo(new TopicEvent.Received("{\"peerId\":\"x\"}"));
        } finally {
            relay.dispose();
        }
    }

    private static RelayStatus down(SignalingStrategy strategy) {
        TopicRelay relay = open(strategy);
        try {
            return Heard.of(relay.status()).until(status -> status.state() == State.DOWN);
        } finally {
            relay.dispose();
        }
    }

    private static TopicRelay open(SignalingStrategy strategy) {
        return (TopicRelay) strategy.open(new SignalingContext(
                        "app", "A1b2C3d4E5f6G7h8I9j0", Schedulers.parallel(), new SplittableRandom()))
                .get(0);
    }
}
