package io.trystero.interop;

import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A JavaScript peer that waited for longer than the 57 s that its ready offers last is still met. (In a current Chromium its
 * renewed offers have lost their data channel, and two such peers do not meet.)
 */
class AgedOfferTest extends InteropTest {

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void whoWaitedForLongIsStillMet(Lead lead) {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom waiting = js.join(room);
        world.age(runtime, Duration.ofSeconds(60));
        PeerRoom newcomer = world.jvm(lead).join(room);
        awaitMeeting(newcomer, waiting);
        newcomer.ping(js);
    }
}
