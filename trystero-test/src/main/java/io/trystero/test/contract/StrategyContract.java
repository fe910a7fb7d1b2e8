package io.trystero.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trystero.signaling.Publication;
import io.trystero.signaling.Publication.Kind;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.RelayStatus.State;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicEvent.Lost;
import io.trystero.signaling.TopicEvent.Received;
import io.trystero.signaling.TopicEvent.Subscribed;
import io.trystero.signaling.TopicRelay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * What a strategy whose relays carry messages by topic must do against a real server. Extend it, say how to start and stop the
 * server, and run it.
 *
 * <p>The tests publish announces to topics named as root topics are, and offers to topics named as self topics are, since some
 * relays carry them differently; payloads are compared as JSON, since some store it as such.
 */
public abstract class StrategyContract {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger IDS = new AtomicInteger();

    private final List<TopicRelay> opened = new ArrayList<>();
    private final String run = UUID.randomUUID().toString().replace("-", "").substring(0, 12);

    /** Starts the server on any free port. Called before each test. */
    protected abstract void startServer() throws Exception;

    /** Ends the server and every connection to it. Called after each test, and by some in between. */
    protected abstract void stopServer() throws Exception;

    /** Starts the server again where it was. */
    protected abstract void restartServer() throws Exception;

    /** Returns the strategy for the one server. A new object each time, equal to the others. */
    protected abstract SignalingStrategy strategy();

    /** Tells whether the server sends us what we publish ourselves. */
    protected boolean echoes() {
        return true;
    }

    /**
     * Tells whether {@link Subscribed} means that the server has said so. If not, it means that the subscription is on its way,
     * ahead of whatever this relay publishes later; the server echoes then, and the tests wait for that.
     */
    protected boolean acknowledges() {
        return true;
    }

    /** Returns the app id; Firebase and Supabase derive topics from it. */
    protected String appId() {
        return "com.example.contract";
    }

    /**
     * Makes the server send its clients what no client of this strategy sends: unreadable, incomplete, of the wrong type; some of it
     * to the subscribers of a topic.
     */
    protected abstract void sendGarbage(String topic) throws Exception;

    /** Returns how many connections the server has, or -1 if it does not tell. */
    protected int connections() {
        return -1;
    }

    @BeforeEach
    final void start() throws Exception {
        startServer();
    }

    @AfterEach
    final void stop() throws Exception {
        opened.forEach(Disposable::dispose);
        stopServer();
    }

    @Test
    void equalConfigurationsAreEqual() {
        assertThat(strategy()).isEqualTo(strategy()).hasSameHashCodeAs(strategy());
        assertThat(strategy().name()).isNotBlank();
    }

    @Test
    void connectsWhenOpened() {
        TopicRelay relay = open();

        Heard<RelayStatus> status = Heard.of(relay.status());

        status.until(now -> now.state() == State.UP);
        assertThat(status.items()).allSatisfy(now -> {
            assertThat(now.strategy()).isEqualTo(strategy().name());
            assertThat(now.url()).isEqualTo(relay.url());
        });
    }

    @Test
    void tellsOfTheSubscriptionBeforeAnyMessage() {
        TopicRelay relay = open();
        String topic = rootTopic();

        Heard<TopicEvent> events = Heard.of(subscribe(relay, topic));

        assertThat(events.next()).isInstanceOf(Subscribed.class);
    }

    @Test
    void carriesAnAnnounceToAnotherInstance() {
        String topic = rootTopic();
        Heard<TopicEvent> there = subscribed(open(), topic);

        publish(up(open()), topic, Kind.ANNOUNCE, announce());

        assertThat(message(there)).isEqualTo(json(announce()));
    }

    @Test
    void carriesAnOfferToAnotherInstance() {
        String topic = selfTopic();
        Heard<TopicEvent> there = subscribed(open(), topic);
        String offer = signal("offer", "1,2,3$c2Rw");

        publish(up(open()), topic, Kind.OFFER, offer);

        assertThat(message(there)).isEqualTo(json(offer));
    }

    @Test
    void carriesMessagesInTheirOrder() {
        String topic = selfTopic();
        Heard<TopicEvent> there = subscribed(open(), topic);
        TopicRelay here = up(open());

        for (int i = 0; i < 20; i++) {
            publish(here, topic, Kind.CANDIDATE, signal("candidate", "c" + i));
        }

        for (int i = 0; i < 20; i++) {
            assertThat(message(there)).isEqualTo(json(signal("candidate", "c" + i)));
        }
    }

    @Test
    void hearsItselfIfTheServerEchoes() {
        String topic = rootTopic();
        TopicRelay relay = open();
        Heard<TopicEvent> here = subscribed(relay, topic);
        Heard<TopicEvent> there = subscribed(open(), topic);

        publish(relay, topic, Kind.ANNOUNCE, announce());
        message(there);

        if (echoes()) {
            assertThat(message(here)).isEqualTo(json(announce()));
        } else {
            assertThat(here.unheard()).isEmpty();
        }
    }

