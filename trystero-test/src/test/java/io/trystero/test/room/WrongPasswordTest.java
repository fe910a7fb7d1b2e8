package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.JoinFailure.Cause;
import io.trystero.Room;
import io.trystero.Trystero;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two peers with one password in a room and two in another: the one must not suffer from the other. */
class WrongPasswordTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    private final World world = new World(11);

    @AfterEach
    void stop() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource
    void aRoomWithTheRightPasswordIsJoinedBesideOneWithAWrongPassword(Order order) {
        Pair pair = new Pair(order);
        pair.joinRight();
        pair.joinWrong();

        pair.checkJoinedInRightOnly();
    }

    @ParameterizedTest
    @EnumSource
    void theSameWhenTheRoomWithTheWrongPasswordNegotiatesFirst(Order order) {
        Pair pair = new Pair(order);
        pair.joinWrong();
        pair.joinRight();

        pair.checkJoinedInRightOnly();
    }

    @ParameterizedTest
    @EnumSource
    void theSameWhenTheRoomWithTheWrongPasswordWasThereLongBefore(Order order) {
        Pair pair = new Pair(order);
        pair.joinWrong();
        world.seconds(30);
        pair.joinRight();

        pair.checkJoinedInRightOnly();
    }

    @ParameterizedTest
    @EnumSource
    void theSameWhenTheRoomWithTheRightPasswordWasThereLongBefore(Order order) {
        Pair pair = new Pair(order);
        pair.joinRight();
        world.seconds(30);
        pair.joinWrong();

        pair.checkJoinedInRightOnly();
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordAloneShowsAtTheAnswerer(Order order) {
        Pair pair = new Pair(order);
        pair.joinWrong();
        world.seconds(90);

        assertThat(pair.lowerFailures).isEmpty();
        assertThat(pair.higherFailures).isNotEmpty().containsOnly(Cause.WRONG_PASSWORD);
    }

    @ParameterizedTest
    @EnumSource
    void aRoomWithAPasswordIsJoinedByTwoThatKnowIt(Order order) {
        Room first = world.join(world.instance("first", order.first), "vip", room -> room.password("s3cret"));
        Room second = world.join(world.instance("second", order.second), "vip", room -> room.password("s3cret"));
        List<Cause> failures = world.causes(first);

        world.await(
                AT_ONCE,
                "joined",
                () -> first.peers().equals(List.of(second.selfId()))
                        && second.peers().equals(List.of(first.selfId())));
        assertThat(failures).isEmpty();
    }

    /** Two instances that join both rooms. */
    private final class Pair {

        private final Trystero lower;
        private final Trystero higher;
        private List<Cause> lowerFailures = List.of();
        private List<Cause> higherFailures = List.of();
        private final Room[] right = new Room[2];
        private final Room[] wrong = new Room[2];

        Pair(Order order) {
            Trystero first = world.instance("first", order.first);
            Trystero second = world.instance("second", order.second);
            lower = order == Order.FIRST_LEADS ? first : second;
            higher = order == Order.FIRST_LEADS ? second : first;
        }

        void joinRight() {
            lower.join("right", room -> room.password("same")).subscribe(joined -> right[0] = joined);
            higher.join("right", room -> room.password("same")).subscribe(joined -> right[1] = joined);
        }

        void joinWrong() {
            lower.join("wrong", room -> room.password("this")).subscribe(joined -> {
                wrong[0] = joined;
                lowerFailures = world.causes(joined);
            });
            higher.join("wrong", room -> room.password("that")).subscribe(joined -> {
                wrong[1] = joined;
                higherFailures = world.causes(joined);
            });
        }

        void checkJoinedInRightOnly() {
            world.await(
                    AT_ONCE,
                    "joined in the room with the right password",
                    () -> right[0] != null
                            && right[1] != null
                            && right[0].peers().equals(List.of(higher.selfId()))
                            && right[1].peers().equals(List.of(lower.selfId())));
            world.seconds(120);
            assertThat(right[0].peers()).containsExactly(higher.selfId());
            assertThat(right[1].peers()).containsExactly(lower.selfId());
            assertThat(wrong[0].peers()).isEmpty();
            assertThat(wrong[1].peers()).isEmpty();
            // the lower id asks for the proof; the other one is told nothing, as the protocol has no word for it
            assertThat(lowerFailures).contains(Cause.WRONG_PASSWORD_ON_SHARED_CONNECTION);
            assertThat(lowerFailures).containsOnly(Cause.WRONG_PASSWORD_ON_SHARED_CONNECTION);
            assertThat(higherFailures).isNotEmpty().isSubsetOf(Cause.WRONG_PASSWORD, Cause.HANDSHAKE_TIMEOUT);
        }
    }
}
