package io.trystero.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.RecordedLog;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What asks for a WebSocket, but not as RFC 6455, 4.2.1 has it, is refused without a word in the log. */
class UpgradeTest {

    private static final String UPGRADE = "Upgrade: websocket";
    private static final String CONNECTION = "Connection: keep-alive, Upgrade";
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    private static final String VERSION = "Sec-WebSocket-Version: 13";

    @RegisterExtension
    final RecordedLog log = new RecordedLog("reactor.netty.http.server");

    private WebSocketRelay relay;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        relay = WebSocketRelay.builder().host("127.0.0.1").maxSockets(1).bind().block();
        client = new RawClient(relay);
    }

    @AfterEach
    void stop() throws IOException {
        // the connection can be used as before, and has taken nobody's place
        assertThat(client.ask("GET")).startsWith("HTTP/1.1 426");
        try (PlainClient other = PlainClient.connect(relay.url())) {
            other.subscribe("t");
            other.publish("t", "1");
            assertThat(other.next()).contains("\"1\"");
        }
        assertThat(log.warnings()).isEmpty();
        client.close();
        relay.disposeLater().block();
    }

    @Test
    void ofAnotherVersion() throws IOException {
        assertThat(client.ask("GET", UPGRADE, CONNECTION, KEY, "Sec-WebSocket-Version: 99"))
                .startsWith("HTTP/1.1 426")
                .containsIgnoringCase("Sec-WebSocket-Version: 13");
        assertThat(client.ask("GET", UPGRADE, CONNECTION, KEY)).startsWith("HTTP/1.1 426");
    }

    @Test
    void withoutAKey() throws IOException {
        assertThat(client.ask("GET", UPGRADE, CONNECTION, VERSION)).startsWith("HTTP/1.1 400");
    }

    @Test
    void withoutAConnectionToUpgrade() throws IOException {
        assertThat(client.ask("GET", UPGRADE, "Connection: keep-alive", KEY, VERSION))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void byAnotherMethod() throws IOException {
        assertThat(client.ask("DELETE", UPGRADE, CONNECTION, KEY, VERSION)).startsWith("HTTP/1.1 400");
    }
}
