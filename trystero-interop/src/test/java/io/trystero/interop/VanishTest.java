package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.ForkedPeer;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptPeer;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.World;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A peer whose process is killed says nothing to anyone; a JVM peer and Chromium notice all the same. */
@ExtendWith(InteropReport.class)
class VanishTest {

    @RegisterExtension
    final World world = new World();

    @Test
    void killedPeersOfEveryKindAreSeenToLeave() {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom jvm = world.jvm(Lead.JVM).join(room);
        PeerRoom chromium = world.javaScript(JavaScriptRuntime.CHROMIUM).join(room);
        InteropTest.awaitMeeting(jvm, chromium);

        JavaScriptPeer node = world.startJavaScript(JavaScriptRuntime.NODE);
        JavaScriptPeer otherChromium = world.startJavaScript(JavaScriptRuntime.CHROMIUM);
        PeerRoom inNode = world.use(node, world.relay().url()).join(room);
        PeerRoom inChromium = world.use(otherChromium, world.relay().url()).join(room);
        try (ForkedPeer otherJvm = ForkedPeer.start(world.appId(), world.relay().url(), room.roomId())) {
            List<Peer> doomed = List.of(inNode.peer(), inChromium.peer(), otherJvm);
            for (Peer each : doomed) {
                jvm.awaitJoined(each);
                chromium.awaitJoined(each);
            }
            node.kill();
            otherChromium.kill();
            otherJvm.kill();
            for (Peer each : doomed) {
                jvm.awaitLeft(each, 1, Patience.DEATH);
                chromium.awaitLeft(each, 1, Patience.DEATH);
            }
        }
        assertThat(jvm.comings(chromium.peer())).containsExactly("joined");
        assertThat(chromium.comings(jvm.peer())).containsExactly("joined");
    }
}
