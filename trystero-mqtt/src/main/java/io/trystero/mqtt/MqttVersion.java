package io.trystero.mqtt;

/** The versions of MQTT. Peers that speak different ones meet: it is between a client and its broker alone. */
public enum MqttVersion {
    /** Version 3.1.1, which the JavaScript library speaks. */
    V3_1_1,
    /** Version 5, whose brokers say why they refuse something. */
    V5
}
