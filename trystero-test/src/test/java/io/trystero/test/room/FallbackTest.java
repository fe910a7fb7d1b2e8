package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trystero.PeerEvent;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.signaling.Relay;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.test.RelayQuality;
import io.trystero.test.SimulatedHost;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several strategies in one room: all at once, or one after another. */
class FallbackTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final World world = new World(
            5,
            network -> network.relay("first", RelayQuality.good())
                    .relay("second", RelayQuality.good())
                    .relay("third", RelayQuality.good()));

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void throughSeveralStrategiesAPeerJoinsOnceOverOneConnection() {
        Room hers = world.join(both("alice"), "lobby");
        List<PeerEvent> seen = world.watch(hers.peerEvents());
        world.join(both("bob"), "lobby");
        world.seconds(120);

        assertThat(seen).singleElement().isInstanceOf(PeerEvent.Joined.class);
        assertThat(world.network.host("alice").connections()).hasSize(1);
    }

    @Test
    void aPeerThatHasOneOfTheNetworksIsFoundThroughThat() {
        Room hers = world.join(both("alice"), "lobby");
        List<PeerEvent> seen = world.watch(hers.peerEvents());
        SimulatedHost bob = world.network.host("bob");
        world.join(world.instance("bob", bob.peerId(), builder -> builder.strategy(bob.strategy("second"))), "lobby");

        world.await(Duration.ofSeconds(3), "joined", () -> !seen.isEmpty());

        assertThat(((PeerEvent.Joined) seen.get(0)).found().relay()).isEqualTo("sim://second");
    }

    @Test
    void aNetworkThatIsDownIsAStatusAndNoError() {
        world.network.relay("first").stop();

        Room room = world.join(both("alice"), "lobby");

        assertThat(room.relayStates())
                .extracting(RelayStatus::url, RelayStatus::isUp)
                .containsExactlyInAnyOrder(tuple("sim://first", false), tuple("sim://second", true));
        assertThat(world.causes(room)).isEmpty();
    }

    @Test
    void equalStrategiesAreOne() {
        SimulatedHost alice = world.network.host("alice");
        Trystero twice = world.instance(
                "alice",
                alice.peerId(),
                builder -> builder.strategy(alice.strategy("first")).strategy(alice.strategy("first")));
        Room room = world.join(twice, "lobby");

        assertThat(room.relayStates()).hasSize(1);
        room.dispose();
        world.seconds(1);
        assertThat(twice.relayStates()).isEmpty();
    }

    @Test
    void aFallbackIsNotOpenedWhileAnotherIsUp() {
        Room room = world.join(falling("alice"), "lobby");
        world.seconds(300);

        assertThat(urls(room)).containsExactly("sim://first");
    }

    @Test
    void aFallbackIsUsedOnceTheOthersHaveTakenTooLong() {
        world.network.relay("first").stop();
        boolean[] joined = new boolean[1];
        Trystero alice = falling("alice");
        alice.join("lobby").subscribe(room -> joined[0] = true);

        world.millis(9_900);
        assertThat(alice.relayStates()).hasSize(1);
        world.await(Duration.ofSeconds(1), "joined", () -> joined[0]);

        assertThat(alice.relayStates()).extracting(RelayStatus::url).containsExactly("sim://first", "sim://second");
    }

    @Test
    void theNextFallbackFollowsOnlyIfThatOneFailsToo() {
        world.network.relay("first").stop();
        world.network.relay("second").stop();
        Trystero alice = falling("alice");
        alice.join("lobby").subscribe();
        world.seconds(19);
        assertThat(alice.relayStates()).hasSize(2);

        world.seconds(2);

        assertThat(alice.relayStates())
                .extracting(RelayStatus::url)
                .containsExactly("sim://first", "sim://second", "sim://third");
    }

    @Test
    void aFallbackIsUsedWhenTheOthersAreLostLaterAndStaysInUse() {
        Room hers = world.join(falling("alice"), "lobby");
        world.seconds(60);
        world.network.relay("first").stop();
        world.seconds(5);
        assertThat(urls(hers)).containsExactly("sim://first");
        world.seconds(6);
        assertThat(urls(hers)).containsExactly("sim://first", "sim://second");

        SimulatedHost bob = world.network.host("bob");
        world.join(world.instance("bob", bob.peerId(), builder -> builder.strategy(bob.strategy("second"))), "lobby");
        world.await(Duration.ofSeconds(3), "joined", () -> hers.peers().size() == 1);
        world.network.relay("first").start();
        world.seconds(120);

        assertThat(urls(hers)).containsExactly("sim://first", "sim://second");
    }

    /** A relay that takes us no longer ends by itself; what it says as its last is still heard. */
    @Test
    void aFallbackIsUsedWhenTheOnlyRelayRetires() {
        Trystero alice = falling("alice");
        List<RelayStatus> told = world.watch(alice.relays());
        Room hers = world.join(alice, "lobby");
        world.seconds(60);

        world.network.relay("first").refuse("no such key");
        world.seconds(5);
        assertThat(hers.relayStates())
                .singleElement()
                .isEqualTo(RelayStatus.retired("simulated", "sim://first", "no such key"));
        assertThat(told).contains(RelayStatus.retired("simulated", "sim://first", "no such key"));
        world.seconds(6);

        assertThat(urls(hers)).containsExactly("sim://first", "sim://second");
        world.join(both("bob"), "lobby");
        world.await(Duration.ofSeconds(3), "joined", () -> hers.peers().size() == 1);
        assertThat(world.network.relay("first").counts().refused())
                .as("messages to a relay that has ended")
                .isZero();
    }

    @Test
    void aFallbackThatCannotBeOpenedIsPassedOver() {
        world.network.relay("first").stop();
        SimulatedHost host = world.network.host("alice");
        Trystero alice = world.instance(
                "alice",
                host.peerId(),
                builder -> builder.strategy(host.strategy("first"))
                        .fallback(TEN_SECONDS, new Unopenable())
                        .fallback(TEN_SECONDS, host.strategy("third")));
        alice.join("lobby").subscribe();

        world.seconds(25);

        assertThat(alice.relayStates()).extracting(RelayStatus::url).containsExactly("sim://first", "sim://third");
    }

    private record Unopenable() implements SignalingStrategy {

        @Override
        public String name() {
            return "unopenable";
        }

        @Override
        public List<? extends Relay> open(SignalingContext context) {
            throw new IllegalStateException("no such library");
        }
    }

    @Test
    void aShortOutageIsNoReasonToFallBack() {
        Room hers = world.join(falling("alice"), "lobby");
        for (int i = 0; i < 5; i++) {
            world.seconds(8);
            world.network.relay("first").restart(Duration.ofSeconds(1));
        }

        assertThat(urls(hers)).containsExactly("sim://first");
    }

    @Test
    void aRoomThatIsLeftFallsBackOnNothing() {
        world.network.relay("first").stop();
        Trystero alice = falling("alice");
        var joining = alice.join("lobby").subscribe();
        world.seconds(5);

        joining.dispose();
        world.seconds(60);

        assertThat(alice.relayStates()).isEmpty();
    }

    private Trystero both(String label) {
        SimulatedHost host = world.network.host(label);
        return world.instance(
                label,
                host.peerId(),
                builder -> builder.strategy(host.strategy("first")).strategy(host.strategy("second")));
    }

    private Trystero falling(String label) {
        SimulatedHost host = world.network.host(label);
        return world.instance(
                label,
                host.peerId(),
                builder -> builder.strategy(host.strategy("first"))
                        .fallback(TEN_SECONDS, host.strategy("second"))
                        .fallback(TEN_SECONDS, host.strategy("third")));
    }

    private static List<String> urls(Room room) {
        return room.relayStates().stream().map(RelayStatus::url).toList();
    }
}
