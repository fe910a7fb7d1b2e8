package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.Trystero;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** Ours and a JavaScript peer on a connection that they share, of which one is ahead of the other in a room. */
class OutOfStepTest {

    private final World world = new World(41);

    @AfterEach
    void stop() {
        world.close();
    }

    /** Each is heard by the other once a minute, and neither waits that long: they must be brought together. */
    @ParameterizedTest
    @EnumSource
    void whoWasRefusedAtFirstIsInAMinuteLater(Order order) {
        int[] asked = new int[1];
        Trystero instance = world.instance("ours", order.first);
        world.join(instance, "lobby");
        Room ours = world.join(
                instance,
                "vip",
                room -> room.password("s3cret")
                        .handshake(context ->
                                asked[0]++ == 0 ? Mono.error(new IllegalStateException("not yet")) : Mono.empty()));
        world.seconds(30);
        JavaScriptLikePeer peer = new JavaScriptLikePeer(world.network.host("theirs"), order.second);
        peer.join("lobby", "");
        JavaScriptLikeRoom theirs = peer.join("vip", "s3cret");
        world.seconds(2);
        assertThat(asked[0]).isEqualTo(1);

        world.await(Duration.ofSeconds(75), "joined", () -> isJoined(ours, theirs));
    }

    @ParameterizedTest
    @EnumSource
    void anAnnounceInTheNameOfSomeoneWhoIsNotInTheRoomDoesNotSpoilItsComing(Order order) {
        Herald herald = new Herald(world);
        Trystero instance = world.instance("ours", order.first);
        JavaScriptLikePeer peer = new JavaScriptLikePeer(world.network.host("theirs"), order.second);
        peer.join("hall", "");
        world.join(instance, "hall");
        Room ours = world.join(instance, "lobby");
        world.seconds(5);
        for (int i = 0; i < 4; i++) {
            herald.announce("lobby", order.second);
            world.seconds(12);
        }
        JavaScriptLikeRoom theirs = peer.join("lobby", "");

        world.await(Duration.ofSeconds(2), "joined", () -> isJoined(ours, theirs));
        world.seconds(30);
        assertThat(isJoined(ours, theirs)).isTrue();
    }

    private static boolean isJoined(Room ours, JavaScriptLikeRoom theirs) {
        return ours.peers().contains(new PeerId(theirs.process().id()))
                && theirs.peers().equals(Set.of(ours.selfId().value()));
    }
}
