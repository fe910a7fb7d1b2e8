package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.ConnectionInfo;
import io.trystero.JoinFailure;
import io.trystero.MessageAction;
import io.trystero.PeerEvent;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.Relays;
import io.trystero.interop.fixture.SignalTap;
import io.trystero.interop.fixture.TurnServer;
import io.trystero.relay.WebSocketRelay;
import io.trystero.relay.WebSocketRelayStrategy;
import io.trystero.rtc.IceServer;
import io.trystero.rtc.IceTransportPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Two JVM peers and a real STUN and TURN server. */
class TurnTest {

    private static final String APP = "io.trystero.interop.turn";
    private static final String ROOM = "lobby";

    private static TurnServer server;
    private static WebSocketRelay relay;
    private final List<Trystero> instances = new ArrayList<>();

    @BeforeAll
    static void start() {
        server = TurnServer.start();
        relay = Relays.start(0);
    }

    @AfterAll
    static void stop() {
        relay.disposeLater().block(Patience.MESSAGE);
        server.close();
    }

    @AfterEach
    void close() {
        instances.forEach(Trystero::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void whoAllowsRelaysAloneMeetsThroughTurnAndTellsNoAddressOfItsOwn(String transport) {
        SignalTap tap = tap();
        Room one = join(tap, IceTransportPolicy.RELAY, server.turn(transport));
        Room other = join(tap(), IceTransportPolicy.ALL);

        awaitTalk(one, other);
        List<String> told = tap.published(APP, ROOM);
        assertThat(told).anyMatch(text -> text.contains("typ relay"));
        assertThat(told).noneMatch(text -> text.contains("typ host") || text.contains("typ srflx"));
        assertThat(told.stream().flatMap(String::lines))
                .filteredOn(line -> line.contains("raddr"))
                .allMatch(line -> line.contains("raddr 0.0.0.0 rport 0"));
        ConnectionInfo path = one.connections().blockFirst(Patience.MESSAGE);
        assertThat(path).isNotNull().asString().contains("relay");
    }

    @Test
    void wrongCredentialsAreAJoinFailureThatSaysWhereToLook() {
        Room one = join(tap(), IceTransportPolicy.RELAY, server.turn("udp", "wrong"));
        Room other = join(tap(), IceTransportPolicy.ALL);
        JoinFailure failure = one.failures().blockFirst(Duration.ofSeconds(40));

        assertThat(failure).isNotNull();
        assertThat(failure.cause()).isEqualTo(JoinFailure.Cause.NO_ROUTE);
        assertThat(failure.message()).contains("TURN", "credentials");
        assertThat(failure.advice()).contains("refused the credentials (401");
        assertThat(other.peers()).isEmpty();
    }

    private static SignalTap tap() {
        return new SignalTap(WebSocketRelayStrategy.of(relay.url()));
    }

    private Room join(SignalTap tap, IceTransportPolicy policy, IceServer... servers) {
        Trystero instance = Trystero.builder(APP)
                .strategy(tap)
                .iceServers(servers)
                .iceTransportPolicy(policy)
                .build();
        instances.add(instance);
        Room joined = instance.join(ROOM).block(Patience.JOIN);
        assertThat(joined).isNotNull();
        return joined;
    }

    private static void awaitTalk(Room one, Room other) {
        MessageAction<String> from = one.action("chat", String.class);
        Mono<String> heard = other.action("chat", String.class).values().next();
        Mono<Void> said = one.peerEvents().ofType(PeerEvent.Joined.class).next().then(from.send("hello"));
        assertThat(Mono.zip(heard, said.thenReturn(true)).block(Patience.JOIN)).isNotNull();
    }
}
