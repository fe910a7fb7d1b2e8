package io.trystero.interop;

import io.trystero.interop.fixture.MqttBroker;
import io.trystero.interop.fixture.NetworkServer;
import io.trystero.mqtt.MqttStrategy;
import io.trystero.signaling.SignalingStrategy;

/** Peers find each other through Mosquitto. */
class MqttTest extends NetworkTest {

    @Override
    NetworkServer startServer() {
        return MqttBroker.start();
    }

    @Override
    SignalingStrategy strategy(NetworkServer server) {
        return MqttStrategy.builder().url(server.url()).build();
    }
}
