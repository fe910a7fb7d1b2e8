package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.ConnectionInfo;
import io.trystero.PeerId;
import io.trystero.PeerLeftException;
import io.trystero.Room;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.subscriber.TestSubscriber;

class ConnectionsTest {

    private final TwoPeers peers = new TwoPeers();

    @AfterEach
    void stop() {
        peers.close();
    }

    @Test
    void aPingTakesThereAndBack() {
        TestSubscriber<Duration> ping = peers.subscribe(peers.hers.ping(peers.bobId()));
        peers.seconds(1);

        assertThat(ping.getReceivedOnNext())
                .singleElement()
                .satisfies(time -> assertThat(time).isBetween(Duration.ofMillis(4), Duration.ofMillis(61)));
    }

    @Test
    void aPingOvertakesALargeSend() {
        peers.subscribe(peers.hers.action("file", byte[].class).send(new byte[30_000_000]));
        TestSubscriber<Duration> ping = peers.subscribe(peers.hers.ping(peers.bobId()));
        peers.world.millis(400);

        assertThat(ping.isTerminatedComplete()).isTrue();
    }

    @Test
    void aPingToSomeoneWhoIsNotHereOrLeavesFails() {
        TestSubscriber<Duration> nobody = peers.subscribe(peers.hers.ping(new PeerId("nobody00000000000000")));
        assertThat(nobody.expectTerminalError()).isInstanceOf(PeerLeftException.class);

        peers.bobHost().crash();
        TestSubscriber<Duration> crashed = peers.subscribe(peers.hers.ping(peers.bobId()));
        peers.seconds(15);
        assertThat(crashed.expectTerminalError()).isInstanceOf(PeerLeftException.class);
    }

    @Test
    void connectionsTellsStageAndWhatIsMeasured() {
        peers.subscribe(peers.herChat().send("hello"));
        peers.seconds(1);
        TestSubscriber<ConnectionInfo> connections = peers.subscribe(peers.hers.connections());
        peers.seconds(1);

        assertThat(connections.getReceivedOnNext()).singleElement().satisfies(connection -> {
            assertThat(connection.peer()).isEqualTo(peers.bobId());
            assertThat(connection.stage()).isEqualTo(ConnectionInfo.Stage.JOINED);
            assertThat(connection.stats().bytesSent()).isPositive();
            assertThat(connection.stats().localCandidateType()).isEqualTo("host");
            assertThat(connection.found().strategy()).isEqualTo("simulated");
            assertThat(connection.found().relay()).contains("relay");
            assertThat(connection.found().setUp()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(2));
            assertThat(connection.found().since())
                    .isBefore(Instant.ofEpochMilli(peers.world.time.now(TimeUnit.MILLISECONDS)));
        });
    }

    @Test
    void twoRoomsShareOneConnection() {
        Room hall = peers.world.join(peers.alice, "hall");
        peers.world.join(peers.bob, "hall");
        peers.seconds(1);
        List<Long> numbers = new ArrayList<>();
        peers.subscribe(
                peers.hers.connections().mergeWith(hall.connections()).doOnNext(info -> numbers.add(info.number())));
        peers.seconds(1);

        assertThat(numbers).hasSize(2);
        assertThat(numbers.get(0)).isEqualTo(numbers.get(1));
        assertThat(peers.aliceHost().connections()).hasSize(1);
    }

    @Test
    void aPeerInItsHandshakeIsShownAsThat() {
        Room hall = peers.world.join(peers.alice, "hall", room -> room.handshake(context -> Mono.never()));
        peers.world.join(peers.bob, "hall");
        peers.seconds(1);
        TestSubscriber<ConnectionInfo> connections = peers.subscribe(hall.connections());
        peers.seconds(1);

        assertThat(connections.getReceivedOnNext())
                .extracting(ConnectionInfo::stage)
                .containsExactly(ConnectionInfo.Stage.HANDSHAKE);
    }
}
