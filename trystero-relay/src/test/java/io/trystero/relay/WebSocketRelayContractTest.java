package io.trystero.relay;

import io.trystero.RecordedLog;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.test.contract.StrategyContract;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The strategy passes the contract with the embedded server. */
class WebSocketRelayContractTest extends StrategyContract {

    @RegisterExtension
    final RecordedLog log = new RecordedLog();

    private WebSocketRelay relay;
    private int port;

    @Override
    protected void startServer() {
        relay = WebSocketRelay.builder().host("127.0.0.1").bind().block();
        port = relay.port();
    }

    @Override
    protected void stopServer() {
        relay.disposeLater().block();
    }

    @Override
    protected void restartServer() {
        relay = WebSocketRelay.builder().host("127.0.0.1").port(port).bind().block();
    }

    @Override
    protected SignalingStrategy strategy() {
        return WebSocketRelayStrategy.of("ws://127.0.0.1:" + port + "/");
    }

    @Override
    protected boolean acknowledges() {
        return false;
    }

    /** The server forwards any JSON value, and only strings and objects are signals. */
    @Override
    protected void sendGarbage(String topic) {
        try (PlainClient client = PlainClient.connect(relay.url())) {
            for (String value : new String[] {"42", "null", "true", "[1]", "\"no JSON\"", "{}", "\"\""}) {
                client.send("{\"type\":\"publish\",\"topic\":\"" + topic + "\",\"payload\":" + value + "}");
            }
        }
    }

    @Override
    protected int connections() {
        return relay.stats().sockets();
    }
}
