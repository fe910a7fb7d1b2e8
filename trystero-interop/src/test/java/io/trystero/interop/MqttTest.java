package io.trystero.interop;

import io.trystero.interop.fixture.Network;

/** Peers find each other through Mosquitto. */
class MqttTest extends NetworkTest {

    @Override
    Network network() {
        return Network.MQTT;
    }
}
