package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.PeerEvent;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.signaling.Publication.Kind;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.RelayStatus.State;
import io.trystero.test.RelayQuality;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a room does while its relays come and go, and what is told of them. */
class RelayHealthTest {

    private final World world =
            new World(11, network -> network.relay("one", RelayQuality.good()).relay("two", RelayQuality.good()));

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void theStateOfEachRelayIsToldFromTheBeginningToTheEnd() {
        Trystero alice = world.instance("alice");
        List<RelayStatus> told = world.watch(alice.relays());
        Room room = world.join(alice, "lobby");
        world.seconds(1);
        assertThat(room.relayStates()).hasSize(2).allMatch(RelayStatus::isUp).isEqualTo(alice.relayStates());

        world.network.relay("one").stop();
        world.seconds(1);
        assertThat(alice.relayStates()).extracting(RelayStatus::state).containsExactlyInAnyOrder(State.DOWN, State.UP);
        assertThat(told)
                .filteredOn(status -> status.state() == State.DOWN)
                .isNotEmpty()
                .allSatisfy(down -> {
                    assertThat(down.url()).isEqualTo("sim://one");
                    assertThat(down.reason()).isNotBlank();
                    assertThat(down.nextTry()).isNotNull();
                });

        room.dispose();
        world.seconds(1);

        assertThat(alice.relayStates()).isEmpty();
        assertThat(told.subList(told.size() - 2, told.size()))
                .allMatch(status -> status.state() == State.CLOSED)
                .extracting(RelayStatus::url)
                .containsExactlyInAnyOrder("sim://one", "sim://two");
    }

    @Test
    void aRoomJoinsThroughTheOneRelayThatIsUpAndSaysWhich() {
        world.network.relay("one").stop();
        Room hers = world.join(world.instance("alice"), "lobby");
        world.join(world.instance("bob"), "lobby");
        List<PeerEvent> seen = world.watch(hers.peerEvents());

        world.await(Duration.ofSeconds(3), "joined", () -> !seen.isEmpty());

        assertThat(seen).singleElement().isInstanceOfSatisfying(PeerEvent.Joined.class, joined -> {
            assertThat(joined.found().strategy()).isEqualTo("simulated");
            assertThat(joined.found().relay()).isEqualTo("sim://two");
            assertThat(joined.found().setUp()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(2));
        });
        // who subscribes later is told the same
        List<PeerEvent> later = world.watch(hers.peerEvents());
        world.seconds(1);
        assertThat(later).isEqualTo(seen);
    }

    /** Each topic is acknowledged by itself: an announce at the first of them would be answered where nobody listens. */
    @Test
    void afterAReconnectOneAnnounceBeginsTheBurstOnceBothTopicsAreTaken() {
        Wiretap tap = world.tap("alice");
        world.join(world.tapped("alice", Order.FIRST_LEADS.first, tap), "lobby");
        world.network.relay("two").stop();
        world.seconds(30);
        long before = tap.count(Kind.ANNOUNCE);

        world.network.relay("one").restart(Duration.ofSeconds(1));
        world.await(Duration.ofSeconds(10), "announced", () -> tap.count(Kind.ANNOUNCE) > before);
        world.millis(230);

        assertThat(tap.count(Kind.ANNOUNCE)).isEqualTo(before + 1);
    }

    @Test
    void nothingIsAnnouncedWhileTheRelayIsDown() {
        Wiretap tap = world.tap("alice");
        world.join(world.tapped("alice", Order.FIRST_LEADS.first, tap), "lobby");
        world.seconds(1);
        world.network.relays().forEach(relay -> relay.stop());
        long before = tap.count(Kind.ANNOUNCE);

        world.seconds(300);

        assertThat(tap.count(Kind.ANNOUNCE)).isEqualTo(before);
    }

    @Test
    void pausedRelaysStayConnectedButAreNotConnectedAnew() {
        Trystero alice = world.instance("alice");
        Room hers = world.join(alice, "lobby");
        world.seconds(1);

        alice.pauseRelays();
        Room his = world.join(world.instance("bob"), "lobby");
        world.await(Duration.ofSeconds(3), "joined", () -> hers.peers().size() == 1);
        his.dispose();
        world.seconds(1);
        world.network.relays().forEach(relay -> relay.restart(Duration.ofSeconds(1)));
        world.seconds(300);
        assertThat(alice.relayStates())
                .allMatch(status -> status.state() == State.DOWN && status.nextTry() == null)
                .extracting(RelayStatus::reason)
                .allSatisfy(reason -> assertThat(reason).contains("paused"));

        alice.resumeRelays();

        world.await(
                Duration.ofSeconds(1), "up", () -> alice.relayStates().stream().allMatch(RelayStatus::isUp));
        world.join(world.instance("carol"), "lobby");
        world.await(Duration.ofSeconds(3), "joined", () -> hers.peers().size() == 1);
    }

    @Test
    void aRoomJoinedWhileRelaysArePausedWaitsForThem() {
        Trystero alice = world.instance("alice");
        alice.pauseRelays();
        boolean[] joined = new boolean[1];
        alice.join("lobby").subscribe(room -> joined[0] = true);
        world.seconds(60);
        assertThat(joined[0]).isFalse();

        alice.resumeRelays();

        world.await(Duration.ofSeconds(1), "joined", () -> joined[0]);
    }
}
