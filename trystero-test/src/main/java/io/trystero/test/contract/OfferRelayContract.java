package io.trystero.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.signaling.OfferEvent;
import io.trystero.signaling.OfferEvent.Answered;
import io.trystero.signaling.OfferEvent.Interval;
import io.trystero.signaling.OfferEvent.Lost;
import io.trystero.signaling.OfferEvent.Offered;
import io.trystero.signaling.OfferEvent.Ready;
import io.trystero.signaling.OfferRelay;
import io.trystero.signaling.OfferRelay.StandingOffer;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.RelayStatus.State;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * What a strategy whose relays hand offers around must do against a real server. Extend it, say how to start and stop the server,
 * and run it.
 */
public abstract class OfferRelayContract {

    private static final AtomicInteger IDS = new AtomicInteger();

    private final List<OfferRelay> opened = new ArrayList<>();
    private final String run = UUID.randomUUID().toString().replace("-", "").substring(0, 12);

    /** Starts the server on any free port. Called before each test. */
    protected abstract void startServer() throws Exception;

    /** Ends the server and every connection to it. Called after each test, and by some in between. */
    protected abstract void stopServer() throws Exception;

    /** Starts the server again where it was. */
    protected abstract void restartServer() throws Exception;

    /** Returns the strategy for the one server. A new object each time, equal to the others. */
    protected abstract SignalingStrategy strategy();

    /** Makes the server send its clients what no client of this strategy sends, some of it about a room. */
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
    void tellsThatItIsConnectedBeforeAnythingElse() {
        Member member = new Member();

        assertThat(member.events.next()).isInstanceOf(Ready.class);
        Heard<RelayStatus> status = Heard.of(member.relay.status());
        status.until(now -> now.state() == State.UP);
        assertThat(status.items()).allSatisfy(now -> {
            assertThat(now.strategy()).isEqualTo(strategy().name());
            assertThat(now.url()).isEqualTo(member.relay.url());
        });
    }

    @Test
    void handsAnOfferToAnotherWhoseAnswerComesBack() {
        String topic = topic();
        Member there = new Member(topic).announced();
        Member here = new Member(topic);
        here.announce(new StandingOffer(id(), "an offer, sealed"));

        Offered offered = there.hear(Offered.class);
        assertThat(offered.peerId()).isEqualTo(here.selfId);
        assertThat(offered.sdp()).isEqualTo("an offer, sealed");
        there.answer(offered, "an answer, sealed");
        assertThat(here.hear(Answered.class))
                .isEqualTo(new Answered(there.selfId, offered.offerId(), "an answer, sealed"));
    }

    @Test
    void handsEachOfSeveralOffersToAnother() {
        String topic = topic();
        List<Member> others = List.of(new Member(topic).announced(), new Member(topic).announced());
        Member here = new Member(topic);
        String first = id();
        String second = id();
        here.announce(new StandingOffer(first, "one"), new StandingOffer(second, "two"));

        assertThat(others)
                .extracting(other -> other.hear(Offered.class).offerId())
                .containsExactlyInAnyOrder(first, second);
    }

    @Test
    void handsOffersToWhoOnlySeeds() {
        String topic = topic();
        Member there = new Member(topic);
        there.ready();
        done(there.relay.announce(topic, List.of(), true));
        there.hear(Interval.class);
        new Member(topic).announce(new StandingOffer(id(), "sealed"));

        there.hear(Offered.class);
    }

    @Test
    void tellsHowOftenTheServerWantsToBeAnnouncedTo() {
        Member member = new Member();
        member.announce();

        assertThat(member.hear(Interval.class).time()).isPositive();
    }

    @Test
    void carriesLargeOffersAndAnswers() {
        String topic = topic();
        String large = "x".repeat(100_000);
        Member there = new Member(topic).announced();
        Member here = new Member(topic);
        here.announce(new StandingOffer(id(), large), new StandingOffer(id(), large), new StandingOffer(id(), large));

        Offered offered = there.hear(Offered.class);
        assertThat(offered.sdp()).isEqualTo(large);
        there.answer(offered, large);
        assertThat(here.hear(Answered.class).sdp()).isEqualTo(large);
    }

