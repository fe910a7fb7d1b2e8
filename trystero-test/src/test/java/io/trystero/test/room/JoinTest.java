package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Room;
import io.trystero.RoomClosedException;
import io.trystero.Trystero;
import io.trystero.signaling.RelayStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JoinTest {

    private final World world = new World(3);

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aJoinThatStillWaitsForARelayFailsWhenTheInstanceIsDisposed() {
        world.network.relays().forEach(relay -> relay.stop());
        Trystero alice = world.instance("alice");
        List<Throwable> errors = new ArrayList<>();
        alice.join("lobby").subscribe(room -> {}, errors::add);
        world.run(Duration.ofSeconds(5));
        assertThat(errors).isEmpty();

        alice.dispose();
        world.run(Duration.ofSeconds(5));

        assertThat(errors).singleElement().isInstanceOf(RoomClosedException.class);
    }

    @Test
    void aRoomTellsTheStateOfItsOwnRelays() {
        Room room = world.join(world.instance("alice"), "lobby");
        List<RelayStatus> states = world.watch(room.relays());

        world.run(Duration.ofSeconds(1));

        assertThat(states).singleElement().matches(RelayStatus::isUp);
    }
}
