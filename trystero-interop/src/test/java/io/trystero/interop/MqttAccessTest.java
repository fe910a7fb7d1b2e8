package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptPeer;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.MqttBroker;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.Signaling;
import io.trystero.interop.fixture.TlsCertificate;
import io.trystero.interop.fixture.World;
import io.trystero.mqtt.MqttStrategy;
import io.trystero.mqtt.MqttVersion;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.RelayStatus.State;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.TopicRelay;
import io.trystero.test.contract.Heard;
import io.trystero.websocket.ServerTrust;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.scheduler.Schedulers;

/** Brokers that do not let everybody in, or that not everybody trusts. */
@ExtendWith(InteropReport.class)
class MqttAccessTest {

    @RegisterExtension
    final World world = new World();

    private TlsCertificate certificate;
    private MqttBroker broker;

    @BeforeEach
    void start() {
        certificate = TlsCertificate.selfSigned();
        broker = MqttBroker.start(certificate);
    }

    @AfterEach
    void end() {
        broker.close();
        certificate.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(JavaScriptRuntime.class)
    void peersMeetThroughABrokerThatAsksForAPassword(JavaScriptRuntime runtime) {
        MqttStrategy strategy = MqttStrategy.builder().url(broker.passwordUrl()).build();
        meet(strategy, world.startJavaScript(runtime), Signaling.of("mqtt", world.appId(), broker.passwordUrl()));
        assertThat(strategy.toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(JavaScriptRuntime.class)
    void peersMeetOverTls(JavaScriptRuntime runtime) throws Exception {
        MqttStrategy strategy = MqttStrategy.builder()
                .url(broker.tlsUrl())
                .trust(ServerTrust.pem(certificate.certificate()))
                .build();
        meet(
                strategy,
                world.startTrustingJavaScript(runtime),
                Signaling.of("mqtt", world.appId(), broker.tlsUrl()).trusting());
    }

    @Test
    void peersMeetWhicheverWayEachSpeaksToTheBroker() {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom one = world.jvm(
                        Lead.JVM,
                        world.appId(),
                        MqttStrategy.builder()
                                .url(broker.tcpUrl())
                                .version(MqttVersion.V5)
                                .build())
                .join(room);
        PeerRoom other = world.jvm(
                        Lead.JAVASCRIPT,
                        world.appId(),
                        MqttStrategy.builder().url(broker.url()).build())
                .join(room);
        InteropTest.awaitMeeting(one, other);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(MqttVersion.class)
    void aWrongPasswordIsSaidInTheStatusWithoutRepeatingIt(MqttVersion version) {
        String url = broker.passwordUrl().replace("s3cret", "wr0ng");
        RelayStatus down = down(MqttStrategy.builder().url(url).version(version).build());

        assertThat(down.reason()).contains("the broker refuses us").containsIgnoringCase("authori");
        assertThat(down.toString()).doesNotContain("wr0ng");
        assertThat(down.nextTry()).isNotNull();
    }

    @Test
    void aCertificateThatIsNotTrustedIsSaidInTheStatus() {
        RelayStatus down = down(MqttStrategy.builder().url(broker.tlsUrl()).build());

        assertThat(down.reason()).containsIgnoringCase("certif");
    }

    private static RelayStatus down(MqttStrategy strategy) {
        TopicRelay relay = strategy.open(new SignalingContext(
                        "app", "A1b2C3d4E5f6G7h8I9j0", Schedulers.parallel(), new SplittableRandom()))
                .get(0);
        try {
            return Heard.of(relay.status()).until(status -> status.state() == State.DOWN);
        } finally {
            relay.dispose();
        }
    }

    private void meet(MqttStrategy strategy, JavaScriptPeer javaScript, Signaling signaling) {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom jvm = world.jvm(Lead.JVM, world.appId(), strategy).join(room);
        PeerRoom js = world.use(javaScript, signaling).join(room);
        InteropTest.awaitMeeting(jvm, js);
        jvm.send(Body.text("hello"), null);
        assertThat(js.awaitMessage(Body.Text.class, 1).body())
                .isEqualTo(Body.text("hello").described());
    }
}