    @Test
    void keepsRoomsApart() {
        Member here = new Member();
        Member elsewhere = new Member().announced();
        Member there = new Member(here.topic).announced();
        here.announce(new StandingOffer(id(), "sealed"));

        there.hear(Offered.class);
        assertThat(elsewhere.events.unheard()).isEmpty();
    }

    @Test
    void garbageHurtsNobody() throws Exception {
        String topic = topic();
        Member there = new Member(topic).announced();
        sendGarbage(topic);
        Member here = new Member(topic);
        here.announce(new StandingOffer(id(), "after garbage"));

        Offered offered = there.hear(Offered.class);
        while (!offered.sdp().equals("after garbage")) {
            offered = there.hear(Offered.class);
        }
    }

    @Test
    void connectsToAServerThatComesUpLate() throws Exception {
        stopServer();
        Member member = new Member();
        Heard.of(member.relay.status()).until(now -> now.state() == State.DOWN);
        restartServer();

        member.ready();
    }

    @Test
    void worksAgainAfterTheServerHasRestarted() throws Exception {
        String topic = topic();
        Member there = new Member(topic).announced();
        Member here = new Member(topic);
        here.ready();
        stopServer();
        there.hear(Lost.class);
        here.hear(Lost.class);
        assertThat(Heard.of(here.relay.announce(topic, List.of(), false)).failure())
                .isNotNull();
        restartServer();
        there.announced();
        here.announce(new StandingOffer(id(), "sealed"));

        there.answer(there.hear(Offered.class), "answer");
        here.hear(Answered.class);
    }

    @Test
    void disposeCompletesEverythingAndFreesTheConnection() {
        Member member = new Member();
        Heard<RelayStatus> status = Heard.of(member.relay.status());
        member.ready();

        member.relay.dispose();
        member.relay.dispose();

        assertThat(member.relay.isDisposed()).isTrue();
        member.events.completion();
        status.completion();
        Heard.of(member.relay.attend(topic())).completion();
        if (connections() >= 0) {
            Flux.interval(Duration.ZERO, Duration.ofMillis(5))
                    .onBackpressureDrop()
                    .filter(tick -> connections() == 0)
                    .blockFirst(Heard.PATIENCE);
        }
    }

    private String topic() {
        return "root" + run + IDS.incrementAndGet();
    }

    private String id() {
        return "offer" + run.substring(0, 9) + String.format("%06d", IDS.incrementAndGet());
    }

    private static void done(Publisher<Void> sending) {
        Heard.of(sending).completion();
    }

    /** An instance of its own in a room. */
    private final class Member {

        private final String selfId = "peer" + run + String.format("%04d", IDS.incrementAndGet());
        private final String topic;
        private final OfferRelay relay;
        private final Heard<OfferEvent> events;

        Member() {
            this(OfferRelayContract.this.topic());
        }

        Member(String topic) {
            // Short waits between tries, and so that they still grow: 2 % of each period.
            RandomGenerator impatient = () -> (long) (0.02 * 0x1p64);
            SignalingContext context =
                    new SignalingContext("com.example.contract", selfId, Schedulers.parallel(), impatient);
            this.topic = topic;
            this.relay = (OfferRelay) strategy().open(context).get(0);
            opened.add(relay);
            this.events = Heard.of(relay.attend(topic));
        }

        void ready() {
            hear(Ready.class);
        }

        /** Makes the server know that it is there. */
        Member announced() {
            announce();
            hear(Interval.class);
            return this;
        }

        void announce(StandingOffer... offers) {
            ready();
            done(relay.announce(topic, List.of(offers), false));
        }

        void answer(Offered offered, String sdp) {
            done(relay.answer(topic, offered.peerId(), offered.offerId(), sdp));
        }

        <E extends OfferEvent> E hear(Class<E> kind) {
            return kind.cast(events.until(kind::isInstance));
        }
    }
}
