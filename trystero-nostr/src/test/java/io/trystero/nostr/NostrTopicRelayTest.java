package io.trystero.nostr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trystero.RecordedLog;
import io.trystero.signaling.Publication;
import io.trystero.signaling.Publication.Kind;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.RelayStatus.State;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicEvent.Lost;
import io.trystero.signaling.TopicEvent.Received;
import io.trystero.signaling.TopicEvent.Subscribed;
import io.trystero.websocket.ScriptedNetwork;
import io.trystero.websocket.WebSocketOptions;
import io.trystero.websocket.WebSocketUrl;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What is said to a relay and what is made of its answers, with a relay that says what it is told to, in virtual time. */
class NostrTopicRelayTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    final RecordedLog log = new RecordedLog();

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ScriptedNetwork server = new ScriptedNetwork();
    private final Author stranger = new Author(new SecureRandom());
    private final List<RelayStatus> statuses = new ArrayList<>();
    private final List<TopicEvent> events = new ArrayList<>();
    private NostrTopicRelay relay;
    private JsonNode published;

    @BeforeEach
    void open() {
        time.advanceTimeBy(Duration.ofDays(365));
        SignalingContext context = new SignalingContext("app", "A1b2C3d4E5f6G7h8I9j0", time, new SplittableRandom(1));
        WebSocketOptions options = WebSocketOptions.builder()
                .scheduler(time)
                .random(context.random())
                .build();
        relay = server.connect(
                WebSocketUrl.parse("wss://relay"),
                options,
                socket -> new NostrTopicRelay(socket, new Author(new SecureRandom()), context));
        relay.status().subscribe(statuses::add);
    }

    @AfterEach
    void end() {
        relay.dispose();
    }

    @Test
    void topicsThatComeTogetherAreAskedForTogetherAndCountWhenTheRelaySaysSo() throws Exception {
        server.last().open();
        relay.subscribe("one").subscribe(events::add);
        relay.subscribe("two").subscribe(events::add);
        time.advanceTimeBy(Subscribing.TURN);

        JsonNode request = only();
        assertThat(request.get(0).asText()).isEqualTo("REQ");
        assertThat(request.get(1).asText()).matches("[0-9A-Za-z]{64}");
        assertThat(texts(request.get(2).get("#x"))).containsExactly("one", "two");
        assertThat(request.get(2).get("kinds")).hasSize(2);
        assertThat(request.get(2).get("since").asLong())
                .isEqualTo(Duration.ofDays(365).toSeconds() - 60);
        assertThat(events).isEmpty();

        confirm(request);
        assertThat(events).containsExactly(new Subscribed(), new Subscribed());
    }

    @Test
    void aChangeWaitsForTheAnswerAndGoesOutUnderTheSameId() throws Exception {
        server.last().open();
        relay.subscribe("one").subscribe();
        time.advanceTimeBy(Subscribing.TURN);
        JsonNode first = only();
        Disposable gone = relay.subscribe("gone").subscribe();
        time.advanceTimeBy(Subscribing.TURN);
        gone.dispose();
        relay.subscribe("two").subscribe(events::add);
        time.advanceTimeBy(Subscribing.TURN);
        assertThat(server.last().heard()).isEmpty();

        confirm(first);
        JsonNode second = only();
        assertThat(second.get(1)).isEqualTo(first.get(1));
        assertThat(texts(second.get(2).get("#x"))).containsExactly("one", "two");
        assertThat(events).isEmpty();
        confirm(second);
        assertThat(events).containsExactly(new Subscribed());
    }

    @Test
    void aRelayThatConfirmsNothingIsTakenToHaveSubscribedAfterTwoSeconds() {
        server.last().open();
        relay.subscribe("one").subscribe(events::add);
        time.advanceTimeBy(Subscribing.TURN);
        time.advanceTimeBy(Subscribing.ANSWERED_WITHIN.minusMillis(1));
        assertThat(events).isEmpty();

        time.advanceTimeBy(Duration.ofMillis(1));

        assertThat(events).containsExactly(new Subscribed());
    }

    @Test
    void moreTopicsThanASubscriptionHoldsGetAnother() throws Exception {
        List<Disposable> all = new ArrayList<>();
        for (int i = 0; i < 2 * Subscribing.MAX_TOPICS + 1; i++) {
            all.add(relay.subscribe("topic" + i).subscribe());
        }
        server.last().open();
        List<JsonNode> requests = sent();
        assertThat(requests).hasSize(3);
        assertThat(requests)
                .extracting(request -> request.get(2).get("#x").size())
                .containsExactly(250, 250, 1);
        assertThat(new HashSet<>(
                        requests.stream().map(request -> request.get(1)).toList()))
                .hasSize(3);
        requests.forEach(this::confirm);

        all.get(2 * Subscribing.MAX_TOPICS).dispose();
        all.get(3).dispose();
        time.advanceTimeBy(Subscribing.TURN);

        List<JsonNode> changes = sent();
        assertThat(changes).hasSize(2);
        assertThat(changes.get(0).get(1)).isEqualTo(requests.get(0).get(1));
        assertThat(changes.get(0).get(2).get("#x")).hasSize(249);
        assertThat(changes.get(1).toString())
                .isEqualTo("[\"CLOSE\"," + requests.get(2).get(1) + "]");
    }

    @Test
    void everythingIsAskedForAgainOnANewConnection() throws Exception {
        server.last().open();
        relay.subscribe("one").subscribe(events::add);
        time.advanceTimeBy(Subscribing.TURN);
        JsonNode first = only();
        confirm(first);
        server.last().fail("gone");
        time.advanceTimeBy(latest().nextTry());
        server.last().open();
        confirm(first);

        JsonNode again = only();
        assertThat(again.get(1)).isEqualTo(first.get(1));
        assertThat(events).containsExactly(new Subscribed(), new Lost(), new Subscribed());
    }

    @Test
    void anEventIsHandedOnByItsTopic() throws Exception {
        String id = subscribed("one");
        hear(id, event("one", "for one"));
        hear(id, event("other", "for another"));
        hear("nobody's", event("one", "for nobody"));

        assertThat(events).containsExactly(new Subscribed(), new Received("for one"));
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void whatIsForgedOrMakesNoSenseIsDroppedAndToldOnce() throws Exception {
        String id = subscribed("one");
        NostrEvent event = event("one", "content");
        NostrEvent other = event("one", "other");
        hear(id, copy(event, event.id(), event.kind(), "changed", event.sig()));
        hear(id, copy(event, event.id(), event.kind(), event.content(), other.sig()));
        hear(id, copy(event, event.id(), event.kind(), event.content(), "f".repeat(128)));
        hear(id, copy(event, event.id(), 20_000, event.content(), event.sig()));
        server.last().text("nonsense");
        server.last().text("[\"EVENT\",\"" + id + "\",{}]");
        server.last().text("[\"NOTICE\",\"" + "n".repeat(NostrCodec.MAX_CHARACTERS) + "\"]");
        hear(id, event);

        assertThat(events).containsExactly(new Subscribed(), new Received("content"));
        assertThat(log.warnings()).hasSize(1);
        assertThat(log.warnings().get(0)).contains("its id is not its hash");
        assertThat(log.all()).anyMatch(line -> line.contains("7 in all"));
    }

    @Test
    void signaturesAreVerifiedNoFasterThanIsBearable() throws Exception {
        EventRate rate = new EventRate(0);
        int taken = 0;
        while (rate.tryTake(0)) {
            taken++;
        }
        assertThat(taken).isEqualTo(EventRate.BURST);
        assertThat(rate.tryTake(1)).isFalse();
        assertThat(rate.tryTake(2)).isTrue();
        assertThat(rate.tryTake(2)).isFalse();
    }

    @Test
    void equalAnnouncesOfASecondHaveIdsOfTheirOwn() throws Exception {
        server.last().open();
        Set<String> ids = new HashSet<>();
        Set<Long> times = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            ids.add(publish(Kind.ANNOUNCE, "{\"peerId\":\"me\"}"));
            times.add(
                    published.get("created_at").asLong() - Duration.ofDays(365).toSeconds());
        }
        assertThat(ids).hasSize(4);
        assertThat(times).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
        for (int i = 0; i < 20; i++) {
            publish(Kind.ANNOUNCE, "{\"peerId\":\"me\"}");
            assertThat(published.get("created_at").asLong())
                    .isLessThanOrEqualTo(Duration.ofDays(365).toSeconds() + SentEvents.MAX_AHEAD_SECONDS);
        }
    }

    @Test
    void aRelayThatWantsLessIsSparedLongerEachTime() throws Exception {
        server.last().open();
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            refuse(publish(Kind.ANNOUNCE, "{}"), "rate-limited: slow down");
            refuse(publish(Kind.CANDIDATE, "{}"), "rate-limited: slow down");
            assertThat(latest().state()).isEqualTo(State.THROTTLED);
            assertThat(latest().reason()).isEqualTo("rate-limited: slow down");
            pauses.add(latest().nextTry().toSeconds());
            time.advanceTimeBy(latest().nextTry());
            assertThat(latest().state()).isEqualTo(State.UP);
        }
        assertThat(pauses).containsExactly(60L, 120L, 240L, 480L, 900L, 900L);
    }

    @Test
    void anAnnounceThatIsTakenEndsThePause() throws Exception {
        server.last().open();
        String taken = publish(Kind.ANNOUNCE, "{}");
        String candidate = publish(Kind.CANDIDATE, "{\"c\":1}");
        refuse(publish(Kind.CANDIDATE, "{}"), "rate-limited: slow down");
        accept(candidate);
        assertThat(latest().state()).isEqualTo(State.THROTTLED);

        accept(taken);
        assertThat(latest().state()).isEqualTo(State.UP);
        refuse(publish(Kind.CANDIDATE, "{\"c\":2}"), "rate-limited: slow down");
        assertThat(latest().nextTry()).isEqualTo(Duration.ofSeconds(60));

        time.advanceTimeBy(Duration.ofMillis(SentEvents.ACKNOWLEDGED_WITHIN + 1));
        accept(taken);
        assertThat(latest().state()).isEqualTo(State.THROTTLED);
    }

    @Test
    void aDuplicateIsNoFailureAndAnAnswerToNothingCountsForNothing() throws Exception {
        server.last().open();
        refuse(publish(Kind.ANNOUNCE, "{}"), "duplicate: have it");
        refuse("a".repeat(64), "blocked: of an event that nobody sent");
        server.last().text("[\"CLOSED\",\"nobody's\",\"blocked: no\"]");

        assertThat(latest().state()).isEqualTo(State.UP);
        assertThat(log.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"blocked: no", "pow: 30 bits", "invalid: bad clock", "auth-required: who", "restricted: paid"})
    void aRelayThatRefusesUsIsRetiredAndTriedAgainMuchLater(String reason) throws Exception {
        server.last().open();
        refuse(publish(Kind.ANNOUNCE, "{}"), reason);
        assertThat(latest()).isEqualTo(RelayStatus.retired("nostr", "wss://relay", reason));
        assertThat(log.warnings()).hasSize(1);
        List<String> errors = new ArrayList<>();
        relay.publish(new Publication("one", Kind.ANNOUNCE, "{}")).subscribe(null, e -> errors.add(e.getMessage()));
        assertThat(errors).hasSize(1);
        relay.pause();
        relay.resume();
        time.advanceTimeBy(Standing.FIRST_RETIREMENT.minusMillis(1));
        assertThat(server.attempts()).isEqualTo(1);

        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(server.attempts()).isEqualTo(2);
        assertThat(latest().state()).isEqualTo(State.CONNECTING);
        server.last().open();
        assertThat(latest().state()).isEqualTo(State.UP);
        refuse(publish(Kind.ANNOUNCE, "{}"), reason);
        time.advanceTimeBy(Standing.FIRST_RETIREMENT);
        assertThat(latest().state()).isEqualTo(State.RETIRED);
        time.advanceTimeBy(Standing.FIRST_RETIREMENT);
        assertThat(latest().state()).isEqualTo(State.CONNECTING);
    }

    @Test
    void aSubscriptionThatIsEndedForNowIsMadeAgainLater() throws Exception {
        String id = subscribed("one");
        server.last().text("[\"CLOSED\",\"" + id + "\",\"error: shutting down\"]");
        assertThat(latest())
                .isEqualTo(RelayStatus.down("nostr", "wss://relay", "error: shutting down", Duration.ofSeconds(60)));
        assertThat(events).containsExactly(new Subscribed(), new Lost());

        time.advanceTimeBy(Duration.ofSeconds(60));
        server.last().open();
        confirm(only());

        assertThat(events).containsExactly(new Subscribed(), new Lost(), new Subscribed());
    }

    @Test
    void aSubscriptionThatIsRefusedRetiresTheRelay() throws Exception {
        String id = subscribed("one");
        server.last().text("[\"CLOSED\",\"" + id + "\",\"auth-required: who are you\"]");
        assertThat(latest()).isEqualTo(RelayStatus.retired("nostr", "wss://relay", "auth-required: who are you"));
        relay.pause();
        time.advanceTimeBy(Standing.FIRST_RETIREMENT);
        assertThat(server.attempts()).isEqualTo(1);

        relay.resume();
        assertThat(server.attempts()).isEqualTo(2);
    }

    @Test
    void noticesAreToldOnceAConnection() {
        server.last().open();
        server.last().text("[\"NOTICE\",\"one\"]");
        server.last().text("[\"NOTICE\",\"two\"]");
        assertThat(log.warnings()).hasSize(1);
        assertThat(log.warnings().get(0)).contains("one");
    }

    @Test
    void disposalCompletesEverythingAndLeavesNoTimer() throws Exception {
        List<String> ends = new ArrayList<>();
        relay.subscribe("one").doOnComplete(() -> ends.add("events")).subscribe();
        relay.status().doOnComplete(() -> ends.add("status")).subscribe();
        server.last().open();
        refuse(publish(Kind.ANNOUNCE, "{}"), "rate-limited: slow down");

        relay.dispose();
        relay.dispose();
        time.advanceTimeBy(Duration.ofDays(2));

        assertThat(ends).containsExactlyInAnyOrder("events", "status");
        assertThat(server.attempts()).isEqualTo(1);
    }

    private String subscribed(String topic) throws Exception {
        server.last().open();
        relay.subscribe(topic).subscribe(events::add);
        time.advanceTimeBy(Subscribing.TURN);
        JsonNode request = only();
        confirm(request);
        return request.get(1).asText();
    }

    /** Publishes and returns the event's id; what was sent before is forgotten. */
    private String publish(Kind kind, String payload) throws Exception {
        List<Throwable> errors = new ArrayList<>();
        relay.publish(new Publication("one", kind, payload)).subscribe(null, errors::add);
        assertThat(errors).isEmpty();
        List<String> sent = server.last().heard();
        published = JSON.readTree(sent.get(sent.size() - 1)).get(1);
        return published.get("id").asText();
    }

    private void accept(String id) {
        server.last().text("[\"OK\",\"" + id + "\",true,\"\"]");
    }

    private void refuse(String id, String reason) {
        server.last().text("[\"OK\",\"" + id + "\",false,\"" + reason + "\"]");
    }

    private void confirm(JsonNode request) {
        server.last().text("[\"EOSE\"," + request.get(1) + "]");
        time.advanceTimeBy(Subscribing.TURN);
    }

    private void hear(String id, NostrEvent event) {
        server.last().text(NostrCodec.publish(event).replaceFirst("\\[\"EVENT\",", "[\"EVENT\",\"" + id + "\","));
    }

    private NostrEvent event(String topic, String content) {
        return stranger.sign(stranger.draft(topic, content, 1_795_443_546L));
    }

    private static NostrEvent copy(NostrEvent event, String id, int kind, String content, String sig) {
        return new NostrEvent(id, event.publicKey(), event.createdAt(), kind, event.tags(), content, sig);
    }

    private JsonNode only() throws Exception {
        List<JsonNode> sent = sent();
        assertThat(sent).hasSize(1);
        return sent.get(0);
    }

    private List<JsonNode> sent() throws Exception {
        List<JsonNode> messages = new ArrayList<>();
        for (String text : server.last().heard()) {
            messages.add(JSON.readTree(text));
        }
        return messages;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private RelayStatus latest() {
        return statuses.get(statuses.size() - 1);
    }
}
