package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Network;
import io.trystero.interop.fixture.NetworkServer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.Signaling;
import io.trystero.interop.fixture.TlsCertificate;
import io.trystero.interop.fixture.World;
import io.trystero.signaling.Relay;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.RelayStatus.State;
import io.trystero.signaling.SignalingContext;
import io.trystero.test.contract.Heard;
import io.trystero.websocket.ServerTrust;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.scheduler.Schedulers;

/** Servers whose certificate nobody has signed, over TLS; MQTT's broker has a test of its own. */
@ExtendWith(InteropReport.class)
class TlsTest {

    @RegisterExtension
    final World world = new World();

    private TlsCertificate certificate;

    @BeforeEach
    void make() {
        certificate = TlsCertificate.selfSigned();
    }

    @AfterEach
    void delete() {
        certificate.close();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("networksAndRuntimes")
    void peersMeetThroughAServerThatTheyAreToldToTrust(Network network, JavaScriptRuntime runtime) throws Exception {
        try (NetworkServer server = network.start(certificate)) {
            Signaling signaling = server.signaling(world.appId()).trusting();
            RoomSpec room = RoomSpec.fresh();
            PeerRoom jvm = world.jvm(
                            Lead.JVM,
                            signaling.appId(),
                            network.strategy(server.url(), ServerTrust.pem(certificate.certificate())))
                    .join(room);
            PeerRoom js =
                    world.use(world.startTrustingJavaScript(runtime), signaling).join(room);
            InteropTest.awaitMeeting(jvm, js);
            jvm.send(Body.text("hello"), null);
            assertThat(js.awaitMessage(Body.Text.class, 1).body())
                    .isEqualTo(Body.text("hello").described());
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MQTT")
    void aCertificateThatIsNotTrustedIsSaidInTheStatus(Network network) {
        try (NetworkServer server = network.start(certificate)) {
            Relay relay = network.strategy(server.url(), ServerTrust.platform())
                    .open(new SignalingContext(
                            server.signaling(world.appId()).appId(),
                            "A1b2C3d4E5f6G7h8I9j0",
                            Schedulers.parallel(),
                            new SplittableRandom()))
                    .get(0);
            try {
                RelayStatus down = Heard.of(relay.status()).until(status -> status.state() == State.DOWN);
                assertThat(down.reason()).containsIgnoringCase("certif");
                assertThat(down.nextTry()).isNotNull();
            } finally {
                relay.dispose();
            }
        }
    }

    private static Stream<Arguments> networksAndRuntimes() {
        return EnumSet.complementOf(EnumSet.of(Network.MQTT)).stream()
                .flatMap(network -> Arrays.stream(JavaScriptRuntime.values())
                        .map(runtime -> Arguments.arguments(network, runtime)));
    }
}
