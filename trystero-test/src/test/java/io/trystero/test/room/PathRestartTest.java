package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.MessageAction;
import io.trystero.PeerEvent;
import io.trystero.PeerEvent.Left;
import io.trystero.PeerEvent.Reason;
import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.RoomConfig;
import io.trystero.TrysteroBuilder;
import io.trystero.rtc.IceServer;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.signaling.Publication;
import io.trystero.test.SimulatedHost;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A path that dies is mended before the peer is given up; one that cannot be mended is not worse off for the attempt. */
class PathRestartTest {

    private final World world = new World(71);
    private final Wiretap herTap = world.tap("first");
    private final Wiretap hisTap = world.tap("second");

    @AfterEach
    void stop() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource
    void nobodyNoticesThatTheAddressOfOneHasChanged(Order order) {
        Pair pair = new Pair(order);
        world.network.host("first").changeAddress();
        world.seconds(30);

        pair.bothSaw(1);
    }

    @ParameterizedTest
    @EnumSource
    void addressesMayChangeAgainAndAgain(Order order) {
        Pair pair = new Pair(order);
        for (String host : List.of("first", "second", "second", "first")) {
            world.network.host(host).changeAddress();
            world.seconds(20);
        }

        pair.bothSaw(1);
    }

    @ParameterizedTest
    @EnumSource
    void withoutTrickleTheOfferHasTheCandidates(Order order) {
        Pair pair = new Pair(order, room -> room.trickleIce(false));
        world.network.host("second").changeAddress();
        world.seconds(30);

        pair.bothSaw(1);
        assertThat(herTap.count(Publication.Kind.CANDIDATE)).isZero();
        assertThat(hisTap.count(Publication.Kind.CANDIDATE)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSentOverADeadPathArrivesOnceAndInOrder(Order order) {
        Pair pair = new Pair(order);
        List<String> received = world.watch(pair.his.action("n", String.class).values());
        world.network.host("first").changeAddress();
        MessageAction<String> action = pair.hers.action("n", String.class);
        List<String> numbers =
                IntStream.range(0, 1_000).mapToObj(Integer::toString).toList();
        Flux.fromIterable(numbers)
                .concatMap(number -> Mono.delay(
                                Duration.ofMillis(10),
                                world.network.host("first").scheduler())
                        .then(action.send(number)))
                .subscribe();
        world.seconds(30);

        assertThat(received).isEqualTo(numbers);
        pair.bothSaw(1);
    }

    @ParameterizedTest
    @EnumSource
    void anOfferOrAnswerThatARelayLosesIsSentAgain(Order order) {
        Pair pair = new Pair(order);
        herTap.lose(order == Order.FIRST_LEADS ? Publication.Kind.OFFER : Publication.Kind.ANSWER, 1);
        world.network.host("second").changeAddress();
        world.seconds(30);

        pair.bothSaw(1);
    }

    @ParameterizedTest
    @EnumSource
    void aTurnServerThatIsDownWhenThePathDiesIsAskedAgain(Order order) {
        IceServer turn = IceServer.turn("turn:turn.example.com", "user", "s3cret");
        Pair pair = new Pair(order, room -> room.iceServers(turn).iceTransportPolicy(IceTransportPolicy.RELAY));
        world.network.hosts().forEach(host -> {
            host.refuseTurn();
            host.changeAddress();
        });
        world.seconds(7);
        world.network.hosts().forEach(SimulatedHost::acceptTurn);
        world.seconds(30);

        pair.bothSaw(1);
    }

    @ParameterizedTest
    @EnumSource
    void candidatesThatOvertakeTheDescriptionWaitForIt(Order order) {
        Pair pair = new Pair(order);
        for (Wiretap tap : List.of(herTap, hisTap)) {
            tap.rule(publication -> switch (publication.kind()) {
                case OFFER, ANSWER -> List.of(Duration.ofMillis(700));
                default -> Wiretap.PASS;
            });
        }
        world.network.host("second").changeAddress();
        world.seconds(30);

        pair.bothSaw(1);
    }

    @ParameterizedTest
    @EnumSource
    void withoutARelayThePeerIsGivenUpInItsTimeAndFoundAgain(Order order) {
        Pair pair = new Pair(order);
        world.network.relays().forEach(relay -> relay.stop());
        world.network.host("first").changeAddress();
        world.await(Duration.ofSeconds(15), "gone", () -> pair.hers.peers().isEmpty());
        world.seconds(15);
        world.network.relays().forEach(relay -> relay.start());

        world.await(Duration.ofSeconds(90), "back", pair::areTogether);
        assertThat(Events.bare(pair.seen))
                .containsExactly(
                        Events.joined(pair.his.selfId()),
                        new Left(pair.his.selfId(), Reason.DISCONNECTED),
                        Events.joined(pair.his.selfId()));
    }

    @ParameterizedTest
    @EnumSource
    void aPathThatComesBackByItselfGoesOn(Order order) {
        Pair pair = new Pair(order);
        world.network.host("first").unplug();
        world.seconds(7);
        world.network.host("first").plugIn();
        world.seconds(30);
        world.network.host("first").changeAddress();
        world.seconds(30);

        pair.bothSaw(1);
    }

    @Test
    void anOfferThatIsMadeWhenThePathIsBackIsNotRepeated() {
        HeldRestarts transport = new HeldRestarts(world.network.host("first").transport());
        Pair pair = new Pair(Order.FIRST_LEADS, room -> room, builder -> builder.transport(transport));
        long before = herTap.count(Publication.Kind.OFFER);
        world.network.host("first").unplug();
        world.await(Duration.ofSeconds(15), "silent", () -> transport.asked() == 1);
        world.network.host("first").plugIn();
        world.seconds(3);
        transport.letGo();
        world.seconds(30);

        assertThat(herTap.count(Publication.Kind.OFFER) - before).isLessThanOrEqualTo(1);
        pair.bothSaw(1);
    }

    @Test
    void aPathThatIsAliveIsNotMovedByAnOfferOfARestart() {
        Pair pair = new Pair(Order.FIRST_LEADS);
        // only the path to her dies: what he hears of her restart comes while his path is alive
        world.network.host("first").changeAddress();
        world.await(Duration.ofSeconds(10), "restarted", () -> hisTap.count(Publication.Kind.ANSWER) > 1);
        long answers = hisTap.count(Publication.Kind.ANSWER);
        Publication offer = herTap.published().stream()
                .filter(publication -> publication.kind() == Publication.Kind.OFFER)
                .reduce((before, last) -> last)
                .orElseThrow();
        world.seconds(20);
        for (int i = 0; i < 100; i++) {
            world.get(herTap.replay(offer).thenReturn(true));
        }
        world.seconds(5);

        assertThat(hisTap.count(Publication.Kind.ANSWER)).isEqualTo(answers);
        pair.bothSaw(1);
    }

    @Test
    void anOfferThatWasRecordedIsNotAnsweredWhenThePathIsSilentAgain() {
        Pair pair = new Pair(Order.FIRST_LEADS);
        world.network.host("first").changeAddress();
        world.await(Duration.ofSeconds(10), "restarted", () -> hisTap.count(Publication.Kind.ANSWER) > 1);
        Publication recorded = herTap.published().stream()
                .filter(publication -> publication.kind() == Publication.Kind.OFFER)
                .reduce((before, last) -> last)
                .orElseThrow();
        world.seconds(20);
        world.network.host("first").changeAddress();
        world.seconds(20);
        long answers = hisTap.count(Publication.Kind.ANSWER);
        // neither hears an offer of the other
        herTap.rule(publication -> List.of());
        hisTap.rule(publication -> publication.kind() == Publication.Kind.OFFER ? List.of() : Wiretap.PASS);
        world.network.host("second").changeAddress();
        for (int i = 0; i < 85; i++) {
            world.millis(100);
            world.get(herTap.replay(recorded).thenReturn(true));
        }

        assertThat(hisTap.count(Publication.Kind.ANSWER)).isEqualTo(answers);
        pair.bothSaw(1);
    }

    @ParameterizedTest
    @EnumSource
    void aJavaScriptPeerIsLostAndFoundAgainAsBefore(Order order) {
        Room ours = world.join(world.instance("ours", order.first), "lobby");
        List<PeerEvent> seen = world.watch(ours.peerEvents());
        JavaScriptLikePeer peer = new JavaScriptLikePeer(world.network.host("theirs"), order.second);
        JavaScriptLikeRoom theirs = peer.join("lobby", "");
        world.await(Duration.ofSeconds(5), "met", () -> theirs.comings().size() == 1);
        world.network.host("ours").changeAddress();

        world.await(
                Duration.ofSeconds(40),
                "back",
                () -> theirs.comings().size() == 3 && ours.peers().size() == 1);
        PeerId id = new PeerId(peer.id());
        assertThat(theirs.comings()).containsExactly("joined", "left", "joined");
        assertThat(Events.bare(seen))
                .containsExactly(Events.joined(id), new Left(id, Reason.DISCONNECTED), Events.joined(id));
    }

    private final class Pair {
        private final Room hers;
        private final Room his;
        private final List<PeerEvent> seen;
        private final List<PeerEvent> seenByHim;

        Pair(Order order) {
            this(order, room -> room);
        }

        Pair(Order order, UnaryOperator<RoomConfig> config) {
            this(order, config, builder -> builder);
        }

        Pair(Order order, UnaryOperator<RoomConfig> config, UnaryOperator<TrysteroBuilder> herInstance) {
            hers = world.join(
                    world.instance("first", order.first, builder -> herInstance.apply(builder.strategy(herTap))),
                    "lobby",
                    config);
            his = world.join(world.tapped("second", order.second, hisTap), "lobby", config);
            seen = world.watch(hers.peerEvents());
            seenByHim = world.watch(his.peerEvents());
            world.await(Duration.ofSeconds(5), "joined", this::areTogether);
        }

        boolean areTogether() {
            return hers.peers().equals(List.of(his.selfId())) && his.peers().equals(List.of(hers.selfId()));
        }

        void bothSaw(int events) {
            assertThat(seen).hasSize(events);
            assertThat(seenByHim).hasSize(events);
            assertThat(areTogether()).isTrue();
        }
    }
}
