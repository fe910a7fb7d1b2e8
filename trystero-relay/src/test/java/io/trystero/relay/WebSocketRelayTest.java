package io.trystero.relay;

import static io.trystero.relay.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.trystero.relay.RelayStats.DropReason;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

/** The server, as a client sees it that is not ours. */
class WebSocketRelayTest {

    private WebSocketRelay relay;

    @BeforeEach
    void start() {
        relay = WebSocketRelay.bind(0).block();
    }

    @AfterEach
    void stop() {
        relay.disposeLater().block();
    }

    private PlainClient connect() {
        return PlainClient.connect(relay.url());
    }

    @Test
    void sendsAMessageToAllSubscribersThePublisherIncluded() {
        try (PlainClient one = connect();
                PlainClient other = connect()) {
            other.subscribe("t");
            eventually(() -> relay.stats().topics() == 1);
            one.subscribe("t");

            one.send("{\"type\":\"publish\",\"topic\":\"t\",\"payload\":\"{\\\"peerId\\\":\\\"p\\\"}\"}");

            assertThat(one.next()).isEqualTo("{\"topic\":\"t\",\"payload\":\"{\\\"peerId\\\":\\\"p\\\"}\"}");
            assertThat(other.next()).isEqualTo("{\"topic\":\"t\",\"payload\":\"{\\\"peerId\\\":\\\"p\\\"}\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[1,{\"b\":null}],\"c\":\"d\"}",
                "null",
                "true",
                "0.1000000000000000055511151231257827",
                "123456789012345678901234567890",
                "[]",
                "\"\"",
                "\"\\u2028\\u0000\\\" \\ud800 \\ud83d\\udc4b\""
            })
    void carriesAnyJsonValue(String value) throws IOException {
        try (PlainClient client = connect()) {
            client.subscribe("t");

            client.send("{\"payload\":" + value + ",\"topic\":\"t\",\"type\":\"publish\",\"more\":[{}]}");

            RelayMessage heard = RelayCodec.read(client.next());
            RelayMessage expected = RelayCodec.read("{\"topic\":\"t\",\"payload\":" + value + "}");
            assertThat(heard).isEqualTo(expected);
        }
    }

    @Test
    void sendsAMessageOnceToWhoSubscribesTwice() {
        try (PlainClient client = connect()) {
            client.subscribe("t");
            client.subscribe("t");
            client.publish("t", "1");
            client.publish("t", "2");

            assertThat(client.next()).contains("\"1\"");
            assertThat(client.next()).contains("\"2\"");
        }
    }

    @Test
    void sendsNothingAfterUnsubscribe() {
        try (PlainClient client = connect()) {
            client.subscribe("t");
            client.subscribe("u");
            client.send(RelayCodec.unsubscribe("t"));
            client.publish("t", "1");
            client.publish("u", "2");

            assertThat(client.next()).contains("\"2\"");
            assertThat(relay.stats().topics()).isEqualTo(1);
        }
    }

    @Test
    void takesFragmentsAndBinaryMessages() {
        try (PlainClient client = connect()) {
            client.sendFragments("{\"type\":\"subsc", "ribe\",\"topic\"", ":\"t\"}");
            client.sendBinary(RelayCodec.publish("t", "1").getBytes(StandardCharsets.UTF_8));

            assertThat(client.next()).contains("\"1\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "42",
                "[]",
                "{}",
                "{\"type\":\"subscribe\"}",
                "{\"type\":\"subscribe\",\"topic\":7}",
                "{\"type\":\"publish\",\"topic\":\"t\"}",
                "{\"topic\":\"t\",\"payload\":1}",
                "{\"type\":\"shout\",\"topic\":\"t\",\"payload\":1}",
                "{\"type\":\"subscribe\",\"topic\":\"t\"",
                "{\"type\":\"subscribe\",\"topic\":\"t\"} {}",
                "{\"type\":[\"subscribe\"],\"topic\":\"t\"}"
            })
    void ignoresAndCountsWhatIsNoMessage(String message) {
        try (PlainClient client = connect()) {
            client.subscribe("t");
            client.send(message);
            client.publish("t", "after");

            assertThat(client.next()).contains("after");
            assertThat(relay.stats().dropped()).containsEntry(DropReason.MALFORMED, 1L);
        }
    }

    @Test
    void forgetsAClientThatIsGone() {
        PlainClient client = connect();
        client.subscribe("t");
        client.subscribe("u");
        eventually(() -> relay.stats().topics() == 2);

        client.close();

        eventually(() -> relay.stats().sockets() == 0 && relay.stats().topics() == 0);
    }

    @Test
    void countsWhatItDoes() {
        try (PlainClient one = connect();
                PlainClient other = connect()) {
            one.subscribe("t");
            one.publish("t", "1");
            one.next();
            other.subscribe("t");
            other.publish("t", "2");
            other.publish("nobody", "3");
            other.subscribe("end");
            other.publish("end", "4");
            other.next();
            other.next();

            RelayStats stats = relay.stats();

            assertThat(stats.sockets()).isEqualTo(2);
            assertThat(stats.topics()).isEqualTo(2);
            assertThat(stats.published()).isEqualTo(4);
            assertThat(stats.delivered()).isEqualTo(4);
            assertThat(stats.dropped())
                    .containsOnlyKeys(DropReason.values())
                    .allSatisfy((reason, count) -> assertThat(count).isZero());
        }
    }

    @Test
    void answersPlainHttp() throws Exception {
        String http = relay.url().replace("ws://", "http://");

        assertThat(get(http).statusCode()).isEqualTo(426);
        assertThat(get(http + "elsewhere").statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void servesAnotherPathIfAsked() {
        WebSocketRelay elsewhere =
                WebSocketRelay.builder().host("127.0.0.1").path("/relay").bind().block();
        try (PlainClient client = PlainClient.connect(elsewhere.url())) {
            client.subscribe("t");
            client.publish("t", "1");

            assertThat(elsewhere.url()).isEqualTo("ws://127.0.0.1:" + elsewhere.port() + "/relay");
            assertThat(client.next()).contains("\"1\"");
        } finally {
            elsewhere.disposeLater().block();
        }
    }

    @Test
    void closesItsClientsWhenDisposedAndEndsItsThreads() {
        PlainClient client = connect();
        eventually(() -> relay.stats().sockets() == 1);

        relay.dispose();

        assertThat(client.closed()).isEqualTo("1001 relay shuts down");
        relay.disposeLater().block();
        relay.onDispose().block();
        assertThat(relay.isDisposed()).isTrue();
        eventually(() -> threads().isEmpty());
    }

    @RepeatedTest(20)
    void closesAClientThatHasOnlyJustConnectedToo() {
        PlainClient client = connect();

        relay.disposeLater().block();

        assertThat(client.closed()).isNotBlank();
    }

    @Test
    void closesAClientThatDoesNotAnswerTheGoodbyeAllTheSame() {
        PlainClient client = PlainClient.connectIdle(relay.url());
        eventually(() -> relay.stats().sockets() == 1);

        relay.disposeLater().block();

        assertThat(relay.stats().sockets()).isZero();
        client.read();
        assertThat(client.closed()).isNotBlank();
    }

    @Test
    void failsToBindToAPortThatIsTakenAndLeavesNoThread() {
        int before = threads().size();

        StepVerifier.create(WebSocketRelay.bind(relay.port()))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(BindException.class)
                        .hasMessageEndingWith(":" + relay.port() + ": address in use"))
                .verify();

        eventually(() -> threads().size() == before);
    }

    @Test
    void startsAnotherForEachSubscription() {
        var bind = WebSocketRelay.builder().host("127.0.0.1").bind();
        WebSocketRelay one = bind.block();
        WebSocketRelay other = bind.block();

        assertThat(one.port()).isNotEqualTo(other.port());

        one.disposeLater().and(other.disposeLater()).block();
    }

    @Test
    void refusesBoundsThatAreNone() {
        WebSocketRelayBuilder builder = WebSocketRelay.builder();

        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxSockets(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.port(65_536));
        for (String path : new String[] {"relay", "", "/a b", "/a?b", "/a#b"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.path(path))
                    .withMessageContaining("path");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> builder.host(" ")).withMessageContaining("host");
        for (Duration interval : new Duration[] {
            Duration.ofNanos(1), Duration.ZERO, Duration.ofSeconds(-1), Duration.ofSeconds(Long.MAX_VALUE)
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.pingInterval(interval))
                    .withMessageContaining("pingInterval");
        }
        assertThatNullPointerException().isThrownBy(() -> builder.host(null)).withMessage("host");
        assertThatNullPointerException().isThrownBy(() -> builder.path(null)).withMessage("path");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.pingInterval(null))
                .withMessage("pingInterval");
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("trystero-relay"))
                .toList();
    }
}
