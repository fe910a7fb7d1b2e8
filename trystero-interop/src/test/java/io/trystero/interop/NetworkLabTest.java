package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.FirebaseDatabase;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptPeer;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.MqttBroker;
import io.trystero.interop.fixture.Network;
import io.trystero.interop.fixture.NetworkServer;
import io.trystero.interop.fixture.NostrRelay;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.Signaling;
import io.trystero.interop.fixture.TlsCertificate;
import io.trystero.interop.fixture.TorrentTracker;
import io.trystero.interop.fixture.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The servers of other networks are fit to test with: peers of the JavaScript library meet through them. */
@ExtendWith(InteropReport.class)
class NetworkLabTest {

    private static final List<JavaScriptPeer> PEERS = new ArrayList<>();

    @RegisterExtension
    final World world = new World();

    @BeforeAll
    static void startPeers() {
        World.require();
        PEERS.add(JavaScriptPeer.start(JavaScriptRuntime.NODE));
        PEERS.add(JavaScriptPeer.startTrusting(JavaScriptRuntime.NODE));
        PEERS.add(JavaScriptPeer.startTrusting(JavaScriptRuntime.CHROMIUM));
    }

    @AfterAll
    static void endPeers() {
        PEERS.forEach(JavaScriptPeer::close);
        PEERS.clear();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Network.class)
    void peersOfTheJavaScriptLibraryMeetThroughIt(Network network) {
        try (NetworkServer server = network.start()) {
            String url = server.url();
            server.stop();
            server.restart();
            assertThat(server.url()).isEqualTo(url);

            meetAndTalk(PEERS, server.signaling(world.appId()));
            assertThat(server.connections()).isEqualTo(PEERS.size());

            // Node does not hear again after that, and a Nostr relay is given up: newcomers alone say how the server
            // fares.
            server.garbage("nobody");
            List<JavaScriptPeer> newcomers = List.of(
                    world.startJavaScript(JavaScriptRuntime.NODE), world.startJavaScript(JavaScriptRuntime.NODE));
            meetAndTalk(newcomers, server.signaling(world.appId()));
        }
    }

    @Test
    void peersMeetThroughTls() {
        try (TlsCertificate certificate = TlsCertificate.selfSigned();
                MqttBroker broker = MqttBroker.start(certificate);
                TorrentTracker tracker = TorrentTracker.start(certificate);
                NostrRelay relay = NostrRelay.start(certificate)) {
            assertThat(List.of(broker.tlsUrl(), tracker.url(), relay.url())).allMatch(url -> url.startsWith("wss:"));
            meetAndTalk(
                    PEERS, Signaling.of("mqtt", world.appId(), broker.tlsUrl()).trusting());
            meetAndTalk(PEERS, tracker.signaling(world.appId()).trusting());
            meetAndTalk(PEERS, relay.signaling(world.appId()).trusting());
        }
    }

    @Test
    void peersMeetThroughAnMqttBrokerThatAsksForAPassword() {
        try (MqttBroker broker = MqttBroker.start()) {
            meetAndTalk(PEERS, Signaling.of("mqtt", world.appId(), broker.passwordUrl()));
        }
    }

    @Test
    void whatAKilledPeerHasStoredIsRemovedFromTheDatabase() {
        try (FirebaseDatabase database = FirebaseDatabase.start()) {
            JavaScriptPeer peer = world.startJavaScript(JavaScriptRuntime.NODE);
            world.use(peer, database.signaling(world.appId())).join(RoomSpec.fresh());
            Patience.until(() -> !database.data("__trystero__").isNull(), Patience.MESSAGE);

            peer.kill();

            Patience.until(() -> database.data("__trystero__").isNull(), Patience.MESSAGE);
        }
    }

    private void meetAndTalk(List<JavaScriptPeer> peers, Signaling signaling) {
        RoomSpec room = RoomSpec.fresh();
        List<PeerRoom> rooms = peers.stream()
                .map(peer -> world.use(peer, signaling).join(room))
                .toList();
        for (PeerRoom one : rooms) {
            for (PeerRoom other : rooms) {
                if (one != other) {
                    one.awaitJoined(other.peer());
                }
            }
        }
        rooms.get(0).send(Body.text("hello"), null);
        rooms.subList(1, rooms.size())
                .forEach(heard -> assertThat(
                                heard.awaitMessage(Body.Text.class, 1).body())
                        .isEqualTo(Body.text("hello").described()));
        rooms.forEach(PeerRoom::leave);
    }
}
