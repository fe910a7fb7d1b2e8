package io.trystero.examples.peershell;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.PeerEvent;
import io.trystero.Trystero;
import io.trystero.relay.WebSocketRelay;
import io.trystero.relay.WebSocketRelayStrategy;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A process that goes down without having left its rooms. */
class ShutdownTest {

    @Test
    void saysGoodbyeToItsPeers() {
        WebSocketRelay relay = WebSocketRelay.builder().host("127.0.0.1").bind().block(ShellProcess.PATIENCE);
        try (Trystero alice = Trystero.builder("shutdown")
                        .strategy(WebSocketRelayStrategy.of(relay.url()))
                        .iceServers()
                        .build();
                ShellProcess bob = ShellProcess.start("""
                        {"cmd": "join", "strategy": "ws-relay", "roomId": "lobby",
                         "config": {"appId": "shutdown", "relayConfig": {"urls": ["%s"]}}}
                        """.formatted(relay.url()).replace("\n", ""))) {
            Mono<PeerEvent.Left> left = alice.withRoom(
                            "lobby",
                            room -> room.peerEvents()
                                    .doOnNext(event -> {
                                        if (event instanceof PeerEvent.Joined) {
                                            bob.terminate();
                                        }
                                    })
                                    .ofType(PeerEvent.Left.class))
                    .next();

            assertThat(left.block(ShellProcess.PATIENCE).reason()).isEqualTo(PeerEvent.Reason.LEFT);
            // that of a process ended by SIGTERM, whose native threads did not abort it
            assertThat(bob.exitCode()).isEqualTo(128 + 15);
        } finally {
            relay.dispose();
        }
    }
}
