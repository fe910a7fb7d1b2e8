package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.Received;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Peers of every kind in one room. */
@ExtendWith(InteropReport.class)
class MeshTest {

    @RegisterExtension
    final World world = new World();

    @Test
    void fourPeersOfThreeKindsHearEachOther() {
        RoomSpec room = RoomSpec.fresh();
        List<PeerRoom> all = List.of(
                world.jvm(Lead.JVM).join(room),
                world.javaScript(JavaScriptRuntime.NODE).join(room),
                world.javaScript(JavaScriptRuntime.CHROMIUM).join(room),
                world.jvm(Lead.JAVASCRIPT).join(room));
        for (PeerRoom one : all) {
            for (PeerRoom other : othersThan(one, all)) {
                one.awaitJoined(other.peer());
            }
        }
        all.forEach(one -> one.send(Body.text("from " + one.peer().id()), null));
        for (PeerRoom one : all) {
            List<PeerRoom> others = othersThan(one, all);
            List<Received> heard = IntStream.rangeClosed(1, others.size())
                    .mapToObj(number -> one.awaitMessage(Body.Text.class, number))
                    .toList();
            assertThat(heard)
                    .containsExactlyInAnyOrderElementsOf(others.stream()
                            .map(other -> new Received(
                                    other.peer().id(),
                                    Body.text("from " + other.peer().id()).described(),
                                    null))
                            .toList());
        }
    }

    private static List<PeerRoom> othersThan(PeerRoom one, List<PeerRoom> all) {
        List<PeerRoom> others = new ArrayList<>(all);
        others.remove(one);
        return others;
    }
}
