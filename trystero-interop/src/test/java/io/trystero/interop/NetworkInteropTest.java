package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Answer;
import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.Direction;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptPeer;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.NetworkServer;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.Signaling;
import io.trystero.interop.fixture.World;
import io.trystero.signaling.SignalingStrategy;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;

/** Base of what JVM peers and peers of the JavaScript library do together who find each other through a network of others. */
@ParameterizedClass(name = "{0}")
@EnumSource(JavaScriptRuntime.class)
@ExtendWith(InteropReport.class)
abstract class NetworkInteropTest implements InteropReport.PerRuntime {

    private static final int MEBIBYTE = 1 << 20;
    private static final String ACTION = "ask";
    private static final Duration RECONNECT = Duration.ofSeconds(30);

    @RegisterExtension
    final World world = new World();

    @Parameter
    JavaScriptRuntime runtime;

    private NetworkServer server;
    private Peer js;

    /** Starts the network's server. */
    abstract NetworkServer startServer();

    /** Returns the strategy of JVM peers, whose app id names the server. */
    abstract SignalingStrategy strategy();

    /** Tells whether two peers of a room are back once the server is. */
    abstract boolean areBack();

    @Override
    public JavaScriptRuntime runtime() {
        return runtime;
    }

    @BeforeEach
    void start() {
        World.require();
        server = startServer();
        // Not the one of the whole run: it may have joined through another server.
        js = startJavaScript();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Signaling signaling() {
        return server.signaling(world.appId());
    }

    private Peer startJavaScript() {
        JavaScriptPeer started = world.startJavaScript(runtime);
        return world.use(started, signaling());
    }

    private Peer jvm(Lead lead) {
        return world.jvm(lead, signaling().appId(), strategy());
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void peersMeetTalkAskAndPart(Lead lead) {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom jvmRoom = jvm(lead).join(room);
        PeerRoom jsRoom = js.join(room);
        InteropTest.awaitMeeting(jvmRoom, jsRoom);
        for (Direction direction : Direction.values()) {
            PeerRoom from = direction.from(jvmRoom, jsRoom);
            PeerRoom to = direction.to(jvmRoom, jsRoom);
            from.send(Body.text("hello"), null);
            assertThat(to.awaitMessage(Body.Text.class, 1).body())
                    .isEqualTo(Body.text("hello").described());
            Body mebibyte = Body.bytes(MEBIBYTE, 7);
            from.send(mebibyte, null).await(Patience.TRANSFER);
            assertThat(to.awaitMessage(Body.Bytes.class, 1, Patience.TRANSFER).body())
                    .isEqualTo(mebibyte.described());
            to.answer(ACTION, Answer.ECHO);
        }
        for (Direction direction : Direction.values()) {
            Body query = Body.json("{\"question\":1}");
            assertThat(direction
                            .from(jvmRoom, jsRoom)
                            .request(
                                    ACTION,
                                    query,
                                    Patience.MESSAGE,
                                    direction.to(jvmRoom, jsRoom).peer()))
                    .isEqualTo(query.described());
        }

        (lead == Lead.JVM ? jsRoom : jvmRoom).leave();

        (lead == Lead.JVM ? jvmRoom : jsRoom).awaitLeft((lead == Lead.JVM ? jsRoom : jvmRoom).peer());
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void aPasswordLetsInWhoKnowsItAndTheSecondRoomUsesTheConnectionOfTheFirst(Lead lead) {
        Peer jvm = jvm(lead);
        RoomSpec secret = RoomSpec.fresh().password("s3cret");
        PeerRoom jvmRoom = jvm.join(secret);
        PeerRoom jsRoom = js.join(secret);
        InteropTest.awaitMeeting(jvmRoom, jsRoom);

        RoomSpec second = RoomSpec.fresh();
        PeerRoom jvmSecond = jvm.join(second);
        PeerRoom jsSecond = js.join(second);
        InteropTest.awaitMeeting(jvmSecond, jsSecond);
        assertThat(jvmSecond.connectionTo(js)).isEqualTo(jvmRoom.connectionTo(js));
        assertThat(jsSecond.connectionTo(jvm)).isEqualTo(jsRoom.connectionTo(jvm));
        jvmRoom.leave();
        jsRoom.awaitLeft(jvm);
        jsSecond.ping(jvm);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void whoHasAnotherPasswordIsToldSo(Lead lead) {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom jvmRoom = jvm(lead).join(room.password("one"));
        PeerRoom jsRoom = js.join(room.password("other"));
        PeerRoom offering = lead == Lead.JVM ? jvmRoom : jsRoom;
        PeerRoom answering = lead == Lead.JVM ? jsRoom : jvmRoom;
        assertThat(answering.awaitFailure(offering.peer(), Patience.JOIN))
                .isEqualTo("incorrect room password when decrypting offer");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void nothingIsLostWhileTheServerRestartsAndNewcomersAreFoundAfterwards(Lead lead) {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom jvmStay = jvm(lead).join(room);
        PeerRoom jsStay = js.join(room);
        InteropTest.awaitMeeting(jvmStay, jsStay);

        server.stop();
        jvmStay.send(Body.text("meanwhile"), null);
        jsStay.send(Body.text("meanwhile"), null);
        jsStay.awaitMessage(Body.Text.class, 1);
        jvmStay.awaitMessage(Body.Text.class, 1);
        server.restart();
        eventually(this::areBack);

        PeerRoom jvmNewcomer = jvm(lead).join(room);
        InteropTest.awaitMeeting(jvmNewcomer, jvmStay);
        InteropTest.awaitMeeting(jvmNewcomer, jsStay);
        PeerRoom jsNewcomer = startJavaScript().join(room);
        InteropTest.awaitMeeting(jsNewcomer, jvmStay);
        InteropTest.awaitMeeting(jsNewcomer, jvmNewcomer);
        assertThat(jvmStay.comings(js)).containsExactly("joined");
        assertThat(jsStay.comings(jvmStay.peer())).containsExactly("joined");
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("io.trystero.interop.InteropTest#directionsAndLeads")
    void aPassivePeerIsFoundByAnActiveOneAndAgainWhenThatComesBack(Direction direction, Lead lead) {
        Peer jvm = jvm(lead);
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

    static void eventually(BooleanSupplier condition) {
        Flux.interval(Duration.ZERO, Duration.ofMillis(50))
                .onBackpressureDrop()
                .filter(tick -> condition.getAsBoolean())
                .blockFirst(RECONNECT);
    }
}
