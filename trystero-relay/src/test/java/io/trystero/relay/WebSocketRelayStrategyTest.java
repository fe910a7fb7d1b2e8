package io.trystero.relay;

import static io.trystero.relay.Await.PATIENCE;
import static io.trystero.relay.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.trystero.RecordedLog;
import io.trystero.signaling.Publication;
import io.trystero.signaling.Publication.Kind;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicEvent.Received;
import io.trystero.signaling.TopicEvent.Subscribed;
import io.trystero.signaling.TopicRelay;
import io.trystero.test.contract.Heard;
import io.trystero.websocket.ServerTrust;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.test.StepVerifier;

class WebSocketRelayStrategyTest {

    @RegisterExtension
    final RecordedLog log = new RecordedLog();

    private final List<TopicRelay> opened = new ArrayList<>();
    private WebSocketRelay server;

    @BeforeEach
    void start() {
        server = WebSocketRelay.builder().host("127.0.0.1").bind().block();
    }

    @AfterEach
    void stop() {
        opened.forEach(TopicRelay::dispose);
        server.disposeLater().block();
    }

    private List<TopicRelay> open(WebSocketRelayStrategy strategy) {
        List<TopicRelay> relays = strategy.open(new SignalingContext(
                "com.example.relay", "A1b2C3d4E5f6G7h8I9j0", Schedulers.parallel(), new SplittableRandom(1)));
        opened.addAll(relays);
        return relays;
    }

    private TopicRelay open(String url) {
        return open(WebSocketRelayStrategy.of(url)).get(0);
    }

    @Test
    void saysWhatIsWrongWithAUrl() {
        assertThatIllegalArgumentException()
                .isThrownBy(WebSocketRelayStrategy::of)
                .withMessageContaining("needs the URL of at least one relay");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebSocketRelayStrategy.of("ws://good", "https://me:hunter2@example.org"))
                .withMessageContaining("wss://")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void isEqualByRelaysAndTrust() {
        WebSocketRelayStrategy one = WebSocketRelayStrategy.of("ws://a", "ws://b?key=1");

        assertThat(one).isEqualTo(WebSocketRelayStrategy.of("ws://a", "ws://b?key=1", "ws://a"));
        assertThat(one).isNotEqualTo(WebSocketRelayStrategy.of("ws://a", "ws://b?key=2"));
        assertThat(one)
                .isNotEqualTo(WebSocketRelayStrategy.builder()
                        .url("ws://a")
                        .url("ws://b?key=1")
                        .trust(ServerTrust.insecure())
                        .build());
        assertThat(one).hasToString("ws-relay[ws://a, ws://b?key=***]");
    }

    @Test
    void opensOneRelayForEachUrl() {
        WebSocketRelay other = WebSocketRelay.builder().host("127.0.0.1").bind().block();

        List<TopicRelay> relays = open(WebSocketRelayStrategy.of(server.url(), other.url(), server.url()));

        assertThat(relays).extracting(TopicRelay::url).containsExactly(server.url(), other.url());
        eventually(() -> server.stats().sockets() == 1 && other.stats().sockets() == 1);
        relays.forEach(TopicRelay::dispose);
        eventually(() -> server.stats().sockets() == 0 && other.stats().sockets() == 0);
        other.disposeLater().block();
    }

