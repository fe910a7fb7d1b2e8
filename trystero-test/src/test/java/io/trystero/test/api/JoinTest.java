package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trystero.Room;
import io.trystero.RoomConfigConflictException;
import io.trystero.Trystero;
import io.trystero.TrysteroException;
import io.trystero.signaling.RelayStatus;
import io.trystero.test.SimulatedHost;
import io.trystero.test.room.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.subscriber.TestSubscriber;

class JoinTest {

    private final World world = new World(1);
    private final Trystero alice = world.instance("alice");
    private final SimulatedHost host = world.network.host("alice");

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void nothingHappensUntilItIsSubscribedTo() {
        Mono<Room> join = alice.join("lobby");
        world.seconds(10);
        assertThat(host.held()).isEmpty();

        world.get(join);
        assertThat(host.held()).isNotEmpty();
    }

    @Test
    void eachSuccessIsAHandleAndTheLastOneLeaves() {
        Mono<Room> join = alice.join("lobby");
        Room one = world.get(join);
        Room two = world.get(join);

        finish(one.leave());
        assertThat(one.isDisposed()).isTrue();
        assertThat(two.isDisposed()).isFalse();
        world.seconds(1);
        assertThat(host.held()).isNotEmpty();

        finish(two.leave());
        world.seconds(1);
        assertThat(host.held()).isEmpty();
    }

    @Test
    void leavingAHandleAgainDoesNothingToTheOthers() {
        Room one = world.get(alice.join("lobby"));
        Room two = world.get(alice.join("lobby"));

        finish(one.leave());
        finish(one.leave());
        one.dispose();
        world.seconds(1);

        assertThat(two.isDisposed()).isFalse();
        assertThat(host.held()).isNotEmpty();
    }

    @Test
    void leaveDoesNothingUntilItIsSubscribedTo() {
        Room room = world.get(alice.join("lobby"));
        Mono<Void> leave = room.leave();
        world.seconds(1);
        assertThat(room.isDisposed()).isFalse();

        finish(leave);
        assertThat(room.isDisposed()).isTrue();
    }

    @Test
    void anotherConfigurationIsAConflictThatNamesTheRoom() {
        world.get(alice.join("lobby"));
        TestSubscriber<Room> other = subscribe(alice.join("lobby", room -> room.password("s3cret")));

        assertThat(other.expectTerminalError())
                .isInstanceOfSatisfying(
                        RoomConfigConflictException.class,
                        conflict -> assertThat(conflict.roomId()).isEqualTo("lobby"))
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void anEqualConfigurationIsNoConflict() {
        world.get(alice.join("lobby", room -> room.password("s3cret").passive(false)));
        TestSubscriber<Room> other = subscribe(alice.join("lobby", room -> room.password("s3cret")));

        assertThat(other.getReceivedOnNext()).hasSize(1);
    }

    @Test
    void joiningDuringALeaveWaitsForIt() {
        Room room = world.get(alice.join("lobby"));
        room.leave().subscribe();
        world.millis(50);
        TestSubscriber<Room> again = subscribe(alice.join("lobby", it -> it.password("another")));
        assertThat(again.getReceivedOnNext()).as("while the room is being left").isEmpty();

        world.seconds(1);
        assertThat(again.getReceivedOnNext()).hasSize(1);
        assertThat(again.getReceivedOnNext().get(0).isDisposed()).isFalse();
        assertThat(room.isDisposed()).isTrue();
    }

    @Test
    void manyJoinsDuringALeaveAllSucceedInTheEnd() {
        Room room = world.get(alice.join("lobby"));
        room.leave().subscribe();
        TestSubscriber<Room> second = subscribe(alice.join("lobby", it -> it.password("another")));
        TestSubscriber<Room> third = subscribe(alice.join("lobby", it -> it.password("another")));
        world.seconds(5);

        assertThat(second.getReceivedOnNext()).hasSize(1);
        assertThat(third.getReceivedOnNext()).hasSize(1);
    }

    @Test
    void itWaitsForTheFirstLiveRelayAndRelaysTellsWhy() {
        world.network.relays().get(0).stop();
        List<RelayStatus> statuses = world.watch(alice.relays());
        TestSubscriber<Room> join = subscribe(alice.join("lobby"));
        world.seconds(60);
        assertThat(join.getReceivedOnNext()).isEmpty();
        assertThat(join.isTerminated()).isFalse();
        assertThat(statuses).last().satisfies(status -> {
            assertThat(status.state()).isEqualTo(RelayStatus.State.DOWN);
            assertThat(status.reason()).contains("refused");
            assertThat(status.nextTry()).isNotNull();
        });

        world.network.relays().get(0).start();
        world.seconds(120);
        assertThat(join.getReceivedOnNext()).hasSize(1);
        assertThat(statuses).last().matches(RelayStatus::isUp);
    }

    @Test
    void aLimitOnTheJoinFailsItAndLeavesNothing() {
        world.network.relays().get(0).stop();
        TestSubscriber<Room> join = subscribe(alice.join("lobby", room -> room.joinTimeout(Duration.ofSeconds(5))));
        world.run(Duration.ofMillis(4_900));
        assertThat(join.isTerminated()).isFalse();

        world.seconds(1);
        assertThat(join.expectTerminalError()).isInstanceOf(TimeoutException.class);
        world.seconds(1);
        assertThat(host.held()).isEmpty();
    }

    @Test
    void aJoinUnderWayFailsWhenTheInstanceIsDisposed() {
        world.network.relays().get(0).stop();
        TestSubscriber<Room> join = subscribe(alice.join("lobby"));
        alice.dispose();
        world.seconds(1);

        assertThat(join.expectTerminalError()).isInstanceOf(TrysteroException.class);
    }

    @Test
    void aDisposedInstanceJoinsNothing() {
        alice.dispose();
        world.seconds(1);
        TestSubscriber<Room> join = subscribe(alice.join("lobby"));

        assertThat(join.expectTerminalError())
                .isInstanceOf(TrysteroException.class)
                .hasMessageContaining("lobby");
    }

    @Test
    void aRoomNeedsAnId() {
        assertThatThrownBy(() -> alice.join("")).isInstanceOf(IllegalArgumentException.class);
    }

    private <T> TestSubscriber<T> subscribe(Mono<T> mono) {
        TestSubscriber<T> subscriber = TestSubscriber.create();
        mono.subscribe(subscriber);
        world.time.run();
        return subscriber;
    }

    private void finish(Mono<Void> mono) {
        TestSubscriber<Void> done = subscribe(mono);
        world.await(Duration.ofSeconds(1), "done", done::isTerminatedComplete);
    }
}
