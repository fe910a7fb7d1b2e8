package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.ConnectionInfo;
import io.trystero.JoinFailure;
import io.trystero.Room;
import io.trystero.RoomConfig;
import io.trystero.Trystero;
import io.trystero.rtc.IceServer;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.test.room.World;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** ICE servers that are asked for. One of the two leads, by the ids that the seed gives them; each is tried. */
class IceServersTest {

    private static final IceServer TURN = IceServer.turn("turn:turn.example.com", "alice", "secret");

    private final World world = new World(13);
    private final Trystero alice = world.instance("alice");
    private final Trystero bob = world.instance("bob");
    private final AtomicInteger asked = new AtomicInteger();
    private final Mono<List<IceServer>> slow = Mono.fromSupplier(() -> {
                asked.incrementAndGet();
                return List.of(TURN);
            })
            .delayElement(Duration.ofMillis(300), world.time);

    @AfterEach
    void stop() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void areUsedByTheConnectionThatTheyWereAskedFor(boolean aliceAsks) {
        Room room = world.join(asking(aliceAsks), "lobby", config -> relayed(config, Duration.ZERO));
        assertThat(asked).hasValue(0);
        world.join(other(aliceAsks), "lobby");
        world.seconds(5);

        assertThat(room.peers()).hasSize(1);
        List<ConnectionInfo> connections = world.watch(room.connections());
        world.seconds(1);
        assertThat(connections)
                .singleElement()
                .satisfies(connection ->
                        assertThat(connection.stats().localCandidateType()).isEqualTo("relay"));
        assertThat(asked).hasPositiveValue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void areAskedAgainForANewConnectionOnceTheyAreTooOld(boolean aliceAsks) {
        world.join(asking(aliceAsks), "lobby", config -> relayed(config, Duration.ofMinutes(5)));
        Room his = world.join(other(aliceAsks), "lobby");
        world.seconds(10);
        assertThat(asked).hasValue(1);

        his.dispose();
        world.seconds(200);
        his = world.join(other(aliceAsks), "lobby");
        world.seconds(10);
        assertThat(his.peers()).hasSize(1);
        assertThat(asked).hasValue(1);

        his.dispose();
        world.seconds(200);
        his = world.join(other(aliceAsks), "lobby");
        world.seconds(10);
        assertThat(his.peers()).hasSize(1);
        assertThat(asked).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thatCannotBeHadLeaveTheRoomUsableAndAreNamedInTheFailure(boolean aliceAsks) {
        world.network.partition(List.of(world.network.host("alice")), List.of(world.network.host("bob")));
        Room room = world.join(
                asking(aliceAsks),
                "lobby",
                config -> config.iceServers(
                        Mono.error(new IllegalStateException("the token service is away")), Duration.ZERO));
        world.join(other(aliceAsks), "lobby");
        List<JoinFailure> failures = world.watch(room.failures());
        world.seconds(40);

        assertThat(failures)
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure.advice()).contains("the token service is away"))
                .allSatisfy(failure -> assertThat(failure.message())
                        .contains("the token service is away")
                        .doesNotContain("configure a TURN server"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thatHoldNullAreNotHadAndTheFailureSaysSo(boolean aliceAsks) {
        world.network.partition(List.of(world.network.host("alice")), List.of(world.network.host("bob")));
        Room room = world.join(
                asking(aliceAsks),
                "lobby",
                config -> config.iceServers(Mono.fromSupplier(() -> Collections.singletonList(null)), Duration.ZERO));
        world.join(other(aliceAsks), "lobby");
        List<JoinFailure> failures = world.watch(room.failures());
        world.seconds(40);

        assertThat(failures)
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure.advice()).contains("a list that holds null"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thatDoNotComeAreNotWaitedForForEver(boolean aliceAsks) {
        Room room = world.join(
                asking(aliceAsks), "lobby", config -> config.iceServers(Mono.never(), Duration.ofMinutes(1)));
        world.join(other(aliceAsks), "lobby");
        world.seconds(8);
        assertThat(room.peers()).isEmpty();
        world.seconds(7);

        assertThat(room.peers()).hasSize(1);
    }

    @Test
    void areNotAskedForOnceTheRoomIsLeft() {
        AtomicInteger cancelled = new AtomicInteger();
        Room room = world.join(
                alice,
                "lobby",
                config -> config.iceServers(
                        Mono.<List<IceServer>>never().doOnCancel(cancelled::incrementAndGet), Duration.ZERO));
        Room his = world.join(bob, "lobby");
        world.seconds(2);
        room.dispose();
        his.dispose();
        world.seconds(10);

        assertThat(world.network.host("alice").held()).isEmpty();
        assertThat(cancelled).hasPositiveValue();
    }

    private RoomConfig relayed(RoomConfig config, Duration maxAge) {
        return config.iceServers(slow, maxAge).iceTransportPolicy(IceTransportPolicy.RELAY);
    }

    private Trystero asking(boolean aliceAsks) {
        return aliceAsks ? alice : bob;
    }

    private Trystero other(boolean aliceAsks) {
        return aliceAsks ? bob : alice;
    }
}
