package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.PeerEvent;
import io.trystero.Room;
import io.trystero.Trystero;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeetingTest {

    private final World world = new World(7);

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void twoPeersMeetAndTalk() {
        Trystero alice = world.instance("alice");
        Trystero bob = world.instance("bob");
        Room hers = world.join(alice, "lobby");
        Room his = world.join(bob, "lobby");
        List<PeerEvent> seen = world.watch(hers.peerEvents());

        world.run(Duration.ofSeconds(5));

        assertThat(Events.bare(seen)).containsExactly(Events.joined(bob.selfId()));
        assertThat(his.peers()).containsExactly(alice.selfId());

        List<String> heard = world.watch(his.action("chat", String.class).values());
        hers.action("chat", String.class).send("hello").subscribe();
        world.run(Duration.ofSeconds(1));
        assertThat(heard).containsExactly("hello");

        his.leave().subscribe();
        world.run(Duration.ofSeconds(1));
        assertThat(seen).last().isEqualTo(new PeerEvent.Left(bob.selfId(), PeerEvent.Reason.LEFT));
        assertThat(hers.peers()).isEmpty();
    }
}
