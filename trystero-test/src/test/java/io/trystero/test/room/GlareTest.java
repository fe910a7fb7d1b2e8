package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Room;
import io.trystero.signaling.Publication.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ours and a JavaScript peer in the same room, offering at the same time or one after the other (protocol, section 2). */
class GlareTest {

    private final World world = new World(21);

    @AfterEach
    void stop() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource
    void oursAndAJavaScriptPeerJoinWhoeverLeads(Order order) {
        Room ours = world.join(world.instance("ours", order.first), "lobby");
        JavaScriptLikePeer peer = new JavaScriptLikePeer(world.network.host("theirs"), order.second);
        JavaScriptLikeRoom theirs = peer.join("lobby", "");

        awaitJoined(Duration.ofSeconds(2), ours, theirs);
    }

    /** The higher id's offer is out when the lower one's comes: it must give way. */
    @ParameterizedTest
    @EnumSource
    void ofTwoOffersThatCrossTheLowerIdsStands(Order order) {
        Wiretap tap = world.tap("ours");
        Room ours = world.join(world.tapped("ours", order.first, tap), "lobby");
        Wiretap theirTap = world.tap("theirs");
        JavaScriptLikePeer peer = new JavaScriptLikePeer(world.network.host("theirs"), order.second, theirTap);
        JavaScriptLikeRoom theirs = peer.join("lobby", "");
        theirs.offerTo(order.first);

        awaitJoined(Duration.ofSeconds(3), ours, theirs);
        assertThat(theirTap.count(Kind.OFFER)).isPositive();
        assertThat(world.network.host("ours").connections()).hasSize(1);
        assertThat(world.network.host("theirs").connections()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aRoomWithAPasswordIsJoinedByOursAndAJavaScriptPeer(Order order) {
        Room ours = world.join(world.instance("ours", order.first), "vip", room -> room.password("s3cret"));
        JavaScriptLikePeer peer = new JavaScriptLikePeer(world.network.host("theirs"), order.second);
        JavaScriptLikeRoom theirs = peer.join("vip", "s3cret");

        awaitJoined(Duration.ofSeconds(2), ours, theirs);
        assertThat(theirs.errors()).isEmpty();
    }

    private void awaitJoined(Duration limit, Room ours, JavaScriptLikeRoom theirs) {
        String our = ours.selfId().value();
        world.await(
                limit,
                "joined",
                () -> theirs.peers().equals(Set.of(our))
                        && ours.peers().size() == 1
                        && ours.peers().get(0).value().equals(theirs.process().id()));
        List<String> heard = world.watch(ours.action("chat", String.class).values());
        theirs.say("hello");
        ours.action("chat", String.class).send("hello yourself").subscribe();
        world.seconds(1);
        assertThat(heard).containsExactly("hello");
        assertThat(theirs.heard()).containsExactly("hello yourself");
    }
}