    @Test
    void warmsUpOnTheLoopbackInterfaceAloneWithMessagesThatItUnderstands() {
        WebSocketRelayStrategy.of(server.url()).warmUp();

        assertThat(log.all()).noneMatch(line -> line.contains("malformed"));
        assertThat(log.all()).anyMatch(line -> line.startsWith("ws://127.0.0.1:") && line.endsWith(" is up"));
        assertThat(server.stats().sockets()).isZero();
        eventually(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("trystero-ws")));
    }

    @Test
    void allSubscribersOfATopicShareOneSubscriptionOnTheWire() {
        TopicRelay relay = open(server.url());
        Heard<TopicEvent> first = Heard.of(relay.subscribe("t"));
        assertThat(first.next()).isInstanceOf(Subscribed.class);
        Heard<TopicEvent> second = Heard.of(relay.subscribe("t"));
        assertThat(second.next()).isInstanceOf(Subscribed.class);

        relay.publish(new Publication("t", Kind.ANNOUNCE, "{}")).block(PATIENCE);

        assertThat(first.next()).isEqualTo(new Received("{}"));
        assertThat(second.next()).isEqualTo(new Received("{}"));
        assertThat(server.stats().delivered()).isEqualTo(1);
        first.cancel();
        relay.publish(new Publication("t", Kind.ANNOUNCE, "{\"a\":1}")).block(PATIENCE);
        assertThat(second.next()).isEqualTo(new Received("{\"a\":1}"));
        second.cancel();
        eventually(() -> server.stats().topics() == 0);
    }

    @Test
    void aSubscriberMayLeaveWhenItHears() {
        TopicRelay relay = open(server.url());

        StepVerifier.create(Flux.range(0, 50)
                        .flatMap(i -> relay.subscribe("t" + i).take(1), 50)
                        .count())
                .expectNext(50L)
                .expectComplete()
                .verify(PATIENCE);

        eventually(() -> server.stats().topics() == 0);
    }

    @Test
    void aSlowSubscriberHoldsNobodyUpAndLosesTheOldest() {
        TopicRelay relay = open(server.url());
        Heard<TopicEvent> fast = Heard.of(relay.subscribe("t"));
        fast.next();

        List<TopicEvent> slow = new CopyOnWriteArrayList<>();
        StepVerifier.create(relay.subscribe("t").doOnNext(slow::add), 1)
                .expectNextMatches(Subscribed.class::isInstance)
                .then(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        relay.publish(new Publication("t", Kind.ANNOUNCE, "{\"i\":" + i + "}"))
                                .block(PATIENCE);
                        fast.next();
                    }
                })
                .thenRequest(Long.MAX_VALUE)
                .thenConsumeWhile(event -> !isLast(event))
                .thenCancel()
                .verify(PATIENCE);
        assertThat(slow).hasSizeBetween(1_000, 1_100);
    }

    private static boolean isLast(TopicEvent event) {
        return event instanceof Received received && received.payload().equals("{\"i\":1999}");
    }

    @Test
    void takesAnObjectForAStringOfItsJson() {
        TopicRelay relay = open(server.url());
        Heard<TopicEvent> events = Heard.of(relay.subscribe("t"));
        events.next();

        try (PlainClient client = PlainClient.connect(server.url())) {
            eventually(() -> server.stats().topics() == 1);
            client.send("{\"type\":\"publish\",\"topic\":\"t\",\"payload\":{\"peerId\":\"p\",\"n\":[1,2.50]}}");
            client.send("{\"type\":\"publish\",\"topic\":\"t\",\"payload\":\"{\\\"peerId\\\":\\\"q\\\"}\"}");
        }

        assertThat(events.next()).isEqualTo(new Received("{\"peerId\":\"p\",\"n\":[1,2.50]}"));
        assertThat(events.next()).isEqualTo(new Received("{\"peerId\":\"q\"}"));
    }

    @Test
    void warnsOnceOfAConnectionsMalformedMessages() {
        DisposableServer hostile = HttpServer.create()
                .host("127.0.0.1")
                .handle((request, response) -> response.sendWebsocket((in, out) -> out.sendString(in.receive()
                                .asString()
                                .flatMap(any -> Flux.just(
                                        "nonsense",
                                        "",
                                        "[]",
                                        "{\"topic\":\"t\"}",
                                        "{\"topic\":\"t\",\"payload\":7}",
                                        "{\"topic\":7,\"payload\":\"\"}",
                                        "{\"topic\":\"other\",\"payload\":\"{}\"}",
                                        "{\"topic\":\"t\",\"payload\":\"first\"}",
                                        "nonsense",
                                        "{\"topic\":\"t\",\"payload\":\"second\"}")))
                        .then(Mono.never())))
                .bindNow();

        Heard<TopicEvent> events =
                Heard.of(open("ws://me:hunter2@127.0.0.1:" + hostile.port()).subscribe("t"));
        assertThat(events.next()).isInstanceOf(Subscribed.class);

        assertThat(events.next()).isEqualTo(new Received("first"));
        assertThat(events.next()).isEqualTo(new Received("second"));
        assertThat(log.warnings())
                .hasSize(1)
                .allMatch(warning -> warning.contains("malformed"))
                .noneMatch(warning -> warning.contains("hunter2"));
        hostile.disposeNow();
    }

    @Test
    void usesTlsIfTheCertificateIsTrusted(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.create(directory);
        WebSocketRelay secure = WebSocketRelay.builder()
                .tls(certificate.certificate(), certificate.key())
                .bind()
                .block();
        ServerTrust pinned = ServerTrust.pem(certificate.certificate());
        String byName = "wss://localhost:" + secure.port();
        String byAddress = "wss://127.0.0.1:" + secure.port();
        String byOtherName = "wss://127.0.0.2:" + secure.port();

        assertThat(secure.url()).isEqualTo(byName + "/");
        assertThat(firstState(byName, pinned).isUp()).isTrue();
        assertThat(firstState(byAddress, pinned).isUp()).isTrue();
        assertThat(firstState(byOtherName, pinned).reason()).contains("127.0.0.2");
        assertThat(firstState(byOtherName, ServerTrust.insecure()).isUp()).isTrue();
        assertThat(firstState(byName, ServerTrust.platform()).reason()).contains("SSLHandshake");

        TopicRelay relay = open(WebSocketRelayStrategy.builder()
                        .url(byName)
                        .trust(pinned)
                        .build())
                .get(0);
        Heard<TopicEvent> events = Heard.of(relay.subscribe("t"));
        events.next();
        String large = "x".repeat(200_000);
        relay.publish(new Publication("t", Kind.OFFER, large)).block(PATIENCE);
        assertThat(events.next()).isEqualTo(new Received(large));
        secure.disposeLater().block();
    }

    /** Returns the first state of a relay that is not the attempt to connect. */
    private RelayStatus firstState(String url, ServerTrust trust) {
        WebSocketRelayStrategy strategy =
                WebSocketRelayStrategy.builder().url(url).trust(trust).build();
        TopicRelay relay = open(strategy).get(0);
        RelayStatus state = Heard.of(relay.status()).until(now -> now.state() != RelayStatus.State.CONNECTING);
        relay.dispose();
        return state;
    }

    @Test
    void theServerRefusesCertificatesThatItCannotRead(@TempDir Path directory) {
        StepVerifier.create(WebSocketRelay.builder()
                        .tls(directory.resolve("none.pem"), directory.resolve("none.key"))
                        .bind())
                .verifyErrorMessage("no usable PEM certificate in " + directory.resolve("none.pem") + " and key in "
                        + directory.resolve("none.key"));
    }
}
