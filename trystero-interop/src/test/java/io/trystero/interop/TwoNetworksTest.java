package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.MqttBroker;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.World;
import io.trystero.mqtt.MqttStrategy;
import io.trystero.relay.WebSocketRelayStrategy;
import io.trystero.signaling.SignalingStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A JVM peer that is on two networks meets peers that are on one of them, and one that is on both once. The JavaScript peers
 * are of these tests alone: the library's MQTT client looks for a broker that is gone for as long as its process lives.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(JavaScriptRuntime.class)
@ExtendWith(InteropReport.class)
class TwoNetworksTest implements InteropReport.PerRuntime {

    @RegisterExtension
    final World world = new World();

    @Parameter
    JavaScriptRuntime runtime;

    private final MqttBroker broker = MqttBroker.start();

    @AfterEach
    void stop() {
        broker.close();
    }

    @Override
    public JavaScriptRuntime runtime() {
        return runtime;
    }

    @Test
    void eachIsFoundThroughTheNetworkThatItHas() {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom jvm = onBoth(Lead.JVM).join(room);
        PeerRoom overMqtt = world.use(world.startJavaScript(runtime), broker.signaling(world.appId()))
                .join(room);
        PeerRoom overRelay =
                world.use(world.startJavaScript(runtime), world.relay().url()).join(room);

        InteropTest.awaitMeeting(jvm, overMqtt);
        InteropTest.awaitMeeting(jvm, overRelay);
        jvm.send(Body.text("to both"), null);
        for (PeerRoom other : new PeerRoom[] {overMqtt, overRelay}) {
            assertThat(other.awaitMessage(Body.Text.class, 1).body())
                    .isEqualTo(Body.text("to both").described());
        }
        assertThat(overMqtt.comings(overRelay.peer())).isEmpty();
    }

    @Test
    void whoIsOnBothIsMetOnce() {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom one = onBoth(Lead.JVM).join(room);
        PeerRoom other = onBoth(Lead.JAVASCRIPT).join(room);
        PeerRoom overMqtt = world.use(world.startJavaScript(runtime), broker.signaling(world.appId()))
                .join(room);
        InteropTest.awaitMeeting(one, other);
        InteropTest.awaitMeeting(one, overMqtt);
        InteropTest.awaitMeeting(other, overMqtt);

        broker.stop();
        one.send(Body.text("the broker is gone"), null);
        other.awaitMessage(Body.Text.class, 1);
        overMqtt.awaitMessage(Body.Text.class, 1);

        assertThat(one.comings(other.peer())).containsExactly("joined");
        assertThat(other.comings(one.peer())).containsExactly("joined");
    }

    private Peer onBoth(Lead lead) {
        SignalingStrategy[] both = {
            WebSocketRelayStrategy.of(world.relay().url()),
            MqttStrategy.builder().url(broker.url()).build()
        };
        return world.jvm(lead, world.appId(), both);
    }
}