    @Test
    void keepsTopicsApart() {
        String topic = selfTopic();
        String other = selfTopic();
        Heard<TopicEvent> there = subscribed(open(), topic);
        TopicRelay here = up(open());

        publish(here, other, Kind.OFFER, signal("offer", "for another"));
        publish(here, topic, Kind.OFFER, signal("offer", "for us"));

        assertThat(message(there)).isEqualTo(json(signal("offer", "for us")));
    }

    @Test
    void tellsEverySubscriberOfATopic() {
        String topic = selfTopic();
        TopicRelay relay = open();
        Heard<TopicEvent> first = subscribed(relay, topic);
        Heard<TopicEvent> second = subscribed(relay, topic);

        publish(up(open()), topic, Kind.OFFER, signal("offer", "for both"));

        assertThat(message(first)).isEqualTo(json(signal("offer", "for both")));
        assertThat(message(second)).isEqualTo(json(signal("offer", "for both")));
    }

    @Test
    void hearsNothingAfterCancelAndTheOthersStillDo() {
        String topic = selfTopic();
        TopicRelay relay = open();
        Heard<TopicEvent> leaving = subscribed(relay, topic);
        Heard<TopicEvent> staying = subscribed(relay, topic);

        leaving.cancel();
        publish(up(open()), topic, Kind.OFFER, signal("offer", "late"));

        assertThat(message(staying)).isEqualTo(json(signal("offer", "late")));
        assertThat(leaving.unheard()).isEmpty();
    }

    @Test
    void subscribesAgainAfterTheLastHasCancelled() {
        String topic = selfTopic();
        TopicRelay relay = open();
        subscribed(relay, topic).cancel();

        Heard<TopicEvent> again = subscribed(relay, topic);
        publish(up(open()), topic, Kind.OFFER, signal("offer", "again"));

        assertThat(message(again)).isEqualTo(json(signal("offer", "again")));
    }

    @Test
    void carriesALargeMessage() {
        String topic = selfTopic();
        Heard<TopicEvent> there = subscribed(open(), topic);
        String large = signal("offer", "0123456789".repeat(10_240));

        publish(up(open()), topic, Kind.OFFER, large);

        assertThat(message(there)).isEqualTo(json(large));
    }

    @Test
    void carriesAnyCharacter() {
        String topic = selfTopic();
        Heard<TopicEvent> there = subscribed(open(), topic);
        String colourful = signal("offer", "héllo \"quoted\" \\ \n\t\u0001 \u2028 日本語 👩‍🚀 \uFEFF");

        publish(up(open()), topic, Kind.OFFER, colourful);

        assertThat(message(there)).isEqualTo(json(colourful));
    }

    @Test
    void survivesGarbageFromTheServer() throws Exception {
        String topic = selfTopic();
        TopicRelay relay = open();
        Heard<TopicEvent> there = subscribed(relay, topic);

        sendGarbage(topic);
        publish(up(open()), topic, Kind.OFFER, signal("offer", "still here"));

        String ours = signal("offer", "still here");
        // Some garbage is a text to the relay, and what it says is for the engine to judge.
        there.until(event -> event instanceof Received message && isJson(message.payload(), ours));
    }

    @Test
    void subscribesAgainWhenTheServerIsBack() throws Exception {
        String topic = selfTopic();
        TopicRelay relay = open();
        Heard<RelayStatus> status = Heard.of(relay.status());
        Heard<TopicEvent> there = subscribed(relay, topic);
        TopicRelay other = up(open());
        status.until(now -> now.state() == State.UP);

        stopServer();
        RelayStatus down = status.until(now -> now.state() == State.DOWN);
        assertThat(down.reason()).isNotBlank();
        assertThat(down.nextTry()).isNotNull();
        restartServer();

        status.until(now -> now.state() == State.UP);
        assertThat(there.next()).isInstanceOf(Lost.class);
        assertThat(there.next()).isInstanceOf(Subscribed.class);
        settle(relay);
        publish(up(other), topic, Kind.OFFER, signal("offer", "back"));
        assertThat(message(there)).isEqualTo(json(signal("offer", "back")));
    }

    @Test
    void connectsToAServerThatComesUpLater() throws Exception {
        String topic = rootTopic();
        stopServer();
        TopicRelay relay = open();
        Heard<TopicEvent> there = Heard.of(subscribe(relay, topic));
        Heard.of(relay.status()).until(now -> now.state() == State.DOWN);

        restartServer();

        assertThat(there.next()).isInstanceOf(Subscribed.class);
    }

    @Test
    void aPausedRelayKeepsItsConnectionAndMakesNoNewOne() throws Exception {
        String topic = selfTopic();
        TopicRelay relay = open();
        Heard<RelayStatus> status = Heard.of(relay.status());
        Heard<TopicEvent> there = subscribed(relay, topic);
        TopicRelay other = up(open());

        relay.pause();
        publish(other, topic, Kind.OFFER, signal("offer", "while paused"));
        assertThat(message(there)).isEqualTo(json(signal("offer", "while paused")));
        stopServer();
        RelayStatus down = status.until(now -> now.state() == State.DOWN);
        assertThat(down.nextTry()).isNull();
        restartServer();
        up(other);
        assertThat(status.unheard()).isEmpty();

        relay.resume();

        status.until(now -> now.state() == State.UP);
        assertThat(there.next()).isInstanceOf(Lost.class);
        assertThat(there.next()).isInstanceOf(Subscribed.class);
    }

