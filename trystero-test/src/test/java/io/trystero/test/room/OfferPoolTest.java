package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Room;
import io.trystero.Trystero;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OfferPoolTest {

    private final World world = new World(11);

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void anEmptyRoomHoldsNoConnection() {
        world.join(world.instance("alone"), "lobby");

        world.run(Duration.ofSeconds(5));

        assertThat(world.network.connections()).isEmpty();
    }

    @Test
    void aRoomKeepsAsManyOffersReadyAsItWasAskedTo() {
        Room room = world.join(world.instance("alone"), "lobby", config -> config.iceCandidatePoolSize(3));

        world.run(Duration.ofMinutes(3));
        assertThat(world.network.connections()).hasSize(3);

        room.dispose();
        world.run(Duration.ofSeconds(1));
        assertThat(world.network.connections()).isEmpty();
    }

    @Test
    void peersMeetThroughOffersThatWereReady() {
        Trystero alice = world.instance("alice");
        Trystero bob = world.instance("bob");
        Room hers = world.join(alice, "lobby", config -> config.iceCandidatePoolSize(2));
        world.run(Duration.ofSeconds(5));
        Room his = world.join(bob, "lobby", config -> config.iceCandidatePoolSize(2));

        world.run(Duration.ofSeconds(5));

        assertThat(hers.peers()).containsExactly(bob.selfId());
        assertThat(his.peers()).containsExactly(alice.selfId());
        // two kept by each, and both sides of the one in use
        assertThat(world.network.connections()).hasSize(6);
    }
}
