package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.Trystero;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
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

    /** The peer's first presence and readiness are lost, as a browser may lose them; neither side's user sees any of it. */
    @ParameterizedTest
    @CsvSource({"'', 0", "s3cret, 0", "'', 5", "s3cret, 5"})
    void aPeerWhoseFirstWordsAreLostJoinsAllTheSame(String password, long lossMillis) {
        Trystero instance = world.instance("ours", Order.FIRST_LEADS.first);
        Room ours = world.join(instance, "lobby", room -> password.isEmpty() ? room : room.password(password));
        Room alsoOurs = world.join(instance, "hall");
        List<Object> seen = world.watch(Flux.merge(ours.peerEvents().map(Events::bare), ours.failures()));
        JavaScriptLikePeer peer = new JavaScriptLikePeer(world.network.host("theirs"), Order.FIRST_LEADS.second)
                .losingFirstWords(lossMillis);
        JavaScriptLikeRoom theirs = peer.join("lobby", password);
        JavaScriptLikeRoom alsoTheirs = peer.join("hall", "");

        world.await(Duration.ofSeconds(4), "joined", () -> isJoined(ours, theirs) && isJoined(alsoOurs, alsoTheirs));
        world.seconds(30);
        assertThat(isJoined(ours, theirs)).isTrue();
        assertThat(seen).containsExactly(Events.joined(new PeerId(peer.id())));
        assertThat(theirs.comings()).containsExactly("joined");
        assertThat(theirs.errors()).isEmpty();
    }

    /** Only the other side has a handshake, and takes its time for it: what it says meanwhile is not lost, but not said. */
    @ParameterizedTest
    @EnumSource
    void aHandshakeThatOnlyTheOtherSideHasMayTakeLong(Order order) {
        int[] runs = new int[1];
        Room ours = world.join(world.instance("ours", order.first), "lobby");
        Trystero other = world.instance("theirs", order.second);
        Room theirs = world.join(
                other,
                "lobby",
                room -> room.handshake(context -> {
                    runs[0]++;
                    return Mono.delay(
                                    Duration.ofSeconds(5),
                                    world.network.host("theirs").scheduler())
                            .then();
                }));
        world.await(
                Duration.ofSeconds(7),
                "joined",
                () -> ours.peers().size() == 1 && theirs.peers().size() == 1);
        assertThat(runs[0]).isEqualTo(1);
    }

    private static boolean isJoined(Room ours, JavaScriptLikeRoom theirs) {
        return ours.peers().contains(new PeerId(theirs.process().id()))
                && theirs.peers().equals(Set.of(ours.selfId().value()));
    }
}
