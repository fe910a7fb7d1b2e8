package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.PeerEvent;
import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.signaling.Publication.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Passive peers wait without a word until someone active comes (protocol, section 2). */
class PassiveTest {

    private static final Duration GRACE = Duration.ofMillis(7_533);

    private final World world = new World(9);
    private final Wiretap tap = world.tap("passive");

    @AfterEach
    void stop() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource
    void aDormantPeerPublishesNothing(Order order) {
        Room room = passive(order);
        world.seconds(600);

        assertThat(tap.published()).isEmpty();
        assertThat(room.peers()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void itWakesWhenAnActivePeerComes(Order order) {
        Room room = passive(order);
        world.seconds(120);
        Room active = world.join(world.instance("active", order.second), "lobby");

        awaitJoined(room, active);
        assertThat(tap.published())
                .filteredOn(publication -> publication.kind() == Kind.ANNOUNCE)
                .isNotEmpty()
                .allMatch(publication -> publication.payload().contains("\"passive\":true"));
    }

    @ParameterizedTest
    @EnumSource
    void itFindsAnActivePeerThatWasThereBefore(Order order) {
        Room active = world.join(world.instance("active", order.second), "lobby");
        world.seconds(30);
        Room room = passive(order);

        world.await(Duration.ofSeconds(62), "joined", () -> both(room, active));
    }

    @ParameterizedTest
    @EnumSource
    void itMeetsAJavaScriptPeer(Order order) {
        Room room = passive(order);
        world.seconds(10);
        JavaScriptLikePeer peer = new JavaScriptLikePeer(world.network.host("theirs"), order.second);
        JavaScriptLikeRoom theirs = peer.join("lobby", "");

        world.await(
                Duration.ofSeconds(3),
                "joined",
                () -> theirs.peers().contains(order.first) && room.peers().contains(new PeerId(order.second)));
    }

    @ParameterizedTest
    @EnumSource
    void twoPassivePeersNeverMeet(Order order) {
        Room room = passive(order);
        Wiretap otherTap = world.tap("other");
        Room other = world.join(world.tapped("other", order.second, otherTap), "lobby", it -> it.passive(true));
        world.seconds(600);

        assertThat(room.peers()).isEmpty();
        assertThat(other.peers()).isEmpty();
        assertThat(tap.published()).isEmpty();
        assertThat(otherTap.published()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void itFallsAsleepAgainWhenTheLastPeerHasLeft(Order order) {
        Room room = passive(order);
        Room active = world.join(world.instance("active", order.second), "lobby");
        awaitJoined(room, active);
        active.leave().subscribe();
        world.run(GRACE.plusSeconds(1));
        int published = tap.published().size();

        world.seconds(600);
        assertThat(room.peers()).isEmpty();
        assertThat(tap.published()).hasSize(published);
    }

    @ParameterizedTest
    @EnumSource
    void itFallsAsleepAgainIfWhoWokeItNeverConnects(Order order) {
        Room room = passive(order);
        new Herald(world).announce("lobby", order.second);
        // an offer to someone who is not there stands for a minute
        world.seconds(70);
        int published = tap.published().size();
        assertThat(published).isPositive();

        world.seconds(600);
        assertThat(room.peers()).isEmpty();
        assertThat(tap.published()).hasSize(published);
    }

    @ParameterizedTest
    @EnumSource
    void itWakesOnceMoreAfterItHasFallenAsleep(Order order) {
        Room room = passive(order);
        Trystero instance = world.instance("active", order.second);
        List<PeerEvent> seen = world.watch(room.peerEvents());
        for (int i = 1; i <= 3; i++) {
            Room active = world.join(instance, "lobby");
            awaitJoined(room, active);
            active.leave().subscribe();
            world.seconds(30);
            assertThat(seen).hasSize(2 * i);
        }
    }

    /** The two share another room, and the relay is down: presence alone must do. */
    @ParameterizedTest
    @EnumSource
    void aDormantPeerIsJoinedByPresenceOnASharedConnection(Order order) {
        Trystero first = world.tapped("passive", order.first, tap);
        Trystero second = world.instance("active", order.second);
        Room hall = world.join(first, "hall");
        Room otherHall = world.join(second, "hall");
        awaitJoined(hall, otherHall);
        Room room = world.join(first, "lobby", it -> it.passive(true));
        world.network.relays().get(0).stop();
        world.seconds(1);
        int published = tap.published().size();
        Room[] active = new Room[1];
        second.join("lobby").subscribe(joined -> active[0] = joined);

        world.await(Duration.ofSeconds(1), "joined", () -> active[0] != null && both(room, active[0]));
        assertThat(tap.published().size() - published)
                .as("published by one who only answers presence")
                .isZero();
    }

    private Room passive(Order order) {
        return world.join(world.tapped("passive", order.first, tap), "lobby", room -> room.passive(true));
    }

    private void awaitJoined(Room one, Room other) {
        world.await(Duration.ofSeconds(3), "joined", () -> both(one, other));
    }

    private static boolean both(Room one, Room other) {
        return one.peers().equals(List.of(other.selfId())) && other.peers().equals(List.of(one.selfId()));
    }
}
