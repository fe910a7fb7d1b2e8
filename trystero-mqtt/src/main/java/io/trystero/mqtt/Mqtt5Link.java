package io.trystero.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

/** A connection that speaks MQTT 5. */
final class Mqtt5Link implements BrokerLink {

    private final Mqtt5AsyncClient client;

    Mqtt5Link(Mqtt5AsyncClient client, BrokerUrl url, Events events) {
        this.client = client;
        client.publishes(
                MqttGlobalPublishFilter.ALL,
                message -> events.onMessage(
                        message.getTopic().toString(), message.getPayloadAsBytes(), message.isRetain()),
                Runnable::run);
        var connect = client.connectWith().keepAlive(BrokerClient.KEEP_ALIVE_SECONDS);
        String user = url.user();
        if (user != null) {
            var auth = connect.simpleAuth().username(user);
            String password = url.password();
            connect = (password == null ? auth : auth.password(password.getBytes(StandardCharsets.UTF_8)))
                    .applySimpleAuth();
        }
        // whether it succeeds the listeners of the client tell
        var unused = connect.send().exceptionally(failure -> null);
    }

    @Override
    public CompletionStage<?> subscribe(String topic) {
        return client.subscribeWith()
                .topicFilter(topic)
                .qos(MqttQos.AT_MOST_ONCE)
                .send();
    }

    @Override
    public CompletionStage<?> unsubscribe(String topic) {
        return client.unsubscribeWith().topicFilter(topic).send();
    }

    @Override
    public CompletionStage<?> publish(String topic, byte[] payload) {
        return client.publishWith()
                .topic(topic)
                .payload(payload)
                .qos(MqttQos.AT_MOST_ONCE)
                .send();
    }

    @Override
    public void close() {
        // one that is not open has nothing to say
        var unused = client.disconnect().exceptionally(failure -> null);
    }
}
