package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.firebase.FirebaseStrategy;
import io.trystero.interop.fixture.FirebaseDatabase;
import io.trystero.interop.fixture.ForkedPeer;
import io.trystero.interop.fixture.Patience;
import io.trystero.signaling.Publication;
import io.trystero.signaling.Publication.Kind;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.RelayStatus.State;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicEvent.Lost;
import io.trystero.signaling.TopicRelay;
import io.trystero.test.contract.Heard;
import io.trystero.test.contract.StrategyContract;
import io.trystero.webrtc.WebRtcTransport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The strategy passes the contract with a database. */
class FirebaseContractTest extends StrategyContract {

    private FirebaseDatabase database;

    @Override
    protected void startServer() {
        database = FirebaseDatabase.start();
    }

    @Override
    protected void stopServer() {
        database.stop();
    }

    @Override
    protected void restartServer() {
        database.restart();
    }

    @Override
    protected SignalingStrategy strategy() {
        return FirebaseStrategy.create();
    }

    @Override
    protected String appId() {
        return database.url("contract");
    }

    @Override
    protected void sendGarbage(String topic) {
        database.garbage(topic);
    }

    @Override
    protected int connections() {
        return database.connections();
    }

    @Test
    void rulesThatForbidEverythingShowAndAreNoEnd() {
        TopicRelay relay = open();
        Heard<RelayStatus> status = Heard.of(relay.status());
        Heard<TopicEvent> room = subscribed(relay, rootTopic());
        status.until(now -> now.state() == State.UP);

        database.deny();

        assertThat(room.next()).isInstanceOf(Lost.class);
        assertThat(status.until(now -> now.state() == State.DOWN).reason()).contains("rules");
        assertThat(Heard.of(relay.publish(new Publication("root", Kind.ANNOUNCE, "{}")))
                        .failure())
                .hasMessageContaining("refused");
        TopicRelay late = open();
        Heard.of(late.subscribe(rootTopic()));
        assertThat(Heard.of(late.status())
                        .until(now -> now.state() == State.DOWN)
                        .reason())
                .contains("is refused");
    }

    @Test
    void aPresenceIsStoredAgainOnceTheDatabaseIsBackAndGoesWithUs() {
        try (Trystero trystero = start()) {
            Room room = trystero.join("lobby").block(Patience.JOIN);
            eventually(() -> presences() == 1);

            database.drop();
            eventually(() -> presences() == 0);
            eventually(() -> presences() == 1);
            database.restart();
            eventually(() -> presences() == 1);

            room.leave().block(Patience.JOIN);
            eventually(() -> database.data("__trystero__").isNull());
        }
    }

    @Test
    void aPassivePeerThatFallsAsleepTakesItsPresenceBack() {
        try (Trystero sleeper = start();
                Trystero visitor = start()) {
            sleeper.join("lobby", room -> room.passive(true)).block(Patience.JOIN);
            Room visit = visitor.join("lobby").block(Patience.JOIN);
            eventually(() -> presences() == 2);

            visit.leave().block(Patience.JOIN);

            eventually(() -> presences() == 0);
        }
    }

    private Trystero start() {
        return Trystero.builder(appId())
                .strategy(strategy())
                .transport(WebRtcTransport.dataOnly())
                .iceServers()
                .build();
    }

    @Test
    void whatAKilledPeerHasStoredIsRemoved() {
        try (ForkedPeer peer = ForkedPeer.start(appId(), ForkedPeer.FIREBASE, "lobby")) {
            eventually(() -> presences() == 1);

            peer.kill();

            eventually(() -> database.data("__trystero__").isNull());
        }
    }

    private long presences() {
        List<JsonNode> presences = database.data("__trystero__").findValues("_");
        return presences.size();
    }
}
