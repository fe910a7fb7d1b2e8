package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.JoinFailure;
import io.trystero.Room;
import io.trystero.RoomConfig;
import io.trystero.Trystero;
import io.trystero.test.room.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.util.retry.Retry;

/** One of the two leads, whichever, by the ids that the seed gives them. */
class ConnectRetryTest {

    private final World world = new World(5);
    private final Trystero alice = world.instance("alice");
    private final Trystero bob = world.instance("bob");

    @AfterEach
    void stop() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void exhaustionIsOneFailureWithItsAttempts(boolean aliceRetries) {
        Disposable partition = partition();
        Trystero trying = aliceRetries ? alice : bob;
        Room room = world.join(trying, "lobby", this::twice);
        world.join(aliceRetries ? bob : alice, "lobby");
        List<JoinFailure> failures = world.watch(room.failures());
        world.seconds(45);
        assertThat(failures).isEmpty();
        world.seconds(15);

        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.cause()).isEqualTo(JoinFailure.Cause.NO_ROUTE);
            assertThat(failure.attempts()).isEqualTo(3);
        });
        partition.dispose();
        world.seconds(150);
        assertThat(room.peers()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLaterAttemptMaySucceedAndThenNothingHasFailed(boolean aliceRetries) {
        Disposable partition = partition();
        Room room = world.join(aliceRetries ? alice : bob, "lobby", this::twice);
        world.join(aliceRetries ? bob : alice, "lobby");
        List<JoinFailure> failures = world.watch(room.failures());
        world.seconds(26);
        partition.dispose();
        world.seconds(10);

        assertThat(room.peers()).hasSize(1);
        world.seconds(300);
        assertThat(failures).isEmpty();
    }

    @Test
    void withoutItEachAttemptIsAFailure() {
        partition();
        Room room = world.join(alice, "lobby");
        world.join(bob, "lobby");
        List<JoinFailure> failures = world.watch(room.failures());
        world.seconds(110);

        assertThat(failures).hasSizeGreaterThan(1).allMatch(failure -> failure.attempts() == 1);
    }

    @Test
    void aPeerThatGoesAwayMeanwhileHasFailed() {
        partition();
        Room room = world.join(alice, "lobby", this::twice);
        world.join(bob, "lobby");
        List<JoinFailure> failures = world.watch(room.failures());
        world.seconds(26);
        assertThat(failures).isEmpty();
        world.network.host("bob").crash();
        world.seconds(100);

        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.attempts()).isPositive());
    }

    @Test
    void aRetryThatFiltersOrFailsEndsTheSeries() {
        partition();
        Room room = world.join(
                alice,
                "lobby",
                config -> config.connectRetry(Retry.max(5).filter(error -> error instanceof ArithmeticException)));
        world.join(bob, "lobby");
        List<JoinFailure> failures = world.watch(room.failures());
        world.seconds(30);

        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.attempts()).isEqualTo(1));
    }

    @Test
    void leavingEndsIt() {
        partition();
        Room room = world.join(alice, "lobby", this::twice);
        world.join(bob, "lobby");
        world.seconds(26);
        room.dispose();
        world.seconds(10);

        assertThat(world.network.host("alice").held()).isEmpty();
    }

    private RoomConfig twice(RoomConfig config) {
        return config.connectRetry(Retry.fixedDelay(2, Duration.ofSeconds(5)).scheduler(world.time));
    }

    private Disposable partition() {
        return world.network.partition(List.of(world.network.host("alice")), List.of(world.network.host("bob")));
    }
}
