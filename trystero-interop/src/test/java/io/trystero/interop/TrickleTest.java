package io.trystero.interop;

import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers meet too where one side or both publish no candidates of their own, but descriptions that hold them all. */
class TrickleTest extends InteropTest {

    /** Who publishes no candidates. */
    enum Whole {
        JVM,
        JAVASCRIPT,
        BOTH;

        @Override
        public String toString() {
            return switch (this) {
                case JVM -> "JVM does not trickle";
                case JAVASCRIPT -> "JS does not trickle";
                case BOTH -> "neither trickles";
            };
        }
    }

    static List<Arguments> ways() {
        return Arrays.stream(Whole.values())
                .flatMap(whole -> Arrays.stream(Lead.values()).map(lead -> Arguments.of(whole, lead)))
                .toList();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void peersMeetWithoutTrickledCandidates(Whole whole, Lead lead) {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom jvm = world.jvm(lead).join(room.trickle(whole == Whole.JAVASCRIPT));
        PeerRoom javaScript = js.join(room.trickle(whole == Whole.JVM));
        awaitMeeting(jvm, javaScript);
        jvm.ping(js);
        javaScript.ping(jvm.peer());
    }
}
