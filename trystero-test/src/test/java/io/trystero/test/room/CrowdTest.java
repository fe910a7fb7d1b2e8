package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.ConnectionInfo;
import io.trystero.Inspection;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.engine.Counters.Kind;
import io.trystero.signaling.Publication;
import io.trystero.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More peers with real connections than a room takes. */
class CrowdTest {

    private static final int ROOM_PEERS = 1_024;
    private static final int ROOM_HANDSHAKES = 512;
    private static final String ALICE = "Alice000000000000000";

    private final LogLines log = new LogLines();
    private final World world = new World(53);
    private final Herald herald = new Herald(world);
    private final Trystero alice = world.instance("alice", ALICE);
    private final Trystero bob = world.instance("bob", "Bob00000000000000000");
    private final Room hers = world.join(alice, "lobby");
    private final List<JavaScriptLikePeer> crowd = new ArrayList<>();

    @AfterEach
    void stop() {
        world.close();
        log.close();
        assertThat(log.errors()).isEmpty();
    }

    @Test
    void peersOfARoomAreBoundedAndThoseOfAnotherGoOn() {
        come(ROOM_PEERS + 20);

        assertThat(hers.peers()).hasSize(ROOM_PEERS);
        assertThat(overBound()).isPositive();
        assertThat(log.of("discovery")).hasSize(1).first().asString().contains("full");
        assertHonestPeersMeetIn("vip");
    }

    @Test
    void handshakesUnderWayAreBoundedAndHonestOnesFollow() {
        Room vip = world.join(alice, "vip", room -> room.password("s3cret"));
        come(ROOM_HANDSHAKES + 20);
        crowd.forEach(peer -> Optional.ofNullable(peer.link(ALICE))
                .ifPresent(link -> link.presence(Topics.roomToken(World.APP, "vip"), true)));
        world.seconds(1);

        assertThat(handshakes(vip)).isEqualTo(ROOM_HANDSHAKES);
        assertThat(overBound()).isEqualTo(20);
        world.seconds(10);
        assertThat(handshakes(vip)).isZero();
        assertHonestPeersMeetIn("vip");
    }

    private void come(int count) {
        for (int i = 0; i < count; i++) {
            String label = "stranger" + i;
            Wiretap tap = world.tap(label).rule(publication -> isToAlice(publication) ? Wiretap.PASS : Wiretap.LOSE);
            JavaScriptLikePeer peer =
                    new JavaScriptLikePeer(world.network.host(label), String.format("0%019d", i), tap);
            peer.join("lobby", "");
            crowd.add(peer);
            if (i % 100 == 99 || i == count - 1) {
                world.seconds(1);
                herald.announce("lobby", ALICE);
                world.seconds(3);
            }
        }
    }

    private static boolean isToAlice(Publication publication) {
        return publication.topic().equals(Topics.self(World.APP, "lobby", ALICE));
    }

    private long handshakes(Room room) {
        return world.get(room.connections()
                .filter(connection -> connection.stage() == ConnectionInfo.Stage.HANDSHAKE)
                .count());
    }

    private long overBound() {
        return Inspection.counters(alice).get(Kind.OVER_BOUND);
    }

    private void assertHonestPeersMeetIn(String roomId) {
        Room hers = world.join(alice, roomId, room -> room.password("s3cret"));
        Room his = world.join(bob, roomId, room -> room.password("s3cret"));
        world.await(
                Duration.ofSeconds(5),
                "joined",
                () -> hers.peers().equals(List.of(bob.selfId())) && his.peers().equals(List.of(alice.selfId())));
    }
}
