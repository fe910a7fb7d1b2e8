package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.MqttBroker;
import io.trystero.mqtt.MqttStrategy;
import io.trystero.mqtt.MqttVersion;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import io.trystero.test.contract.Heard;
import io.trystero.test.contract.StrategyContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every strategy does, against Mosquitto. */
class MqttContractTest {

    private static MqttBroker broker;

    @BeforeAll
    static void start() {
        broker = MqttBroker.start();
    }

    @AfterAll
    static void end() {
        broker.close();
    }

    abstract static class Contract extends StrategyContract {

        @Override
        protected void startServer() {
            broker.restart();
        }

        @Override
        protected void stopServer() {
            broker.stop();
        }

        @Override
        protected void restartServer() {
            broker.restart();
        }

        @Override
        protected void sendGarbage(String topic) {
            broker.garbage(topic);
        }

        @Override
        protected int connections() {
            return broker.connections();
        }
    }

    @Nested
    class OverWebSocket extends Contract {

        @Override
        protected SignalingStrategy strategy() {
            return MqttStrategy.builder().url(broker.url()).build();
        }

        @Test
        void whatWasRetainedIsOfThePast() {
            TopicRelay relay = open();
            String topic = selfTopic();
            broker.publish(topic, "{\"peerId\":\"longGone\"}", true);
            Heard<TopicEvent> there = subscribed(relay, topic);

            broker.publish(topic, "{\"peerId\":\"here\"}", false);

            assertThat(there.next()).isEqualTo(new TopicEvent.Received("{\"peerId\":\"here\"}"));
        }
    }

    @Nested
    class WithVersion5 extends Contract {

        @Override
        protected SignalingStrategy strategy() {
            return MqttStrategy.builder()
                    .url(broker.url())
                    .version(MqttVersion.V5)
                    .build();
        }
    }

    @Nested
    class OverTcp extends Contract {

        @Override
        protected SignalingStrategy strategy() {
            return MqttStrategy.builder().url(broker.tcpUrl()).build();
        }
    }
}
