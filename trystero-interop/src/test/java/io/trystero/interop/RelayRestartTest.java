package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.Relays;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.World;
import io.trystero.relay.WebSocketRelay;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that have met do not need the relay; once it is back, newcomers are found through it. */
@ParameterizedClass(name = "{0}")
@EnumSource(JavaScriptRuntime.class)
@ExtendWith(InteropReport.class)
class RelayRestartTest implements InteropReport.PerRuntime {

    private static final int MESSAGES = 20;

    @RegisterExtension
    final World world = new World();

    @Parameter
    JavaScriptRuntime runtime;

    @Override
    public JavaScriptRuntime runtime() {
        return runtime;
    }

    @Test
    void nothingIsLostWhileTheRelayRestartsAndNewcomersAreFoundAfterwards() {
        WebSocketRelay relay = Relays.start(0);
        WebSocketRelay restarted = null;
        try {
            String url = relay.url();
            Peer js = world.use(world.startJavaScript(runtime), url);
            RoomSpec room = RoomSpec.fresh();
            PeerRoom jvmStay = world.jvm(Lead.JAVASCRIPT, url).join(room);
            PeerRoom jsStay = js.join(room);
            InteropTest.awaitMeeting(jvmStay, jsStay);
            talk(jvmStay, jsStay, 0);

            relay.disposeLater().block(Patience.MESSAGE);
            talk(jvmStay, jsStay, 1);

            restarted = Relays.start(relay.port());
            talk(jvmStay, jsStay, 2);
            Relays.awaitTopics(restarted, 3); // the room's, and one of each peer

            PeerRoom jvmNewcomer = world.jvm(Lead.JVM, url).join(room);
            InteropTest.awaitMeeting(jvmNewcomer, jvmStay);
            InteropTest.awaitMeeting(jvmNewcomer, jsStay);
            PeerRoom jsNewcomer = world.use(world.startJavaScript(runtime), url).join(room);
            InteropTest.awaitMeeting(jsNewcomer, jvmStay);
            InteropTest.awaitMeeting(jsNewcomer, jvmNewcomer);
            assertThat(jvmStay.comings(js)).containsExactly("joined");
            assertThat(jsStay.comings(jvmStay.peer())).containsExactly("joined");
        } finally {
            relay.disposeLater().block(Patience.MESSAGE);
            if (restarted != null) {
                restarted.disposeLater().block(Patience.MESSAGE);
            }
        }
    }

    private static void talk(PeerRoom one, PeerRoom other, int round) {
        IntStream.range(0, MESSAGES).forEach(i -> {
            one.send(Body.text("one " + (round * MESSAGES + i)), null);
            other.send(Body.text("other " + (round * MESSAGES + i)), null);
        });
        for (int i = round * MESSAGES; i < (round + 1) * MESSAGES; i++) {
            assertThat(other.awaitMessage(Body.Text.class, i + 1).body())
                    .isEqualTo(Body.text("one " + i).described());
            assertThat(one.awaitMessage(Body.Text.class, i + 1).body())
                    .isEqualTo(Body.text("other " + i).described());
        }
    }
}
