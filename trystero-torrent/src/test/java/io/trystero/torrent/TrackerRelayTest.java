package io.trystero.torrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.signaling.OfferEvent;
import io.trystero.signaling.OfferEvent.Answered;
import io.trystero.signaling.OfferEvent.Interval;
import io.trystero.signaling.OfferEvent.Lost;
import io.trystero.signaling.OfferEvent.Offered;
import io.trystero.signaling.OfferEvent.Ready;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.RelayStatus.State;
import io.trystero.websocket.ScriptedNetwork;
import io.trystero.websocket.WebSocketOptions;
import io.trystero.websocket.WebSocketUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A tracker whose every word the test says, on a clock that it moves. */
class TrackerRelayTest {

    private static final String TOPIC = "2037705t1p57615b1a46423r85s3el1v354sd";
    private static final String HASH = "4f1573k2d2q194m4l192";
    private static final String SELF = "A1b2C3d4E5f6G7h8I9j0";

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ScriptedNetwork server = new ScriptedNetwork();
    private final List<OfferEvent> events = new ArrayList<>();
    private final List<RelayStatus> statuses = new ArrayList<>();
    private TrackerRelay relay;
    private Disposable attendance;

    @BeforeEach
    void connect() {
        WebSocketOptions options = WebSocketOptions.builder().scheduler(time).build();
        relay = server.connect(
                WebSocketUrl.parse("wss://tracker.example?key=s3cret"),
                options,
                socket -> new TrackerRelay(socket, SELF, time));
        relay.status().subscribe(statuses::add);
        attendance = relay.attend(TOPIC).subscribe(events::add);
    }

    @Test
    void isReadyOnEachConnectionAndSaysWhenOneIsLost() {
        assertThat(events).isEmpty();
        server.last().open();
        assertThat(events).containsExactly(new Ready());
        server.last().fail("gone");
        time.advanceTimeBy(Duration.ofSeconds(4));
        server.last().open();

        assertThat(events).containsExactly(new Ready(), new Lost(), new Ready());
        List<OfferEvent> late = new ArrayList<>();
        relay.attend("another").subscribe(late::add);
        assertThat(late).containsExactly(new Ready());
    }

    @Test
    void hearsOffersAnswersAndTheIntervalOfItsRoomAlone() {
        server.last().open();
        server.last().text(signal("offer", HASH, "o1", "p1"));
        server.last().text(signal("answer", HASH, "o2", "p2"));
        server.last().text("{\"interval\":30,\"complete\":0,\"info_hash\":\"" + HASH + "\"}");
        server.last().text(signal("offer", "another room", "o3", "p3"));
        server.last().text("{\"interval\":40}");
        server.last().text(signal("offer", HASH, "o4", SELF));

        assertThat(heard())
                .containsExactly(
                        new Offered("p1", "o1", "sealed"),
                        new Answered("p2", "o2", "sealed"),
                        new Interval(Duration.ofSeconds(30)));
    }

    @Test
    void dropsASignalThatIsHeardAgainWithinFourSeconds() {
        server.last().open();
        server.last().text(signal("offer", HASH, "o", "p"));
        time.advanceTimeBy(Duration.ofMillis(3_999));
        server.last().text(signal("offer", HASH, "o", "p"));
        server.last().text(signal("answer", HASH, "o", "p"));
        assertThat(heard()).hasSize(2);
        time.advanceTimeBy(Duration.ofMillis(1));
        server.last().text(signal("offer", HASH, "o", "p"));
        assertThat(heard()).hasSize(3);
    }

    @Test
    void showsAFailureUntilTheTrackerTakesAnAnnounceOfThatRoom() {
        server.last().open();
        server.last().text("{\"failure reason\":\"not allowed\",\"interval\":5,\"info_hash\":\"" + HASH + "\"}");
        assertThat(last().isUp()).isTrue();
        assertThat(last().reason()).isEqualTo("not allowed");
        assertThat(heard()).isEmpty();

        server.last().text("{\"interval\":30,\"info_hash\":\"" + HASH + "\"}");
        assertThat(last().reason()).isNull();
        server.last().text("{\"failure reason\":\"busy\"}");
        assertThat(last().reason()).isEqualTo("busy");
        server.last().fail("gone");
        assertThat(last().state()).isEqualTo(State.DOWN);
        time.advanceTimeBy(Duration.ofSeconds(4));
        server.last().open();
        assertThat(last()).isEqualTo(RelayStatus.up("torrent", "wss://tracker.example?key=***"));
    }

    @Test
    void goesOnAfterWarningsAndGarbage() {
        server.last().open();
        for (String text : List.of("", "nonsense", "[]", "{\"offer\":7,\"info_hash\":\"" + HASH + "\"}")) {
            server.last().text(text);
        }
        server.last().text("{\"warning message\":\"soon\",\"interval\":20,\"info_hash\":\"" + HASH + "\"}");

        assertThat(heard()).containsExactly(new Interval(Duration.ofSeconds(20)));
        assertThat(last().reason()).isNull();
    }

    @Test
    void announcesAndAnswersWhileItIsUp() {
        StepVerifier.create(relay.announce(TOPIC, List.of(), true)).verifyError();
        server.last().open();
        relay.announce(TOPIC, List.of(), true).block();
        relay.answer(TOPIC, "p", "o", "sealed").block();

        assertThat(server.last().heard())
                .containsExactly(
                        TrackerCodec.announce(HASH, SELF, List.of(), true),
                        TrackerCodec.answer(HASH, SELF, "p", "o", "sealed"));
    }

    @Test
    void hearsNothingOfARoomThatItHasLeft() {
        server.last().open();
        attendance.dispose();
        server.last().text(signal("offer", HASH, "o", "p"));
        assertThat(events).containsExactly(new Ready());
    }

    @Test
    void aRoomThatDoesNotKeepUpHoldsNobodyUpAndLosesTheOldest() {
        List<OfferEvent> slow = new ArrayList<>();
        BaseSubscriber<OfferEvent> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {}

            @Override
            protected void hookOnNext(OfferEvent event) {
                slow.add(event);
            }
        };
        relay.attend(TOPIC).subscribe(subscriber);
        server.last().open();
        for (int i = 0; i < 2 * TrackerRelay.MAX_WAITING_EVENTS; i++) {
            server.last().text(signal("offer", HASH, "o" + i, "p"));
        }
        subscriber.requestUnbounded();

        assertThat(slow).hasSize(TrackerRelay.MAX_WAITING_EVENTS);
        assertThat(slow.get(slow.size() - 1)).isEqualTo(new Offered("p", "o511", "sealed"));
    }

    @Test
    void disposalCompletesEverything() {
        server.last().open();
        StepVerifier.create(relay.attend(TOPIC))
                .expectNext(new Ready())
                .then(relay::dispose)
                .verifyComplete();
        StepVerifier.create(relay.status().ignoreElements()).verifyComplete();
        relay.dispose();
        assertThat(relay.isDisposed()).isTrue();
    }

    private static String signal(String kind, String infoHash, String offerId, String peerId) {
        return "{\"action\":\"announce\",\"" + kind + "\":{\"type\":\"" + kind
                + "\",\"sdp\":\"sealed\"},\"offer_id\":\"" + offerId + "\",\"peer_id\":\"" + peerId
                + "\",\"info_hash\":\"" + infoHash + "\"}";
    }

    private List<OfferEvent> heard() {
        return events.stream()
                .filter(event -> !(event instanceof Ready || event instanceof Lost))
                .toList();
    }

    private RelayStatus last() {
        return statuses.get(statuses.size() - 1);
    }
}
