package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.Direction;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers find each other through the relay; the first of a direction is the one that acts first. */
class JoinTest extends InteropTest {

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("directionsAndLeads")
    void peersMeetWhoeverComesFirst(Direction first, Lead lead) {
        RoomSpec room = RoomSpec.fresh();
        Peer jvm = world.jvm(lead);
        PeerRoom earlier = first.from(jvm, js).join(room);
        PeerRoom later = first.to(jvm, js).join(room);
        awaitMeeting(earlier, later);
        earlier.send(Body.text("hello"), null);
        assertThat(later.awaitMessage(Body.Text.class, 1).body())
                .isEqualTo(Body.text("hello").described());
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void whoLeavesIsSeenToLeave(Direction direction) {
        Pair pair = meet(direction);
        pair.from(direction).leave();
        pair.to(direction).awaitLeft(pair.from(direction).peer());
    }
}
