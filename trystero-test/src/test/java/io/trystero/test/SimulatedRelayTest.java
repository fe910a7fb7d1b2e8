package io.trystero.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.signaling.Publication;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

class SimulatedRelayTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedNetwork network = SimulatedNetwork.create(7, time);
    private final SimulatedRelay relay = network.relay("relay");
    private final SimulatedHost alice = network.host("alice");
    private final SimulatedHost bob = network.host("bob");
    private final TopicRelay fromAlice = open(alice);
    private final TopicRelay fromBob = open(bob);
    private final List<String> heard = new ArrayList<>();

    @Test
    void carriesMessagesToSubscribersOfTheTopicAndEchoesThem() {
        subscribe(fromBob, "t");
        List<String> echo = subscribe(fromAlice, "t", new ArrayList<>());
        subscribe(fromBob, "other", new ArrayList<>());
        time.advanceBy(SECOND);

        publish(fromAlice, "t", "hello");
        time.advanceBy(SECOND);

        assertThat(heard).containsExactly("subscribed", "hello");
        assertThat(echo).containsExactly("subscribed", "hello");
        assertThat(relay.counts().delivered()).isEqualTo(2);
    }

    @Test
    void doesNotEchoIfItIsNotThatKindOfRelay() {
        relay.quality(RelayQuality.good().withEcho(false));
        subscribe(fromAlice, "t");
        time.advanceBy(SECOND);

        publish(fromAlice, "t", "hello");
        time.advanceBy(SECOND);

        assertThat(heard).containsExactly("subscribed");
    }

    @Test
    void keepsTheOrderOfMessagesUnlessItReorders() {
        relay.quality(RelayQuality.good().withLatency(Latency.millis(1, 500)));
        subscribe(fromBob, "t");
        time.advanceBy(SECOND);

        List<String> published = publishMany(100);
        assertThat(heard.subList(1, heard.size())).isEqualTo(published);

        heard.clear();
        relay.quality(RelayQuality.good().withReordering(0.3));
        time.run();
        published = publishMany(100);
        assertThat(heard).containsExactlyInAnyOrderElementsOf(published).isNotEqualTo(published);
        assertThat(relay.counts().reordered()).isBetween(10L, 60L);
    }

    @Test
    void losesAndRepeatsAsOftenAsItIsTold() {
        subscribe(fromBob, "t");
        time.advanceBy(SECOND);
        relay.quality(RelayQuality.good().withLoss(0.5).withDuplication(0.5));
        time.run();

        publishMany(1_000);

        RelayCounts counts = relay.counts();
        assertThat(counts.lost()).isBetween(400L, 600L);
        assertThat(counts.duplicated()).isBetween(180L, 320L);
        assertThat(counts.delivered()).isEqualTo(1_000 - counts.lost() + counts.duplicated());
    }

    @Test
    void anOutageIsNoticedAndEndsWithSubscriptionsRenewed() {
        List<RelayStatus.State> states = new ArrayList<>();
        fromBob.status().map(RelayStatus::state).subscribe(states::add);
        subscribe(fromBob, "t");
        time.advanceBy(SECOND);

        relay.stop();
        time.advanceBy(SECOND);
        StepVerifier.create(fromBob.publish(announce("t", "x")).doOnSubscribe(it -> time.schedule(() -> {})))
                .then(time::run)
                .verifyErrorMessage("sim://relay is down");
        time.advanceBy(Duration.ofSeconds(20));
        relay.start();
        assertThat(time.advanceUntil(() -> heard.size() == 3, Duration.ofSeconds(61)))
                .isTrue();

        assertThat(heard).containsExactly("subscribed", "lost", "subscribed");
        assertThat(states)
                .startsWith(RelayStatus.State.CONNECTING, RelayStatus.State.UP, RelayStatus.State.DOWN)
                .endsWith(RelayStatus.State.DOWN, RelayStatus.State.UP);
        time.advanceBy(Duration.ofSeconds(60));
        publish(fromAlice, "t", "back");
        time.advanceBy(SECOND);
        assertThat(heard).endsWith("back");
    }

    @Test
    void whatIsOnItsWayWhenTheRelayStopsIsLost() {
        subscribe(fromBob, "t");
        time.advanceBy(SECOND);

        publish(fromAlice, "t", "hello");
        time.advanceBy(Duration.ofMillis(1));
        relay.restart(Duration.ofMillis(1));
        time.advanceBy(Duration.ofSeconds(61));

        assertThat(heard).doesNotContain("hello");
        assertThat(relay.counts().lost()).isEqualTo(1);
    }

    @Test
    void cancelUnsubscribesAndDisposeCompletes() {
        Disposable subscription = fromBob.subscribe("t").subscribe();
        time.advanceBy(SECOND);
        assertThat(relay.counts().subscriptions()).isEqualTo(1);

        subscription.dispose();
        time.advanceBy(SECOND);
        assertThat(relay.counts().subscriptions()).isZero();

        StepVerifier.create(fromBob.subscribe("t"))
                .then(() -> time.advanceBy(SECOND))
                .expectNext(new TopicEvent.Subscribed())
                .then(fromBob::dispose)
                .then(time::run)
                .verifyComplete();
        StepVerifier.create(fromBob.status().skip(1)).verifyComplete();
        assertThat(bob.held()).isEmpty();
        assertThat(relay.counts().clients()).isEqualTo(1);
    }

    @Test
    void keepsWhatASlowSubscriberHasNotAskedForUpToABound() {
        StepVerifier.create(fromBob.subscribe("t"), 1)
                .then(() -> time.advanceBy(SECOND))
                .expectNext(new TopicEvent.Subscribed())
                .then(() -> publishMany(5_000))
                .thenRequest(1)
                .then(time::run)
                .expectNext(new TopicEvent.Received("0"))
                .thenCancel()
                .verify();
        assertThat(relay.counts().overflowed()).isEqualTo(5_000 - 4_096);
    }

    @Test
    void anUnpluggedHostLosesItsRelays() {
        subscribe(fromBob, "t");
        time.advanceBy(SECOND);

        bob.unplug();
        time.advanceBy(SECOND);
        publish(fromAlice, "t", "missed");
        time.advanceBy(SECOND);
        bob.plugIn();
        time.advanceBy(Duration.ofSeconds(30));
        publish(fromAlice, "t", "heard");
        time.advanceBy(SECOND);

        assertThat(heard).containsExactly("subscribed", "lost", "subscribed", "heard");
    }

    @Test
    void oneOfSeveralRelaysMayBeBad() {
        SimulatedNetwork two = SimulatedNetwork.builder(1)
                .scheduler(time)
                .relay("good", RelayQuality.good())
                .relay("bad", RelayQuality.poor().withLoss(1))
                .build();
        SimulatedHost carol = two.host("carol");
        List<TopicRelay> relays = carol.strategy().open(context(carol));
        relays.forEach(each -> subscribe(each, "t", heard));
        time.advanceBy(SECOND);

        relays.forEach(each -> publish(each, "t", each.url()));
        time.advanceBy(SECOND);

        assertThat(heard).containsOnlyOnce("sim://good").doesNotContain("sim://bad");
        assertThat(carol.strategy()).isEqualTo(carol.strategy()).isNotEqualTo(carol.strategy("bad"));
    }

    private List<String> publishMany(int count) {
        List<String> published = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            published.add(Integer.toString(i));
            publish(fromAlice, "t", Integer.toString(i));
        }
        time.advanceBy(Duration.ofMinutes(1));
        return published;
    }

    private void subscribe(TopicRelay at, String topic) {
        subscribe(at, topic, heard);
    }

    private static List<String> subscribe(TopicRelay at, String topic, List<String> into) {
        at.subscribe(topic)
                .subscribe(event -> into.add(
                        event instanceof TopicEvent.Received it
                                ? it.payload()
                                : event instanceof TopicEvent.Lost ? "lost" : "subscribed"));
        return into;
    }

    private static void publish(TopicRelay at, String topic, String payload) {
        at.publish(announce(topic, payload)).subscribe();
    }

    private static Publication announce(String topic, String payload) {
        return new Publication(topic, Publication.Kind.ANNOUNCE, payload);
    }

    private static TopicRelay open(SimulatedHost host) {
        return host.strategy().open(context(host)).get(0);
    }

    private static SignalingContext context(SimulatedHost host) {
        return new SignalingContext("app", host.peerId(), host.scheduler(), host.random());
    }
}
