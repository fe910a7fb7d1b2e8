package io.trystero.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import io.trystero.RecordedLog;
import io.trystero.signaling.Publication;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.RelayStatus.State;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.TopicEvent;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

/** When a relay connects, subscribes and gives way, with a broker that says what it is told to, in virtual time. */
class MqttTopicRelayTest {

    @RegisterExtension
    final RecordedLog log = new RecordedLog();

    private final ConnectException refused = new ConnectException();

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ScriptedBroker broker = new ScriptedBroker();
    // half of each period
    private final MqttTopicRelay relay = new MqttTopicRelay(
                    BrokerUrl.parse("mqtt://broker"),
                    broker,
                    new SignalingContext("app", "A1b2C3d4E5f6G7h8I9j0", time, () -> 1L << 63))
            .start();
    private final List<RelayStatus> statuses = new ArrayList<>();
    private final List<TopicEvent> events = new ArrayList<>();

    MqttTopicRelayTest() {
        relay.status().subscribe(statuses::add);
        time.advanceTime();
    }

    @Test
    void theWaitBeforeEachTryDoublesUpToHalfAMinute() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            broker.last().events.onClosed(refused);
            time.advanceTime();
            Duration wait = latest().nextTry();
            waits.add(wait.toMillis());
            time.advanceTimeBy(wait);
        }

        assertThat(waits).containsExactly(1_666L, 3_333L, 6_666L, 13_332L, 26_664L, 30_000L, 30_000L, 30_000L);
        assertThat(broker.links).hasSize(9);
        assertThat(statuses)
                .filteredOn(status -> status.state() == State.DOWN)
                .allSatisfy(status -> assertThat(status.reason()).isEqualTo("connection refused"));
    }

    @Test
    void aConnectionThatEndsSoonDoesNotBeginTheWaitsAnew() {
        for (int i = 0; i < 4; i++) {
            open();
            broker.last().events.onClosed(refused);
            time.advanceTime();
            time.advanceTimeBy(latest().nextTry());
        }
        open();
        time.advanceTimeBy(Reconnection.OF_USE.minusMillis(1));
        broker.last().events.onClosed(refused);
        time.advanceTime();
        assertThat(latest().nextTry()).isEqualTo(Duration.ofMillis(26_664));
        time.advanceTimeBy(latest().nextTry());

        open();
        time.advanceTimeBy(Reconnection.OF_USE);
        broker.last().events.onClosed(refused);
        time.advanceTime();

        assertThat(latest().nextTry()).isEqualTo(Duration.ofMillis(1_666));
    }

    @Test
    void aTopicIsSubscribedOnEachConnectionAndToldOfWhenItIsTaken() {
        relay.subscribe("topic").subscribe(events::add);
        time.advanceTime();
        open();
        assertThat(events).isEmpty();
        grant("topic");
        broker.last().events.onClosed(refused);
        time.advanceTime();
        time.advanceTimeBy(latest().nextTry());
        open();
        grant("topic");

        assertThat(events)
                .containsExactly(new TopicEvent.Subscribed(), new TopicEvent.Lost(), new TopicEvent.Subscribed());
    }

    @Test
    void whatAnEarlierConnectionStillSaysCountsForNothing() {
        relay.subscribe("topic").subscribe(events::add);
        time.advanceTime();
        open();
        ScriptedBroker.Link earlier = broker.last();
        earlier.events.onClosed(refused);
        time.advanceTime();
        time.advanceTimeBy(latest().nextTry());
        open();

        earlier.subscriptions.get("topic").complete("late");
        earlier.events.onMessage("topic", bytes("late"), false);
        earlier.events.onClosed(refused);
        earlier.events.onOpen();
        time.advanceTime();

        assertThat(events).isEmpty();
        assertThat(latest().state()).isEqualTo(State.UP);
    }

    @Test
    void aSubscriptionThatIsRefusedCostsTheConnectionAndIsSaid() {
        relay.subscribe("topic").subscribe(events::add);
        time.advanceTime();
        open();

        broker.last().subscriptions.get("topic").completeExceptionally(new IllegalStateException("not for you"));
        time.advanceTime();

        assertThat(broker.last().closed).isTrue();
        assertThat(latest().state()).isEqualTo(State.DOWN);
        assertThat(latest().reason()).isEqualTo("not for you");
    }

    @Test
    void theLastSubscriberUnsubscribes() {
        Disposable one = relay.subscribe("topic").subscribe();
        Disposable other = relay.subscribe("topic").subscribe();
        time.advanceTime();
        open();
        one.dispose();
        time.advanceTime();
        assertThat(broker.last().unsubscribed).isEmpty();

        other.dispose();
        time.advanceTime();

        assertThat(broker.last().unsubscribed).containsExactly("topic");
    }

    @Test
    void whatIsRetainedOrTooLargeIsDropped() {
        relay.subscribe("topic").subscribe(events::add);
        time.advanceTime();
        open();

        broker.last().events.onMessage("topic", bytes("old"), true);
        broker.last().events.onMessage("topic", new byte[MqttTopicRelay.MAX_MESSAGE_BYTES + 1], false);
        broker.last().events.onMessage("topic", bytes("new"), false);
        broker.last().events.onMessage("other", bytes("nobody's"), false);
        time.advanceTime();

        assertThat(events).containsExactly(new TopicEvent.Received("new"));
    }

    @Test
    void messagesThatComeFasterThanTheyAreTakenAreBounded() {
        List<TopicEvent> all = new ArrayList<>();
        relay.subscribe("topic").subscribe(all::add);
        time.advanceTime();
        open();

        // while the worker is busy
        time.schedule(() -> {
            for (int i = 0; i < MqttTopicRelay.MAX_WAITING_MESSAGES + 10; i++) {
                broker.last().events.onMessage("topic", bytes("m" + i), false);
            }
        });
        time.advanceTime();

        assertThat(all).hasSize(MqttTopicRelay.MAX_WAITING_MESSAGES);
    }

    @Test
    void publicationsThatAreNotWrittenAreBounded() {
        List<String> errors = new ArrayList<>();
        publish(errors);
        assertThat(errors).containsExactly("message to mqtt://broker not sent: not connected");
        errors.clear();
        open();

        for (int i = 0; i < MqttTopicRelay.MAX_UNWRITTEN; i++) {
            publish(errors);
        }
        assertThat(errors).isEmpty();
        publish(errors);
        assertThat(errors).containsExactly("message to mqtt://broker not sent: too much waits to be sent");
        broker.last().published.get(0).complete("written");
        publish(errors);
        assertThat(errors).hasSize(1);
    }

    @Test
    void aBrokerThatWantsLessIsSparedForAMinuteAndLongerIfItSaysSoAgain() {
        open();
        sendAway(Mqtt5DisconnectReasonCode.MESSAGE_RATE_TOO_HIGH);
        assertThat(latest().reason()).isEqualTo("the broker sent us away: message rate too high");
        time.advanceTimeBy(latest().nextTry());
        open();
        assertThat(latest().state()).isEqualTo(State.THROTTLED);
        assertThat(latest().nextTry()).isBetween(Duration.ofSeconds(57), Duration.ofSeconds(60));
        time.advanceTimeBy(Duration.ofSeconds(60));
        assertThat(latest().state()).isEqualTo(State.UP);

        sendAway(Mqtt5DisconnectReasonCode.QUOTA_EXCEEDED);
        time.advanceTimeBy(latest().nextTry());
        open();

        assertThat(latest().nextTry()).isBetween(Duration.ofSeconds(115), Duration.ofSeconds(120));
    }

    @Test
    void aConnectionThatSparesTheBrokerIsOfUseLikeAnyOther() {
        open();
        sendAway(Mqtt5DisconnectReasonCode.MESSAGE_RATE_TOO_HIGH);
        time.advanceTimeBy(latest().nextTry());
        open();
        time.advanceTimeBy(Reconnection.OF_USE);
        assertThat(latest().state()).isEqualTo(State.THROTTLED);
        assertThat(log.warnings()).hasSize(1);

        broker.last().events.onClosed(refused);
        time.advanceTime();

        assertThat(latest().nextTry()).isEqualTo(Duration.ofMillis(1_666));
        assertThat(log.warnings()).hasSize(2);
    }

    @Test
    void aPublicationThatTheClientThrowsAtFailsAndTakesNoRoom() {
        open();
        broker.last().broken = true;
        List<String> errors = new ArrayList<>();
        for (int i = 0; i <= MqttTopicRelay.MAX_UNWRITTEN; i++) {
            publish(errors);
        }
        broker.last().broken = false;
        assertThat(errors).hasSize(MqttTopicRelay.MAX_UNWRITTEN + 1).allMatch(error -> error.contains("not open"));
        errors.clear();

        publish(errors);

        assertThat(errors).isEmpty();
    }

    @Test
    void pausedItStaysAsItIsAndConnectsWhenItIsResumed() {
        open();
        relay.pause();
        time.advanceTimeBy(Duration.ofHours(1));
        assertThat(latest().state()).isEqualTo(State.UP);
        broker.last().events.onClosed(refused);
        time.advanceTimeBy(Duration.ofHours(1));
        assertThat(latest()).isEqualTo(RelayStatus.paused("mqtt", "mqtt://broker", "connection refused; paused"));
        assertThat(broker.links).hasSize(1);

        relay.resume();
        time.advanceTime();

        assertThat(broker.links).hasSize(2);
    }

    @Test
    void disposedItClosesAndNothingIsLeftToBeDone() {
        relay.subscribe("topic").subscribe(events::add);
        time.advanceTime();
        open();

        relay.dispose();
        relay.dispose();
        time.advanceTimeBy(Duration.ofHours(1));

        assertThat(broker.last().closed).isTrue();
        assertThat(broker.links).hasSize(1);
        List<String> errors = new ArrayList<>();
        publish(errors);
        assertThat(errors).containsExactly("message to mqtt://broker not sent: disposed");
    }

    private void open() {
        broker.last().events.onOpen();
        time.advanceTime();
    }

    private void grant(String topic) {
        broker.last().subscriptions.get(topic).complete("granted");
        time.advanceTime();
    }

    private void sendAway(Mqtt5DisconnectReasonCode code) {
        broker.last()
                .events
                .onClosed(new Mqtt5DisconnectException(
                        Mqtt5Disconnect.builder().reasonCode(code).build(), "sent away"));
        time.advanceTime();
    }

    private void publish(List<String> errors) {
        relay.publish(new Publication("topic", Publication.Kind.ANNOUNCE, "{}"))
                .subscribe(null, error -> errors.add(error.getMessage()));
    }

    private RelayStatus latest() {
        return statuses.get(statuses.size() - 1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
