package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.JoinFailure;
import io.trystero.Room;
import io.trystero.RoomConfig;
import io.trystero.Trystero;
import io.trystero.rtc.IceServer;
import io.trystero.test.room.World;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JoinFailureTest {

    private final World world = new World(11);
    private final Trystero alice = world.instance("alice");
    private final Trystero bob = world.instance("bob");

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void noRouteTellsWhichCandidatesThereWereAndThatThereIsNoTurnServer() {
        assertThat(advice(room -> room.iceServers()))
                .contains("of ours: host;", "of the peer's: host", "no TURN server is configured here");
    }

    @Test
    void noRouteTellsThatTheTurnServerWorks() {
        assertThat(advice(room -> room.iceServers(IceServer.turn("turn:turn.example.com", "alice", "secret"))))
                .contains("of ours: host, relay;", "works for us");
    }

    @Test
    void noRouteTellsThatTheTurnServerRefusedTheCredentials() {
        world.network.host("alice").refuseTurn();
        assertThat(advice(room -> room.iceServers(IceServer.turn("turn:turn.example.com", "alice", "expired"))))
                .contains("turn:turn.example.com refused the credentials (401 Unauthorized)");
    }

    @Test
    void anotherPasswordComesWithAdvice() {
        Room hers = world.join(alice, "lobby", room -> room.password("one"));
        Room his = world.join(bob, "lobby", room -> room.password("other"));
        List<JoinFailure> failures = world.watch(hers.failures().mergeWith(his.failures()));
        world.seconds(10);

        assertThat(failures)
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure.advice()).contains("same password"));
    }

    private String advice(UnaryOperator<RoomConfig> config) {
        world.network.partition(List.of(world.network.host("alice")), List.of(world.network.host("bob")));
        Room hers = world.join(alice, "lobby", config);
        world.join(bob, "lobby");
        List<JoinFailure> failures = world.watch(hers.failures());
        world.seconds(40);
        assertThat(failures).isNotEmpty();
        return failures.get(0).advice();
    }
}
