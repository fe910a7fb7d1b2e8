/**
 * Finds peers through MQTT brokers: {@link io.trystero.mqtt.MqttStrategy}.
 *
 * <p>Depends on the core's signalling SPI, its URLs and trust, and on the HiveMQ client, of which nothing shows in a public
 * signature. {@code BrokerClient} alone knows that client; {@code MqttTopicRelay} decides when to connect and to subscribe.
 */
@NullMarked
package io.trystero.mqtt;

import org.jspecify.annotations.NullMarked;
