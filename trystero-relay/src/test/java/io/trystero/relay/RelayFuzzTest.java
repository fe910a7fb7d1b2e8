package io.trystero.relay;

import static io.trystero.relay.Await.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.trystero.signaling.Publication;
import io.trystero.signaling.Publication.Kind;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicEvent.Received;
import io.trystero.signaling.TopicRelay;
import io.trystero.test.contract.Heard;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Whatever comes over the network, both sides go on. */
class RelayFuzzTest {

    /** What goes before the bytes. */
    enum Upgrade {
        NONE,
        NOT_WAITED_FOR,
        ANSWERED
    }

    private static final String UPGRADE = """
            GET / HTTP/1.1
            Host: localhost
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13

            """;

    private static WebSocketRelay relay;

    @BeforeContainer
    static void start() {
        // They tell of everything that is wrong, and here everything is.
        level(Level.ERROR);
        relay = WebSocketRelay.builder().host("127.0.0.1").bind().block();
    }

    @AfterContainer
    static void stop() {
        relay.disposeLater().block();
        level(null);
    }

    private static void level(Level level) {
        for (String name : new String[] {"reactor.netty.http.server", "io.trystero.signaling"}) {
            ((Logger) LoggerFactory.getLogger(name)).setLevel(level);
        }
    }

    @Property(tries = 50)
    void theServerGoesOnWhateverAClientSays(@ForAll("sayings") List<String> sayings) {
        try (PlainClient client = PlainClient.connect(relay.url())) {
            client.subscribe("mine");
            for (String saying : sayings) {
                client.send(saying);
                client.sendBinary(saying.getBytes(StandardCharsets.UTF_16));
            }
            client.publish("mine", "after");

            String heard = client.next();
            while (!heard.contains("after")) {
                heard = client.next();
            }
        }
    }

    @Property(tries = 50)
    void theServerGoesOnWhateverBytesCome(@ForAll byte[] bytes, @ForAll Upgrade upgrade) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
            OutputStream out = socket.getOutputStream();
            if (upgrade != Upgrade.NONE) {
                out.write(UPGRADE.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            if (upgrade == Upgrade.ANSWERED) {
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            out.write(bytes);
            out.flush();
        }

        try (PlainClient client = PlainClient.connect(relay.url())) {
            client.subscribe("mine");
            client.publish("mine", "after");
            assertThat(client.next()).contains("after");
        }
    }

    @Property(tries = 50)
    void theClientGoesOnWhateverTheServerSays(@ForAll("sayings") List<String> sayings) {
        DisposableServer hostile = HttpServer.create()
                .host("127.0.0.1")
                .handle((request, response) -> response.sendWebsocket((in, out) -> out.sendString(in.receive()
                                .asString()
                                .flatMap(said -> Flux.fromIterable(sayings)
                                        .concatWithValues("{\"topic\":\"mine\",\"payload\":\"after\"}")))
                        .then(Mono.never())))
                .bindNow();
        TopicRelay client = WebSocketRelayStrategy.of("ws://127.0.0.1:" + hostile.port())
                .open(new SignalingContext(
                        "com.example.fuzz", "A1b2C3d4E5f6G7h8I9j0", Schedulers.parallel(), new SplittableRandom(1)))
                .get(0);
        try {
            Heard<TopicEvent> events = Heard.of(client.subscribe("mine"));
            events.until(event -> event.equals(new Received("after")));
            client.publish(new Publication("mine", Kind.ANNOUNCE, "{}")).block(PATIENCE);
            events.until(event -> event.equals(new Received("after")));
        } finally {
            client.dispose();
            hostile.disposeNow();
        }
    }

    /** Any text, JSON of any shape, and messages in which a character is changed or that end too soon. */
    @Provide
    Arbitrary<List<String>> sayings() {
        Arbitrary<String> message = Arbitraries.of(
                "{\"type\":\"subscribe\",\"topic\":\"mine\"}",
                "{\"type\":\"unsubscribe\",\"topic\":\"other\"}",
                "{\"type\":\"publish\",\"topic\":\"mine\",\"payload\":{\"a\":[1e5,null,{}]}}",
                "{\"topic\":\"mine\",\"payload\":\"{\\\"peerId\\\":7}\"}",
                "[[[]],{\"topic\":{}}]",
                "-0.0e-0");
        Arbitrary<String> changed = message.flatMap(text -> Arbitraries.integers()
                .between(0, text.length() - 1)
                .flatMap(at -> Arbitraries.chars()
                        .range(' ', '~')
                        .map(value -> text.substring(0, at) + value + text.substring(at + 1))));
        Arbitrary<String> cut = message.flatMap(
                text -> Arbitraries.integers().between(0, text.length()).map(end -> text.substring(0, end)));
        return Arbitraries.oneOf(Arrays.asList(Arbitraries.strings(), message, changed, cut))
                .list()
                .ofMaxSize(30);
    }
}
