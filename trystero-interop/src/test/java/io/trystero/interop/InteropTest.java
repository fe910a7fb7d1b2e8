package io.trystero.interop;

import io.trystero.interop.fixture.Direction;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.World;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;

/** Base of scenarios with one JavaScript peer: each runs with every runtime of the JavaScript library. */
@ParameterizedClass(name = "{0}")
@EnumSource(JavaScriptRuntime.class)
@ExtendWith(InteropReport.class)
abstract class InteropTest implements InteropReport.PerRuntime {

    @RegisterExtension
    final World world = new World();

    @Parameter
    JavaScriptRuntime runtime;

    Peer js;

    @BeforeEach
    void findJavaScriptPeer() {
        js = world.javaScript(runtime);
    }

    @Override
    public JavaScriptRuntime runtime() {
        return runtime;
    }

    /** Returns every direction with every side that may offer, for {@code @MethodSource}. */
    static List<Arguments> directionsAndLeads() {
        return Arrays.stream(Direction.values())
                .flatMap(direction -> Arrays.stream(Lead.values()).map(lead -> Arguments.of(direction, lead)))
                .toList();
    }

    /** Two peers in a room, both joined. */
    record Pair(RoomSpec room, PeerRoom jvm, PeerRoom js) {

        PeerRoom from(Direction direction) {
            return direction.from(jvm, js);
        }

        PeerRoom to(Direction direction) {
            return direction.to(jvm, js);
        }
    }

    /** Lets a JVM peer and the JavaScript peer join a room, the one that acts being the one that offers too. */
    Pair meet(Direction direction) {
        return meet(direction.from(Lead.JVM, Lead.JAVASCRIPT), RoomSpec.fresh());
    }

    Pair meet(Lead lead, RoomSpec room) {
        Pair pair = new Pair(room, world.jvm(lead).join(room), js.join(room));
        awaitMeeting(pair.jvm(), pair.js());
        return pair;
    }

    static void awaitMeeting(PeerRoom one, PeerRoom other) {
        one.awaitJoined(other.peer());
        other.awaitJoined(one.peer());
    }
}
