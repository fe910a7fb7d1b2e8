package io.trystero.interop;

import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.Direction;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A passive peer waits without a word until an active one comes. The first of a direction is the passive one. */
class PassiveTest extends InteropTest {

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("directionsAndLeads")
    void aPassivePeerIsFoundByAnActiveOneAndAgainWhenThatComesBack(Direction direction, Lead lead) {
        Peer jvm = world.jvm(lead);
        Peer active = direction.to(jvm, js);
        RoomSpec room = RoomSpec.fresh();
        PeerRoom passive = direction.from(jvm, js).join(room.asPassive());
        PeerRoom stay = active.join(room);
        awaitMeeting(passive, stay);
        passive.send(Body.text("awake"), null);
        stay.awaitMessage(Body.Text.class, 1);
        stay.leave();
        passive.awaitLeft(active);
        PeerRoom again = active.join(room);
        again.awaitJoined(passive.peer());
        passive.awaitJoined(active, 2, Patience.JOIN);
    }
}
