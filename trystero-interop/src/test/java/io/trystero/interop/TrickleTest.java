package io.trystero.interop;

import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers meet too where one side or both publish no candidates of their own, but descriptions that hold them all. */
class TrickleTest extends InteropTest {

    @ParameterizedTest(name = "JVM trickles {0}, JS trickles {1}, {2}")
    @CsvSource({
        "false, true, JVM",
        "false, true, JAVASCRIPT",
        "true, false, JVM",
        "true, false, JAVASCRIPT",
        "false, false, JVM",
        "false, false, JAVASCRIPT"
    })
    void peersMeetWithoutTrickledCandidates(boolean jvmTrickles, boolean jsTrickles, Lead lead) {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom jvm = world.jvm(lead).join(room.trickle(jvmTrickles));
        PeerRoom javaScript = js.join(room.trickle(jsTrickles));
        awaitMeeting(jvm, javaScript);
        jvm.ping(js);
        javaScript.ping(jvm.peer());
    }
}
