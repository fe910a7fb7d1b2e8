package io.trystero.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceServer;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionStats;
import io.trystero.rtc.SessionDescription;
import io.trystero.rtc.TransportCapabilities;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

class SimulatedWebRtcTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedNetwork network = SimulatedNetwork.create(3, time);
    private final SimulatedHost alice = network.host("alice");
    private final SimulatedHost bob = network.host("bob");
    private final Endpoint offerer = new Endpoint(alice, time, Role.OFFERER);
    private final Endpoint answerer = new Endpoint(bob, time, Role.ANSWERER);

    @Test
    void opensOnBothSidesTheOffererFirst() {
        connect();

        assertThat(offerer.events).containsSubsequence("CONNECTING", "CONNECTED", "open");
        assertThat(answerer.events).containsSubsequence("CONNECTING", "CONNECTED", "open");
        assertThat(offerer.timeOf("open")).isLessThan(answerer.timeOf("open"));
        assertThat(network.connections())
                .extracting(ConnectionView::host, ConnectionView::remoteHost, ConnectionView::open)
                .containsExactlyInAnyOrder(tuple("alice", "bob", true), tuple("bob", "alice", true));
    }

    @Test
    void connectsWithoutTrickleOnceGatheringIsComplete() {
        result(offerer.connection.createOffer(false));
        SessionDescription offer = result(offerer.connection.localDescription());
        assertThat(offer.sdp()).contains("a=candidate:", "a=end-of-candidates");
        result(answerer.connection.createAnswer(offer));
        result(offerer.connection.acceptAnswer(result(answerer.connection.localDescription())));
        time.advanceBy(SECOND);

        assertThat(offerer.isOpen()).isTrue();
        assertThat(answerer.isOpen()).isTrue();
    }

    @Test
    void findsNoPathWithoutCandidatesOfBothSides() {
        SessionDescription answer =
                result(answerer.connection.createAnswer(atOnce(offerer.connection.createOffer(false))));
        result(offerer.connection.acceptAnswer(answer));
        offerer.candidates.forEach(it -> answerer.connection.addCandidate(it).subscribe());
        time.advanceBy(Duration.ofSeconds(5));
        assertThat(answerer.isOpen()).isEqualTo(answer.sdp().contains("a=candidate:"));

        time.advanceBy(Duration.ofSeconds(15));
        assertThat(answerer.events).doesNotContain("open").endsWith("FAILED");
    }

    @Test
    void refusesWhatARealStackRefuses() {
        IceCandidate candidate = new IceCandidate("candidate:1 1 udp 9 10.0.0.1 9 typ host", "0", 0, null);
        assertRefused(offerer.connection.localDescription(), "no local description");
        assertRefused(answerer.connection.createOffer(false), "nothing to offer");
        SessionDescription offer = result(offerer.connection.createOffer(false));
        assertRefused(offerer.connection.addCandidate(candidate), "before the remote description");
        SessionDescription answer = result(answerer.connection.createAnswer(offer));
        assertRefused(answerer.connection.acceptAnswer(answer), "no offer is pending");
        assertRefused(answerer.connection.createAnswer(answer), "an offer was due");
        assertRefused(answerer.connection.createAnswer(SessionDescription.offer("v=0")), "not the SDP");
        assertRefused(answerer.connection.createAnswer(SessionDescription.offer(answer.sdp())), "as its type says");
        assertRefused(
                answerer.connection.addCandidate(new IceCandidate(candidate.candidate(), "0", 0, "other")), "ufrag");
        assertRefused(
                answerer.connection.addCandidate(new IceCandidate(candidate.candidate(), null, null, null)), "sdpMid");
        assertRefused(
                answerer.connection.addCandidate(new IceCandidate(candidate.candidate(), null, 1, null)), "not there");
        assertRefused(answerer.connection.addCandidate(new IceCandidate("candidate", "0", 0, null)), "candidate line");
        result(answerer.connection.addCandidate(new IceCandidate("", "0", 0, null)));
        result(answerer.connection.addCandidate(candidate));

        answerer.connection.close();
        assertRefused(answerer.connection.addCandidate(candidate), "closed");
        offerer.factory.dispose();
        assertThatThrownBy(() -> offerer.factory.connect(
                        new PeerConnectionConfig(Role.OFFERER, List.of(), IceTransportPolicy.ALL), offerer))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void rollsAPendingOfferBackToAnswerAnother() {
        result(offerer.connection.createOffer(false));
        Endpoint other = new Endpoint(bob, time, Role.OFFERER);
        Endpoint.negotiate(other, offerer, time);
        time.advanceBy(SECOND);

        assertThat(other.isOpen()).isTrue();
        assertThat(offerer.isOpen()).isTrue();
    }

    @Test
    void anOfferThatTwoAnswerConnectsToTheOneWhoseAnswerIsAccepted() {
        Endpoint second = new Endpoint(network.host("carol"), time, Role.ANSWERER);
        SessionDescription offer = result(offerer.connection.createOffer(false));
        result(second.connection.createAnswer(offer));
        SessionDescription answer = result(answerer.connection.createAnswer(offer));
        result(offerer.connection.acceptAnswer(answer));
        answerer.candidates.forEach(it -> offerer.connection.addCandidate(it).subscribe());
        offerer.candidates.forEach(it -> second.connection.addCandidate(it).subscribe());
        offerer.candidates.forEach(it -> answerer.connection.addCandidate(it).subscribe());
        time.advanceBy(Duration.ofSeconds(20));

        assertThat(answerer.isOpen()).isTrue();
        assertThat(second.events).doesNotContain("open").endsWith("FAILED");
    }

    @Test
    void gathersWhatTheConfigurationAllows() {
        IceServer stun = IceServer.stun("stun:stun.example.com");
        IceServer turn = IceServer.turn("turn:turn.example.com", "user", "secret");

        assertThat(gathered(List.of(), IceTransportPolicy.ALL)).containsExactly("host", "host");
        assertThat(gathered(List.of(stun, turn), IceTransportPolicy.ALL))
                .containsExactly("host", "host", "srflx", "relay");
        assertThat(gathered(List.of(stun, turn), IceTransportPolicy.RELAY)).containsExactly("relay");
        assertThat(gathered(List.of(stun), IceTransportPolicy.RELAY)).isEmpty();
    }

    @Test
    void carriesMessagesInOrderAndReportsWhatLeft() {
        connect();
        List<String> sent = IntStream.range(0, 500).mapToObj(Integer::toString).toList();
        sent.forEach(offerer::send);
        answerer.send("back");
        time.advanceBy(SECOND);

        assertThat(answerer.messages).isEqualTo(sent);
        assertThat(offerer.messages).containsExactly("back");
        assertThat(offerer.sent)
                .isEqualTo(sent.stream().mapToInt(String::length).sum());
        PeerConnectionStats stats = result(offerer.connection.stats());
        assertThat(stats.bytesSent()).isEqualTo(offerer.sent);
        assertThat(stats.bytesReceived()).isEqualTo(4);
        assertThat(stats.localCandidateType()).isEqualTo("host");
    }

    @Test
    void takesTheTimeThatTheBandwidthNeeds() {
        connect();
        for (int i = 0; i < 100; i++) {
            offerer.channel.send(new byte[125_000]);
        }
        time.advanceBy(Duration.ofMillis(500));
        assertThat(offerer.sent).isBetween(6_000_000L, 6_500_000L);
        assertThat(answerer.messages.size()).isBetween(45, 51);

        time.advanceBy(Duration.ofMillis(600));
        assertThat(answerer.messages).hasSize(100);
    }

    @Test
    void takesMessagesBackWhenTheListenerReturns() {
        AtomicReference<ByteBuffer> kept = new AtomicReference<>();
        Endpoint keeper = new Endpoint(bob, time, Role.ANSWERER) {
            @Override
            public void onMessage(ByteBuffer message) {
                kept.set(message);
            }
        };
        Endpoint sender = new Endpoint(alice, time, Role.OFFERER);
        Endpoint.negotiate(sender, keeper, time);
        time.advanceBy(SECOND);
        sender.send("hello");
        time.advanceBy(SECOND);

        assertThat(kept.get().get(0)).isNotEqualTo((byte) 'h');
    }

    @Test
    void moreThanAChannelCanQueueClosesIt() {
        connect();
        for (int i = 0; i < 100; i++) {
            offerer.channel.send(new byte[262_144]);
        }
        time.advanceBy(SECOND);

        assertThat(offerer.events).endsWith("error", "closed");
        assertThat(answerer.events).endsWith("closed");
    }

    @Test
    void sendsOnlyWhatWasGrantedIfTheTransportGivesCredit() {
        SimulatedNetwork credited = SimulatedNetwork.builder(1)
                .scheduler(time)
                .webRtc(WebRtcQuality.good().withCapabilities(new TransportCapabilities(65_536, true, true, false)))
                .build();
        Endpoint sender = new Endpoint(credited.host("sender"), time, Role.OFFERER);
        Endpoint receiver = new Endpoint(credited.host("receiver"), time, Role.ANSWERER);
        Endpoint.negotiate(sender, receiver, time);
        time.advanceBy(SECOND);
        IntStream.range(0, 5).forEach(it -> sender.send("four"));
        time.advanceBy(SECOND);
        assertThat(sender.sent).isZero();

        receiver.channel.grant(11);
        time.advanceBy(SECOND);
        assertThat(receiver.messages).hasSize(2);
        receiver.channel.grant(Long.MAX_VALUE);
        time.advanceBy(SECOND);
        assertThat(receiver.messages).hasSize(5);
    }

    @Test
    void closingTellsBothSidesOnceAndReleasesEverything() {
        connect();
        offerer.send("last");
        offerer.channel.send(new byte[200_000]);
        offerer.channel.send(new byte[200_000]);
        time.run();
        offerer.connection.close();
        offerer.connection.close();
        time.advanceBy(SECOND);

        assertThat(offerer.events).containsOnlyOnce("closed").endsWith("closed");
        assertThat(answerer.events).containsOnlyOnce("closed").endsWith("closed");
        assertThat(answerer.messages).startsWith("last").hasSize(2);
        assertThat(offerer.sent).isEqualTo(400_004);
        assertThat(offerer.factory.connectionCount()).isZero();
        assertThat(network.connections()).isEmpty();
        offerer.factory.dispose();
        answerer.factory.dispose();
        assertThat(alice.held()).isEmpty();
        assertThat(bob.held()).isEmpty();
        assertThat(time.pending()).isZero();
    }

    @Test
    void disposingAFactoryClosesItsConnections() {
        connect();
        offerer.factory.dispose();
        time.advanceBy(SECOND);

        assertThat(offerer.factory.isDisposed()).isTrue();
        assertThat(answerer.events).endsWith("closed");
    }

    @Test
    void anIceRestartBringsAFailedPathBackWithWhatWasQueued() {
        connect();
        Disposable partition = network.partition(List.of(alice), List.of(bob));
        time.run();
        offerer.send("late");
        time.advanceBy(Duration.ofMinutes(1));
        partition.dispose();
        time.advanceBy(Duration.ofMinutes(1));
        assertThat(offerer.events).endsWith("FAILED");
        assertThat(answerer.messages).isEmpty();

        offerer.candidates.clear();
        answerer.candidates.clear();
        offerer.connection
                .createOffer(true)
                .flatMap(answerer.connection::createAnswer)
                .flatMap(offerer.connection::acceptAnswer)
                .subscribe();
        time.advanceBy(SECOND);
        offerer.candidates.forEach(it -> answerer.connection.addCandidate(it).subscribe());
        answerer.candidates.forEach(it -> offerer.connection.addCandidate(it).subscribe());
        time.advanceBy(SECOND);

        assertThat(offerer.events).endsWith("CONNECTED").containsOnlyOnce("open");
        assertThat(answerer.events).endsWith("CONNECTED").containsOnlyOnce("open");
        assertThat(answerer.messages).containsExactly("late");
    }

    private void connect() {
        Endpoint.negotiate(offerer, answerer, time);
        time.advanceBy(SECOND);
        assertThat(offerer.isOpen() && answerer.isOpen()).isTrue();
    }

    private List<String> gathered(List<IceServer> servers, IceTransportPolicy policy) {
        Endpoint endpoint = new Endpoint(alice, time, new PeerConnectionConfig(Role.OFFERER, servers, policy));
        result(endpoint.connection.createOffer(false));
        assertThat(endpoint.events).endsWith("gathered");
        return endpoint.candidates.stream()
                .map(it -> it.candidate().replaceAll(".* typ (\\w+) .*", "$1"))
                .toList();
    }

    private <T> T result(Mono<T> mono) {
        return result(mono, SECOND);
    }

    /** Before anything else happens, candidates included (but for an eager first one). */
    private <T> T atOnce(Mono<T> mono) {
        AtomicReference<T> result = new AtomicReference<>();
        mono.subscribe(result::set);
        time.advanceUntil(() -> result.get() != null, SECOND);
        return result.get();
    }

    private <T> T result(Mono<T> mono, Duration within) {
        AtomicReference<T> result = new AtomicReference<>();
        AtomicReference<Throwable> error = new AtomicReference<>();
        mono.subscribe(result::set, error::set);
        time.advanceBy(within);
        assertThat(error.get()).isNull();
        return result.get();
    }

    private void assertRefused(Mono<?> mono, String reason) {
        AtomicReference<Throwable> error = new AtomicReference<>();
        mono.subscribe(it -> {}, error::set);
        time.advanceBy(SECOND);
        assertThat(error.get()).hasMessageContaining(reason);
    }
}
