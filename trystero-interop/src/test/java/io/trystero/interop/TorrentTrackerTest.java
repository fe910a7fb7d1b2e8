package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.TorrentTracker;
import io.trystero.interop.fixture.World;
import io.trystero.signaling.OfferEvent;
import io.trystero.signaling.OfferEvent.Interval;
import io.trystero.signaling.OfferRelay;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.test.contract.Heard;
import io.trystero.test.contract.OfferRelayContract;
import io.trystero.torrent.TorrentStrategy;
import io.trystero.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** The torrent strategy passes the contract with a real tracker, and does what that asks for. */
class TorrentTrackerTest extends OfferRelayContract {

    private static final String TOPIC = "2037705t1p57615b1a46423r85s3el1v354sd";

    private TorrentTracker tracker;

    @BeforeAll
    static void require() {
        World.require();
    }

    @Override
    protected void startServer() {
        tracker = TorrentTracker.start();
    }

    @Override
    protected void stopServer() {
        tracker.stop();
    }

    @Override
    protected void restartServer() {
        tracker.restart();
    }

    @Override
    protected SignalingStrategy strategy() {
        return TorrentStrategy.builder().url(tracker.url()).build();
    }

    @Override
    protected void sendGarbage(String topic) {
        tracker.garbage(Topics.hash(topic).substring(0, 20));
    }

    @Override
    protected int connections() {
        return tracker.connections();
    }

    @Test
    void tellsTheIntervalThatTheTrackerAsksForShortOrLong() {
        OfferRelay relay = relay();
        Heard<OfferEvent> events = Heard.of(relay.attend(TOPIC));
        for (Duration interval : List.of(Duration.ofSeconds(3), Duration.ofHours(1))) {
            tracker.interval(interval);
            announce(relay, events);
            assertThat(events.until(Interval.class::isInstance)).isEqualTo(new Interval(interval));
        }
        relay.dispose();
    }

    @Test
    void showsWhyTheTrackerRefusesUntilItDoesNoMore() {
        OfferRelay relay = relay();
        Heard<OfferEvent> events = Heard.of(relay.attend(TOPIC));
        Heard<RelayStatus> status = Heard.of(relay.status());
        tracker.fail("not on the list");
        announce(relay, events);
        assertThat(status.until(now -> now.reason() != null))
                .returns("not on the list", RelayStatus::reason)
                .returns(true, RelayStatus::isUp);

        tracker.fail(null);
        relay.announce(TOPIC, List.of(), false).block(Patience.MESSAGE);
        status.until(now -> now.isUp() && now.reason() == null);
        relay.dispose();
    }

    private OfferRelay relay() {
        return (OfferRelay) strategy()
                .open(new SignalingContext(
                        "app", "A1b2C3d4E5f6G7h8I9j0", Schedulers.parallel(), new SplittableRandom(1)))
                .get(0);
    }

    private static void announce(OfferRelay relay, Heard<OfferEvent> events) {
        if (events.items().isEmpty()) {
            events.until(OfferEvent.Ready.class::isInstance);
        }
        relay.announce(TOPIC, List.of(), false).block(Patience.MESSAGE);
    }
}
