package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.TurnServer;
import io.trystero.interop.fixture.World;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A path through a TURN server dies when that forgets it, and is mended before the peer is given up, if both sides can. */
@ExtendWith(InteropReport.class)
class PathRestartTest {

    /** Silence is noticed within 5 s, and 5 s later the peer would be given up. */
    private static final Duration MENDED = Duration.ofSeconds(15);

    /** Long enough for both sides to notice, and for the restart to be sent twice. */
    private static final Duration HELD_UP = Duration.ofSeconds(8);

    /** Both sides notice and give up in that time, and one announces at once. */
    private static final Duration FOUND = Duration.ofSeconds(40);

    private static final int MESSAGES = 50;

    @RegisterExtension
    final World world = new World();

    private TurnServer turn;

    @BeforeEach
    void start() {
        turn = TurnServer.start();
    }

    @AfterEach
    void stop() {
        turn.close();
    }

    @ParameterizedTest
    @CsvSource({"udp, JVM", "udp, JAVASCRIPT", "tcp, JVM", "tcp, JAVASCRIPT"})
    void twoJvmPeersStayTogether(String transport, Lead lead) {
        staysTogether(world.jvmBehind(turn, transport, lead), world.jvm(lead == Lead.JVM ? Lead.JAVASCRIPT : Lead.JVM));
    }

    /** It takes no part in a restart, and no new connection before it has given up the old one. */
    @ParameterizedTest
    @MethodSource("runtimes")
    void aJavaScriptPeerIsLostInItsTimeAndFoundAgain(JavaScriptRuntime runtime, Lead lead) {
        RoomSpec spec = RoomSpec.fresh();
        Peer behind = world.jvmBehind(turn, "udp", lead);
        Peer other = world.javaScript(runtime);
        PeerRoom one = behind.join(spec);
        PeerRoom two = other.join(spec);
        InteropTest.awaitMeeting(one, two);

        turn.restart();
        one.awaitJoined(other, 2, FOUND);
        two.awaitJoined(behind, 2, FOUND);
        assertThat(one.comings(other)).containsExactly("joined", "left", "joined");
        one.send(Body.text("back"), null);
        assertThat(two.awaitMessage(Body.Text.class, 1).body())
                .isEqualTo(Body.text("back").described());
    }

    /** Our restart does not get in the way of a path that was only held up. */
    @ParameterizedTest
    @MethodSource("runtimes")
    void aJavaScriptPeerStaysWhenThePathComesBackByItself(JavaScriptRuntime runtime, Lead lead) {
        RoomSpec spec = RoomSpec.fresh();
        Peer behind = world.jvmBehind(turn, "udp", lead);
        Peer other = world.javaScript(runtime);
        PeerRoom one = behind.join(spec);
        PeerRoom two = other.join(spec);
        InteropTest.awaitMeeting(one, two);

        turn.pause(HELD_UP);
        one.send(Body.text("still here"), null);
        assertThat(two.awaitMessage(Body.Text.class, 1, MENDED).body())
                .isEqualTo(Body.text("still here").described());
        two.send(Body.text("so am I"), null);
        assertThat(one.awaitMessage(Body.Text.class, 1, MENDED).body())
                .isEqualTo(Body.text("so am I").described());
        assertThat(one.comings(other)).containsExactly("joined");
        assertThat(two.comings(behind)).containsExactly("joined");
    }

    private void staysTogether(Peer behind, Peer other) {
        RoomSpec spec = RoomSpec.fresh();
        PeerRoom one = behind.join(spec);
        PeerRoom two = other.join(spec);
        InteropTest.awaitMeeting(one, two);

        turn.restart();
        for (int i = 1; i <= MESSAGES; i++) {
            one.send(Body.text("one " + i), null);
            two.send(Body.text("two " + i), null);
        }
        for (int i = 1; i <= MESSAGES; i++) {
            assertThat(two.awaitMessage(Body.Text.class, i, MENDED).body())
                    .isEqualTo(Body.text("one " + i).described());
            assertThat(one.awaitMessage(Body.Text.class, i, MENDED).body())
                    .isEqualTo(Body.text("two " + i).described());
        }
        assertThat(one.comings(other)).containsExactly("joined");
        assertThat(two.comings(behind)).containsExactly("joined");
    }

    private static Stream<Arguments> runtimes() {
        return Arrays.stream(JavaScriptRuntime.values())
                .flatMap(runtime -> Arrays.stream(Lead.values()).map(lead -> arguments(runtime, lead)));
    }
}
