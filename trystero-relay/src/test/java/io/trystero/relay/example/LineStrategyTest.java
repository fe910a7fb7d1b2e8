package io.trystero.relay.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.PeerEvent;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.test.SimulatedHost;
import io.trystero.test.SimulatedNetwork;
import io.trystero.test.contract.StrategyContract;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** The strategy passes the contract, and peers meet through it. */
class LineStrategyTest extends StrategyContract {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private LineServer server;
    private int port;

    @Override
    protected void startServer() {
        server = new LineServer(0);
        port = server.port();
    }

    @Override
    protected void stopServer() {
        server.stop();
    }

    @Override
    protected void restartServer() {
        server = new LineServer(port);
    }

    @Override
    protected SignalingStrategy strategy() {
        return LineStrategy.of("ws://127.0.0.1:" + port + "/");
    }

    @Override
    protected void sendGarbage(String topic) {
        for (String line : new String[] {"", " ", "ok", "ok x", "msg 1", "msg x {}", "moo 1 {}"}) {
            server.sayToAll(line, topic, "}{");
        }
    }

    @Override
    protected int connections() {
        return server.connections();
    }

    @Test
    void peersMeetThroughIt() {
        SimulatedNetwork network = SimulatedNetwork.create(1, Schedulers.parallel());
        try (Trystero alice = instance(network.host("alice"));
                Trystero bob = instance(network.host("bob"))) {
            Room hers = alice.join("lobby").block(PATIENCE);
            Room his = bob.join("lobby").block(PATIENCE);
            assertThat(his).isNotNull();

            assertThat(hers.peerEvents().blockFirst(PATIENCE))
                    .isInstanceOfSatisfying(PeerEvent.Joined.class, joined -> {
                        assertThat(joined.peer()).isEqualTo(bob.selfId());
                        assertThat(joined.found().strategy()).isEqualTo("line");
                    });
        }
        network.dispose();
    }

    private Trystero instance(SimulatedHost host) {
        return Trystero.builder("com.example.contract")
                .strategy(strategy())
                .transport(host.transport())
                .build();
    }
}
