package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.JoinFailure;
import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.signaling.Publication.Kind;
import io.trystero.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;

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

    /** There is no path between the two at first, so that the attempt in one room takes its time and fails. */
    @ParameterizedTest
    @EnumSource
    void oneConnectionAtATimeIsUnderWayWithAPeerAndTheOtherRoomWaits(Order order) {
        try (World world = World.withoutDelay(31)) {
            Wiretap tap = world.tap("ours");
            Trystero ours = world.tapped("ours", order.first, tap);
            JavaScriptLikePeer peer = new JavaScriptLikePeer(world.network.host("theirs"), order.second);
            Disposable partition =
                    world.network.partition(List.of(world.network.host("ours")), List.of(world.network.host("theirs")));
            Room one = world.join(ours, "one");
            Room two = world.join(ours, "two");
            List<JoinFailure.Cause> inOne = world.causes(one);
            List<JoinFailure.Cause> inTwo = world.causes(two);
            peer.join("one", "");
            JavaScriptLikeRoom otherTwo = peer.join("two", "");

            int[] most = new int[1];
            // the transport looks for a path for 15 seconds at least
            world.time.advanceUntil(
                    () -> {
                        int connections =
                                world.network.host("ours").connections().size();
                        most[0] = Math.max(most[0], connections);
                        return false;
                    },
                    Duration.ofSeconds(14));
            assertThat(most[0]).isEqualTo(1);
            assertThat(world.network.host("theirs").connections()).hasSize(order == Order.FIRST_LEADS ? 1 : 2);
            assertThat(saidIn("one", tap, peer)).isEqualTo(1);
            assertThat(saidIn("two", tap, peer)).isZero();
            world.await(Duration.ofSeconds(3), "given up in one", () -> !inOne.isEmpty());

            // what was heard in the other room was kept, and is its turn now
            partition.dispose();
            world.await(Duration.ofSeconds(1), "joined in two", () -> isJoined(two, otherTwo));
            assertThat(saidIn("two", tap, peer)).isEqualTo(1);
            assertThat(inOne).containsExactly(JoinFailure.Cause.NO_ROUTE);
            assertThat(inTwo).isEmpty();
        }
    }

    @Test
    void anOfferThatNobodyAnswersGoesToTheOtherRoomAfterTwoSeconds() {
        try (World world = World.withoutDelay(37)) {
            Wiretap tap = world.tap("ours");
            Trystero ours = world.tapped("ours", Order.FIRST_LEADS.first, tap);
            world.join(ours, "one");
            world.join(ours, "two");
            Herald herald = new Herald(world);
            herald.announce("one", Order.FIRST_LEADS.second);
            world.millis(700);
            herald.announce("two", Order.FIRST_LEADS.second);
            world.millis(1_999);
            assertThat(offers("one", tap)).hasSize(1);
            assertThat(offers("two", tap)).isEmpty();
            world.millis(1);

            assertThat(offers("two", tap)).isEqualTo(offers("one", tap));
            assertThat(world.network.host("ours").connections()).hasSize(1);
        }
    }

    /** Returns how many offers and answers went to the peer in that room. */
    private static long saidIn(String roomId, Wiretap tap, JavaScriptLikePeer peer) {
        String topic = Topics.self(World.APP, roomId, peer.id());
        return tap.published().stream()
                .filter(publication -> publication.topic().equals(topic))
                .filter(publication -> publication.kind() == Kind.OFFER || publication.kind() == Kind.ANSWER)
                .count();
    }

    /** Returns the ids of the offers that went to the peer who follows, in that room. */
    private static List<String> offers(String roomId, Wiretap tap) {
        String topic = Topics.self(World.APP, roomId, Order.FIRST_LEADS.second);
        return tap.published().stream()
                .filter(publication -> publication.topic().equals(topic) && publication.kind() == Kind.OFFER)
                .map(publication -> publication.payload().replaceAll(".*\"offerId\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    private static boolean isJoined(Room ours, JavaScriptLikeRoom theirs) {
        return ours != null
                && ours.peers().contains(new PeerId(theirs.process().id()))
                && theirs.peers().equals(Set.of(ours.selfId().value()));
    }
}