    @Test
    void aRelayPausedAtOnceConnectsWhenItIsResumed() {
        TopicRelay relay = open();
        relay.pause();
        relay.resume();

        up(relay);
    }

    @Test
    void aMessageFailsWhileTheServerIsDown() throws Exception {
        TopicRelay relay = up(open());

        stopServer();
        Heard.of(relay.status()).until(now -> now.state() == State.DOWN);
        Heard<Void> sent = Heard.of(relay.publish(new Publication(rootTopic(), Kind.ANNOUNCE, announce())));

        assertThat(sent.failure()).isNotNull();
    }

    @Test
    void disposeCompletesEverythingAndFreesTheConnection() {
        TopicRelay relay = open();
        Heard<RelayStatus> status = Heard.of(relay.status());
        Heard<TopicEvent> events = subscribed(relay, rootTopic());

        relay.dispose();
        relay.dispose();

        assertThat(relay.isDisposed()).isTrue();
        events.completion();
        status.completion();
        Heard.of(subscribe(relay, rootTopic())).completion();
        assertThat(Heard.of(relay.publish(new Publication(rootTopic(), Kind.ANNOUNCE, announce())))
                        .failure())
                .isNotNull();
        if (connections() >= 0) {
            eventually(() -> connections() == 0);
        }
    }

    /** Returns a topic of the form of a root topic that no test has used. */
    protected final String rootTopic() {
        return "root" + run + IDS.incrementAndGet();
    }

    /** Returns a topic of the form of a self topic that no test has used. */
    protected final String selfTopic() {
        return "self" + run + IDS.incrementAndGet();
    }

    /** Opens the one relay of the strategy as an instance of its own; disposed after the test. */
    protected final TopicRelay open() {
        // Short waits between tries, and so that they still grow: 2 % of each period.
        RandomGenerator impatient = () -> (long) (0.02 * 0x1p64);
        String selfId = "peer" + run + String.format("%04d", IDS.incrementAndGet());
        List<TopicRelay> relays =
                strategy().open(new SignalingContext(appId(), selfId, Schedulers.parallel(), impatient)).stream()
                        .map(TopicRelay.class::cast)
                        .toList();
        opened.addAll(relays);
        assertThat(relays).hasSize(1);
        return relays.get(0);
    }

    /** Waits until a relay is up. */
    protected final TopicRelay up(TopicRelay relay) {
        Heard.of(relay.status()).until(RelayStatus::isUp);
        return relay;
    }

    /** Subscribes and waits until the subscription counts. */
    protected final Heard<TopicEvent> subscribed(TopicRelay relay, String topic) {
        Heard<TopicEvent> events = Heard.of(subscribe(relay, topic));
        assertThat(events.next()).isInstanceOf(Subscribed.class);
        settle(relay);
        return events;
    }

    private Flux<TopicEvent> subscribe(TopicRelay relay, String topic) {
        return relay.subscribe(topic, rootOf(topic));
    }

    /** Returns the root topic of a topic's room: all self topics of a run are of one room. */
    private String rootOf(String topic) {
        return topic.startsWith("self") ? "root" + run : topic;
    }

    /** Waits until the server has taken what this relay subscribed to. */
    private void settle(TopicRelay relay) {
        if (!acknowledges()) {
            String topic = rootTopic();
            Heard<TopicEvent> own = Heard.of(subscribe(relay, topic));
            own.next();
            publish(relay, topic, Kind.ANNOUNCE, announce());
            own.next();
            own.cancel();
        }
    }

    /** Publishes and waits until that is done. */
    protected final void publish(TopicRelay relay, String topic, Kind kind, String payload) {
        Heard.of(relay.publish(new Publication(topic, kind, payload, rootOf(topic))))
                .completion();
    }

    /** Waits until a condition holds. */
    protected static void eventually(BooleanSupplier condition) {
        Flux.interval(Duration.ZERO, Duration.ofMillis(5))
                .onBackpressureDrop()
                .filter(tick -> condition.getAsBoolean())
                .blockFirst(Heard.PATIENCE);
    }

    private static String announce() {
        return "{\"peerId\":\"A1b2C3d4E5f6G7h8I9j0\"}";
    }

    private static String signal(String field, String value) {
        return JSON.createObjectNode()
                .put("peerId", "A1b2C3d4E5f6G7h8I9j0")
                .put("offerId", "yOaTkUQzOaO0")
                .put(field, value)
                .toString();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException unreadable) {
            throw new AssertionError("not JSON: " + text, unreadable);
        }
    }

    private static boolean isJson(String text, String expected) {
        try {
            return JSON.readTree(text).equals(json(expected));
        } catch (JsonProcessingException unreadable) {
            return false;
        }
    }

    /** Returns the next event, which has to be a message, as JSON. */
    private static JsonNode message(Heard<TopicEvent> events) {
        TopicEvent event = events.next();
        assertThat(event).isInstanceOf(Received.class);
        return json(((Received) event).payload());
    }
}
