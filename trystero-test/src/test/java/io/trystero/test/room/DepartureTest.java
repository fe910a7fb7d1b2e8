package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.PeerEvent;
import io.trystero.PeerEvent.Left;
import io.trystero.PeerEvent.Reason;
import io.trystero.Room;
import io.trystero.Trystero;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;

/** How a peer goes, and how one that was lost is found again. */
class DepartureTest {

    private final World world = new World(13);

    @AfterEach
    void stop() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatCrashesHasLeftWithinFifteenSeconds(Order order) {
        Pair pair = new Pair(order);
        world.network.host("second").crash();

        world.await(Duration.ofSeconds(15), "gone", () -> pair.hers.peers().isEmpty());
        assertThat(pair.seen).last().isEqualTo(new Left(pair.second.selfId(), Reason.DISCONNECTED));
    }

    @ParameterizedTest
    @EnumSource
    void aPeerWhoseConnectionDropsIsFoundAgainAsSoonAsThereIsARoute(Order order) {
        Pair pair = new Pair(order);
        Disposable partition =
                world.network.partition(List.of(world.network.host("first")), List.of(world.network.host("second")));
        world.await(Duration.ofSeconds(15), "gone", () -> pair.hers.peers().isEmpty());
        world.await(Duration.ofSeconds(15), "gone", () -> pair.his.peers().isEmpty());
        partition.dispose();

        // an attempt that began without a route may have to be given up first
        world.await(Duration.ofSeconds(90), "back", () -> pair.areTogether());
        assertThat(Events.bare(pair.seen))
                .containsExactly(
                        Events.joined(pair.second.selfId()),
                        new Left(pair.second.selfId(), Reason.DISCONNECTED),
                        Events.joined(pair.second.selfId()));
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatFailsWhileThereIsARouteIsReplacedAtOnce(Order order) {
        Pair pair = new Pair(order);
        world.network.host("second").unplug();
        world.seconds(12);
        world.network.host("second").plugIn();

        world.await(Duration.ofSeconds(30), "back", () -> pair.areTogether() && pair.seen.size() == 3);
    }

    @ParameterizedTest
    @EnumSource
    void theConnectionOfTwoThatShareNoRoomAnyMoreIsClosedWhenIdle(Order order) {
        Pair pair = new Pair(order);
        // both stay in some room, so that both keep their connections
        world.join(pair.first, "hers");
        world.join(pair.second, "his");
        pair.hers.leave().subscribe();
        world.millis(123_332);
        assertThat(world.network.connections()).as("kept for a while").hasSize(2);

        world.millis(1);
        assertThat(world.network.host("first").connections())
                .as("after 123 333 ms")
                .isEmpty();
        // the other side was told of the goodbye, and is of the end, on its way
        world.millis(100);
        assertThat(world.network.connections()).isEmpty();
        assertThat(pair.his.peers()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aRoomJoinedMeanwhileKeepsTheIdleConnection(Order order) {
        Pair pair = new Pair(order);
        world.join(pair.first, "hers");
        pair.hers.leave().subscribe();
        world.seconds(60);
        Room again = world.join(pair.first, "lobby");
        world.seconds(200);

        assertThat(again.peers()).containsExactly(pair.second.selfId());
        assertThat(world.network.connections()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void whoHasLeftTheLastRoomHoldsNothing(Order order) {
        Pair pair = new Pair(order);
        pair.hers.leave().subscribe();
        world.seconds(3);

        assertThat(world.network.host("first").held()).isEmpty();
        assertThat(pair.his.peers()).isEmpty();
        assertThat(world.network.host("second").connections()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatWasSentBeforeLeavingStillArrives(Order order) {
        Pair pair = new Pair(order);
        List<byte[]> received =
                world.watch(pair.his.action("file", byte[].class).values());
        pair.hers.action("file", byte[].class).send(new byte[300_000]).subscribe();
        pair.hers.leave().subscribe();
        world.seconds(5);

        assertThat(received).hasSize(1);
        assertThat(received.get(0)).hasSize(300_000);
    }

    @ParameterizedTest
    @EnumSource
    void whoeverLeavesOneOfTwoRoomsStaysInTheOther(Order order) {
        Pair pair = new Pair(order);
        Room hall = world.join(pair.first, "hall");
        Room otherHall = world.join(pair.second, "hall");
        world.seconds(1);
        pair.hers.leave().subscribe();
        world.seconds(300);

        assertThat(pair.his.peers()).isEmpty();
        assertThat(hall.peers()).containsExactly(pair.second.selfId());
        assertThat(otherHall.peers()).containsExactly(pair.first.selfId());
    }

    private final class Pair {
        private final Trystero first;
        private final Trystero second;
        private final Room hers;
        private final Room his;
        private final List<PeerEvent> seen;

        Pair(Order order) {
            first = world.instance("first", order.first);
            second = world.instance("second", order.second);
            hers = world.join(first, "lobby");
            his = world.join(second, "lobby");
            seen = world.watch(hers.peerEvents());
            world.await(Duration.ofSeconds(3), "joined", this::areTogether);
        }

        boolean areTogether() {
            return hers.peers().equals(List.of(second.selfId())) && his.peers().equals(List.of(first.selfId()));
        }
    }
}
