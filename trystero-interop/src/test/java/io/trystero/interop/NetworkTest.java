package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Answer;
import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.Direction;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptPeer;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Network;
import io.trystero.interop.fixture.NetworkServer;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.Signaling;
import io.trystero.interop.fixture.World;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What peers do who find each other through one network: scenarios with a JavaScript peer of each runtime, the same for every
 * network. The server and that peer are those of a class and a runtime.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(JavaScriptRuntime.class)
@ExtendWith(InteropReport.class)
abstract class NetworkTest implements InteropReport.PerRuntime {

    private static NetworkServer server;
    private static JavaScriptPeer process;

    @RegisterExtension
    final World world = new World();

    @Parameter
    JavaScriptRuntime runtime;

    private Signaling signaling;
    private Peer js;

    /** Returns the network whose server the peers use. */
    abstract Network network();

    @BeforeEach
    void findJavaScriptPeer() {
        if (server == null) {
            server = network().start();
        }
        if (process == null || !process.isAlive()) {
            process = JavaScriptPeer.start(runtime);
        }
        signaling = server.signaling(world.appId());
        js = world.use(process, signaling);
    }

    @AfterParameterizedClassInvocation
    static void end() {
        endProcess();
        if (server != null) {
            server.close();
            server = null;
        }
    }

    private static void endProcess() {
        if (process != null) {
            process.close();
            process = null;
        }
    }

    @Override
    public JavaScriptRuntime runtime() {
        return runtime;
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("io.trystero.interop.InteropTest#directionsAndLeads")
    void peersMeetWhoeverComesFirstTalkAndPart(Direction first, Lead lead) {
        RoomSpec room = RoomSpec.fresh();
        Peer jvm = jvm(lead);
        PeerRoom earlier = first.from(jvm, js).join(room);
        PeerRoom later = first.to(jvm, js).join(room);
        InteropTest.awaitMeeting(earlier, later);

        earlier.send(Body.text("hello"), null);
        assertThat(later.awaitMessage(Body.Text.class, 1).body())
                .isEqualTo(Body.text("hello").described());
        Body mebibyte = Body.bytes(1 << 20, 7);
        later.send(mebibyte, Body.Lines.object().put("name", "mebibyte"));
        assertThat(earlier.awaitMessage(Body.Bytes.class, 1, Patience.TRANSFER).body())
                .isEqualTo(mebibyte.described());
        earlier.answer("ask", Answer.ECHO);
        later.answer("ask", Answer.ECHO);
        assertThat(earlier.request("ask", Body.json("{\"q\":1}"), Patience.MESSAGE, later.peer()))
                .isEqualTo(Body.json("{\"q\":1}").described());

        later.leave();
        earlier.awaitLeft(later.peer());
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void theSamePasswordLetsIn(Lead lead) {
        RoomSpec room = RoomSpec.fresh().password("s3cret ключ");
        InteropTest.awaitMeeting(jvm(lead).join(room), js.join(room));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void aWrongPasswordIsToldByWhoCannotReadTheOffer(Lead lead) {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom jvm = jvm(lead).join(room.password("one"));
        PeerRoom javaScript = js.join(room.password("other"));
        PeerRoom offering = lead == Lead.JVM ? jvm : javaScript;
        PeerRoom answering = lead == Lead.JVM ? javaScript : jvm;
        assertThat(answering.awaitFailure(offering.peer(), Patience.JOIN))
                .isEqualTo("incorrect room password when decrypting offer");
        assertThat(jvm.comings(js)).isEmpty();
        assertThat(javaScript.comings(jvm.peer())).isEmpty();
    }

    @Test
    void twoRoomsShareAConnection() {
        RoomSpec one = RoomSpec.fresh();
        RoomSpec two = RoomSpec.fresh();
        Peer jvm = jvm(Lead.JVM);
        PeerRoom jvmInOne = jvm.join(one);
        PeerRoom jsInOne = js.join(one);
        InteropTest.awaitMeeting(jvmInOne, jsInOne);
        PeerRoom jvmInTwo = jvm.join(two);
        PeerRoom jsInTwo = js.join(two);
        InteropTest.awaitMeeting(jvmInTwo, jsInTwo);

        assertThat(jvmInTwo.connectionTo(js)).isEqualTo(jvmInOne.connectionTo(js));
        jvmInOne.leave();
        jsInOne.awaitLeft(jvm);
        jvmInTwo.ping(js);
        jsInTwo.ping(jvm);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void aPassivePeerIsFoundByAnActiveOneAndAgainWhenThatComesBack(Direction direction) {
        Peer jvm = jvm(direction.from(Lead.JVM, Lead.JAVASCRIPT));
        Peer active = direction.to(jvm, js);
        RoomSpec room = RoomSpec.fresh();
        PeerRoom passive = direction.from(jvm, js).join(room.asPassive());
        PeerRoom stay = active.join(room);
        InteropTest.awaitMeeting(passive, stay);
        stay.leave();
        passive.awaitLeft(active);

        PeerRoom again = active.join(room);

        again.awaitJoined(passive.peer());
        passive.awaitJoined(active, 2, Patience.JOIN);
    }

    @Test
    void nothingIsLostWhileTheServerRestartsAndNewcomersAreFoundAfterwards() {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom jvm = jvm(Lead.JVM).join(room);
        PeerRoom javaScript = js.join(room);
        InteropTest.awaitMeeting(jvm, javaScript);

        server.stop();
        jvm.send(Body.text("while it is down"), null);
        javaScript.send(Body.text("while it is down"), null);
        javaScript.awaitMessage(Body.Text.class, 1);
        jvm.awaitMessage(Body.Text.class, 1);
        server.restart();
        Patience.until(() -> server.connections() >= 2, Patience.RECONNECT);

        PeerRoom jvmNewcomer = jvm(Lead.JAVASCRIPT).join(room);
        InteropTest.awaitMeeting(jvmNewcomer, jvm);
        InteropTest.awaitMeeting(jvmNewcomer, javaScript);
        PeerRoom jsNewcomer =
                world.use(world.startJavaScript(runtime), signaling).join(room);
        InteropTest.awaitMeeting(jsNewcomer, jvm);
        InteropTest.awaitMeeting(jsNewcomer, jvmNewcomer);
        assertThat(jvm.comings(js)).containsExactly("joined");
        assertThat(javaScript.comings(jvm.peer())).containsExactly("joined");
        // the next test is not to wait for it to come back
        endProcess();
    }

    private Peer jvm(Lead lead) {
        return world.jvm(lead, signaling.appId(), network().strategy(server.url()));
    }
}
