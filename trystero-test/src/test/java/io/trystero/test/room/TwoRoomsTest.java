package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.Trystero;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ours and a JavaScript peer join two rooms at the same instant: it negotiates in each, and its two connections must not kill
 * each other.
 */
class TwoRoomsTest {

    private static final int SEEDS = 50;

    @ParameterizedTest
    @EnumSource
    void areBothJoined(Order order) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            try (World world = new World(seed)) {
                Trystero ours = world.instance("ours", order.first);
                JavaScriptLikePeer peer = new JavaScriptLikePeer(world.network.host("theirs"), order.second);
                Room[] rooms = new Room[2];
                ours.join("one").subscribe(room -> rooms[0] = room);
                ours.join("two").subscribe(room -> rooms[1] = room);
                JavaScriptLikeRoom one = peer.join("one", "");
                JavaScriptLikeRoom two = peer.join("two", "");

                world.await(
                        Duration.ofSeconds(9),
                        "joined in both",
                        () -> isJoined(rooms[0], one) && isJoined(rooms[1], two));
                world.seconds(130);
                assertThat(isJoined(rooms[0], one) && isJoined(rooms[1], two)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOneWithTheRightPasswordIsJoinedBesideTheOther(Order order) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            try (World world = new World(seed)) {
                Trystero ours = world.instance("ours", order.first);
                JavaScriptLikePeer peer = new JavaScriptLikePeer(world.network.host("theirs"), order.second);
                Room[] rooms = new Room[2];
                ours.join("wrong", room -> room.password("this")).subscribe(room -> rooms[0] = room);
                ours.join("right", room -> room.password("same")).subscribe(room -> rooms[1] = room);
                JavaScriptLikeRoom wrong = peer.join("wrong", "that");
                JavaScriptLikeRoom right = peer.join("right", "same");

                world.await(Duration.ofSeconds(9), "joined in one", () -> isJoined(rooms[1], right));
                world.seconds(130);
                assertThat(isJoined(rooms[1], right)).isTrue();
                assertThat(rooms[0].peers()).isEmpty();
                assertThat(wrong.peers()).isEmpty();
            }
        }
    }

    private static boolean isJoined(Room ours, JavaScriptLikeRoom theirs) {
        return ours != null
                && ours.peers().contains(new PeerId(theirs.process().id()))
                && theirs.peers().equals(Set.of(ours.selfId().value()));
    }
}
