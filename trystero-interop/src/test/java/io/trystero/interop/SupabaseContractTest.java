package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.SupabaseRealtime;
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
import io.trystero.supabase.SupabaseStrategy;
import io.trystero.test.contract.Heard;
import io.trystero.test.contract.StrategyContract;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** The strategy passes the contract with a stand-in for the real server. */
class SupabaseContractTest extends StrategyContract {

    private SupabaseRealtime realtime;

    @Override
    protected void startServer() {
        realtime = SupabaseRealtime.start();
    }

    @Override
    protected void stopServer() {
        realtime.stop();
    }

    @Override
    protected void restartServer() {
        realtime.restart();
    }

    @Override
    protected SignalingStrategy strategy() {
        return SupabaseStrategy.create(SupabaseRealtime.KEY);
    }

    @Override
    protected String appId() {
        return realtime.url();
    }

    @Override
    protected boolean echoes() {
        return false;
    }

    @Override
    protected void sendGarbage(String topic) {
        realtime.garbage(topic);
    }

    @Override
    protected int connections() {
        return realtime.connections();
    }

    @Test
    void aKeyThatIsRefusedShowsAndIsTheEnd() {
        SignalingContext context =
                new SignalingContext(appId(), "A1b2C3d4E5f6G7h8I9j0", Schedulers.parallel(), new SplittableRandom(1));
        TopicRelay relay = SupabaseStrategy.create("hunter2").open(context).get(0);
        try {
            RelayStatus retired = Heard.of(relay.status()).until(now -> now.state() == State.RETIRED);
            assertThat(retired.reason()).isEqualTo("the API key is refused: HTTP status 401");
            assertThat(retired.toString()).doesNotContain("hunter2");
        } finally {
            relay.dispose();
        }
    }

    @Test
    void channelsThatAreRefusedShowAndAreJoinedAgain() {
        realtime.refuse("ChannelRateLimitReached: too many channels");
        TopicRelay relay = open();
        Heard<RelayStatus> status = Heard.of(relay.status());
        Heard<TopicEvent> room = Heard.of(relay.subscribe(rootTopic()));
        assertThat(status.until(now -> now.state() == State.DOWN).reason()).contains("too many channels");

        realtime.refuse(null);

        assertThat(room.next()).isInstanceOf(Subscribed.class);
        status.until(now -> now.state() == State.UP);
    }

    @Test
    void channelsThatHaveEndedInAnyWayAreJoinedAgain() {
        String topic = selfTopic();
        TopicRelay relay = open();
        Heard<TopicEvent> there = subscribed(relay, topic);
        for (Runnable end : List.<Runnable>of(realtime::failChannels, realtime::endChannels)) {
            end.run();
            assertThat(there.next()).isInstanceOf(Lost.class);
            assertThat(there.next()).isInstanceOf(Subscribed.class);
        }
        publish(up(open()), topic, Kind.OFFER, "{\"peerId\":\"p\"}");
        assertThat(there.next()).isInstanceOf(Received.class);
    }
}
