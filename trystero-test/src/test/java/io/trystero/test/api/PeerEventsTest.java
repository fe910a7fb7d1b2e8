package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.PeerEvent;
import io.trystero.PeerEvent.Joined;
import io.trystero.PeerEvent.Left;
import io.trystero.PeerEvent.Reason;
import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.test.room.Events;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.subscriber.TestSubscriber;

class PeerEventsTest {

    private final TwoPeers peers = new TwoPeers();

    @AfterEach
    void stop() {
        peers.close();
    }

    @Test
    void whoIsHereComesFirstAndThenWhatHappens() {
        TestSubscriber<PeerEvent> events = peers.subscribe(peers.hers.peerEvents());
        assertThat(Events.bare(events.getReceivedOnNext())).containsExactly(Events.joined(peers.bobId()));

        peers.subscribe(peers.his.leave());
        peers.seconds(1);
        assertThat(Events.bare(events.getReceivedOnNext()))
                .containsExactly(Events.joined(peers.bobId()), new Left(peers.bobId(), Reason.LEFT));
    }

    /** However a subscription falls between joins and leaves, it neither misses one nor hears one twice. */
    @Test
    void theSnapshotAndWhatIsLiveMeetWithoutAGap() {
        Trystero carol = peers.world.instance("carol");
        List<List<PeerEvent>> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            if (i % 100 == 0) {
                carol.join("lobby")
                        .delayElement(
                                java.time.Duration.ofMillis(600),
                                peers.aliceHost().scheduler())
                        .flatMap(Room::leave)
                        .subscribe();
            }
            all.add(peers.world.watch(peers.hers.peerEvents()));
            peers.world.millis(10);
        }
        peers.seconds(5);

        for (List<PeerEvent> seen : all) {
            Set<PeerId> present = new HashSet<>();
            for (PeerEvent event : seen) {
                boolean alternates = event instanceof Joined ? present.add(event.peer()) : present.remove(event.peer());
                assertThat(alternates).as("%s in %s", event, seen).isTrue();
            }
            assertThat(present).isEqualTo(Set.of(peers.bobId()));
        }
    }

    @Test
    void closingCompletesThemWithoutSayingThatAllHaveLeft() {
        TestSubscriber<PeerEvent> events = peers.subscribe(peers.hers.peerEvents());
        peers.subscribe(peers.hers.leave());
        peers.seconds(1);

        assertThat(Events.bare(events.getReceivedOnNext())).containsExactly(Events.joined(peers.bobId()));
        assertThat(events.isTerminatedComplete()).isTrue();
    }

    @Test
    void peersIsUpToDateWhenAnEventIsHeard() {
        List<List<PeerId>> atEvent = new ArrayList<>();
        peers.hers.peerEvents().subscribe(event -> atEvent.add(peers.hers.peers()));
        peers.world.time.run();
        peers.subscribe(peers.his.leave());
        peers.seconds(1);

        assertThat(atEvent).containsExactly(List.of(peers.bobId()), List.of());
    }
}
