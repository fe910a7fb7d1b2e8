package io.trystero.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.trystero.RecordedLog;
import io.trystero.websocket.WebSocketSendException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** What the socket does on a real network, to servers that behave well and badly. */
class NettyConnectorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    final RecordedLog log = new RecordedLog();

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final WebSocketOptions.Builder options =
            WebSocketOptions.builder().backoff(Duration.ofMillis(20), Duration.ofMillis(20));
    private final List<ReconnectingWebSocket> sockets = new ArrayList<>();
    private Consumer<ReconnectingWebSocket> whenOpen = socket -> {};
    private DisposableServer server;

    private final class Protocol implements WebSocketListener {

        private final ReconnectingWebSocket socket;

        Protocol(ReconnectingWebSocket socket) {
            this.socket = socket;
        }

        @Override
        public void onOpen() {
            heard.add("open");
            whenOpen.accept(socket);
        }

        @Override
        public void onText(String text) {
            heard.add(text);
        }

        @Override
        public void onBinary(ByteBuffer bytes) {
            heard.add("binary " + StandardCharsets.UTF_8.decode(bytes));
        }

        @Override
        public void onClose(String reason) {
            heard.add("close: " + reason);
        }
    }

    @AfterEach
    void stop() {
        sockets.forEach(ReconnectingWebSocket::dispose);
        if (server != null) {
            server.disposeNow();
        }
        eventually(() -> threads().isEmpty());
    }

    private void serve(BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler) {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(server == null ? 0 : server.port())
                .handle(handler)
                .bindNow();
    }

    private void serveWebSocket(BiFunction<WebsocketInbound, WebsocketOutbound, Publisher<Void>> handler) {
        WebsocketServerSpec spec =
                WebsocketServerSpec.builder().maxFramePayloadLength(1 << 22).build();
        serve((request, response) -> response.sendWebsocket(handler, spec));
    }

    private ReconnectingWebSocket connect() {
        return connect("ws://127.0.0.1:" + server.port());
    }

    private ReconnectingWebSocket connect(String url) {
        ReconnectingWebSocket.connect(WebSocketUrl.parse(url), options.build(), made -> {
            sockets.add(made);
            return new Protocol(made);
        });
        return sockets.get(sockets.size() - 1);
    }

    private String next() throws InterruptedException {
        String next = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as("an event").isNotNull();
        return next;
    }

    private static String firstFailure(ReconnectingWebSocket socket) {
        return socket.status()
                .ofType(WebSocketStatus.Down.class)
                .blockFirst(PATIENCE)
                .reason();
    }

    private static void eventually(BooleanSupplier condition) {
        Flux.interval(Duration.ZERO, Duration.ofMillis(5))
                .onBackpressureDrop()
                .filter(tick -> condition.getAsBoolean())
                .blockFirst(PATIENCE);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("trystero-ws"))
                .toList();
    }

    private static Publisher<Void> echo(WebsocketInbound in, WebsocketOutbound out) {
        return out.sendObject(in.aggregateFrames(1 << 22).receiveFrames().map(WebSocketFrame::retain));
    }

    @Test
    void carriesTextAndBytesBothWays() throws Exception {
        serveWebSocket(NettyConnectorTest::echo);
        ReconnectingWebSocket socket = connect();
        assertThat(next()).isEqualTo("open");

        socket.send("héllo 👋").block(PATIENCE);
        socket.send(ByteBuffer.wrap("bytes".getBytes(StandardCharsets.UTF_8))).block(PATIENCE);
        socket.send("").block(PATIENCE);

        assertThat(next()).isEqualTo("héllo 👋");
        assertThat(next()).isEqualTo("binary bytes");
        assertThat(next()).isEmpty();
    }

    @Test
    void aPageOf64KibibytesIsReadAndALongerOneIsNot() {
        AtomicInteger bytes = new AtomicInteger(64 * 1024);
        serve((request, response) -> response.status(404).sendString(Mono.just("x".repeat(bytes.get()))));

        assertThat(firstFailure(connect())).contains("404");
        bytes.incrementAndGet();
        assertThat(firstFailure(connect())).contains("answered with a page");
    }

    @Test
    void aPageWithoutAnEndIsReadNoFurtherThan64Kibibytes() {
        AtomicInteger bytes = new AtomicInteger(64 * 1024);
        // the response has no length, and does not end
        serve((request, response) -> response.status(404)
                .sendString(Flux.just("x".repeat(bytes.get())).concatWith(Mono.never())));
        options.connectTimeout(Duration.ofMillis(500));

        assertThat(firstFailure(connect())).startsWith("no connection within");
        bytes.incrementAndGet();
        assertThat(firstFailure(connect())).contains("answered with a page");
    }

    @RepeatedTest(50)
    void sendsWhenItOpens() throws Exception {
        serveWebSocket(NettyConnectorTest::echo);
        whenOpen = socket -> socket.send("hello").subscribe();

        connect();

        assertThat(next()).isEqualTo("open");
        assertThat(next()).isEqualTo("hello");
    }

    @Test
    void takesAMessageOfTheLargestSize() throws Exception {
        serveWebSocket(NettyConnectorTest::echo);
        ReconnectingWebSocket socket = connect();
        next();
        String largest = "x".repeat(1 << 20);

        socket.send(largest).block(PATIENCE);

        assertThat(next()).isEqualTo(largest);
    }

    @Test
    void putsFragmentsTogether() throws Exception {
        serveWebSocket((in, out) -> out.sendObject(Flux.just(
                        new TextWebSocketFrame(false, 0, "one "),
                        new ContinuationWebSocketFrame(false, 0, "two "),
                        new ContinuationWebSocketFrame(true, 0, "three")))
                .then(Mono.never()));
        connect();
        next();

        assertThat(next()).isEqualTo("one two three");
    }

    @Test
    void dropsAConnectionThatSendsTooLargeAMessage() throws Exception {
        options.maxMessageBytes(1_000);
        serveWebSocket((in, out) -> out.sendString(Mono.just("x".repeat(1_001))).then(Mono.never()));
        connect();
        next();

        assertThat(next()).startsWith("close: ").contains("1000");
        assertThat(next()).as("and connects again").isEqualTo("open");
    }

    @Test
    void dropsAConnectionThatSendsTooManyFragments() throws Exception {
        options.maxMessageBytes(1_000);
        serveWebSocket((in, out) -> out.sendObject(Flux.<WebSocketFrame>just(
                                new TextWebSocketFrame(false, 0, "x".repeat(600)))
                        .concatWith(
                                Flux.range(0, 5).map(i -> new ContinuationWebSocketFrame(false, 0, "x".repeat(600)))))
                .then(Mono.never()));
        connect();
        next();

        assertThat(next()).startsWith("close: ");
        assertThat(next()).isEqualTo("open");
    }

    @Test
    void dropsAConnectionThatSendsTextWhichIsNone() throws Exception {
        serveWebSocket((in, out) -> out.sendObject(
                        Mono.just(new TextWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {(byte) 0xc3, 0x28}))))
                .then(Mono.never()));
        connect();
        next();

        assertThat(next()).startsWith("close: ");
        assertThat(next()).isEqualTo("open");
    }

    @Test
    void saysHowTheServerClosed() throws Exception {
        serveWebSocket((in, out) -> out.sendClose(1008, "not\nyou"));
        connect();
        next();

        assertThat(next()).isEqualTo("close: closed by the server with 1008: not you");
    }

    @Test
    void saysWhenTheServerRefuses() {
        serve((request, response) -> response.status(403).send());

        assertThat(firstFailure(connect())).contains("403");
    }

    @Test
    void saysWhenTheServerIsNone() {
        serve((request, response) -> response.sendString(Mono.just("<html>".repeat(20_000))));

        assertThat(firstFailure(connect())).isNotBlank();
    }

    @Test
    void saysWhenNobodyListens() {
        serve((request, response) -> response.send());
        String url = "ws://127.0.0.1:" + server.port();
        server.disposeNow();

        assertThat(firstFailure(connect(url))).isEqualTo("connection refused");
    }

    @Test
    void saysWhenTheHostIsUnknown() {
        assertThat(firstFailure(connect("ws://no-such-host.invalid"))).isNotBlank();
    }

    @Test
    void givesUpAServerThatTakesTheConnectionAndSaysNothing() throws IOException {
        options.connectTimeout(Duration.ofMillis(50));
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            assertThat(firstFailure(connect("ws://127.0.0.1:" + silent.getLocalPort())))
                    .startsWith("no connection within");
        }
    }

    @Test
    void noticesAServerThatHasFallenSilent() throws Exception {
        options.pingInterval(Duration.ofMillis(50));
        // Left to answer pings itself, it never does.
        WebsocketServerSpec deaf =
                WebsocketServerSpec.builder().handlePing(true).build();
        serve((request, response) ->
                response.sendWebsocket((in, out) -> in.receive().then(), deaf));
        connect();
        next();

        assertThat(next()).startsWith("close: silent");
        assertThat(next()).isEqualTo("open");
    }

    @Test
    void keepsAServerThatAnswersPings() throws Exception {
        options.pingInterval(Duration.ofMillis(400));
        AtomicInteger pings = new AtomicInteger();
        WebsocketServerSpec own = WebsocketServerSpec.builder().handlePing(true).build();
        serve((request, response) -> response.sendWebsocket(
                (in, out) -> out.sendObject(in.receiveFrames()
                        .ofType(PingWebSocketFrame.class)
                        .map(ping ->
                                // The third is sent only if the answers to the others were heard.
                                pings.incrementAndGet() < 3
                                        ? new PongWebSocketFrame()
                                        : new TextWebSocketFrame("third"))),
                own));
        connect();
        next();

        assertThat(next()).isEqualTo("third");
    }

    @Test
    void sendsUserInfoAndQueryToTheServerAndShowsNeither() throws Exception {
        serve((request, response) -> {
            String seen = request.uri() + " " + request.requestHeaders().get("Authorization") + " "
                    + request.requestHeaders().contains("Origin");
            return response.sendWebsocket((in, out) -> out.sendString(Mono.just(seen)));
        });
        ReconnectingWebSocket socket = connect("ws://me:hunter2@127.0.0.1:" + server.port() + "/relay?key=hunter2");
        next();

        assertThat(next()).isEqualTo("/relay?key=hunter2 Basic bWU6aHVudGVyMg== false");
        server.disposeNow();
        assertThat(firstFailure(socket)).doesNotContain("hunter2");
        assertThat(log.all().toString()).doesNotContain("hunter2");
    }

    @Test
    void failsToSendWhatTheServerDoesNotRead() throws Exception {
        options.maxQueuedBytes(1 << 20);
        serveWebSocket((in, out) -> Mono.never());
        ReconnectingWebSocket socket = connect();
        next();
        String message = "x".repeat(100_000);

        Throwable failure = Flux.range(0, 1_000)
                .flatMap(i -> socket.send(message), 1_000)
                .then()
                .materialize()
                .block(PATIENCE)
                .getThrowable();

        assertThat(failure)
                .isInstanceOfSatisfying(
                        WebSocketSendException.class,
                        unsent -> assertThat(unsent.reason()).isEqualTo(Reason.QUEUE_FULL));
        assertThat(socket.isOpen()).isTrue();
    }

    @Test
    void saysGoodbyeWhenDisposed() throws Exception {
        BlockingQueue<Integer> codes = new LinkedBlockingQueue<>();
        serveWebSocket((in, out) -> in.receive()
                .then(in.receiveCloseStatus())
                .doOnNext(status -> codes.add(status.code()))
                .then());
        ReconnectingWebSocket socket = connect();
        next();
        socket.send("last words").block(PATIENCE);

        socket.dispose();

        assertThat(codes.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1000);
    }

    @Test
    void aServerThatDoesNotTakeTheGoodbyeIsWaitedForASecond() throws Exception {
        options.maxQueuedBytes(64 << 20);
        serveWebSocket((in, out) -> Mono.never());
        ReconnectingWebSocket socket = connect();
        next();
        // more than the buffers of both machines hold, so that the goodbye stays here
        Flux.range(0, 32)
                .flatMap(i -> socket.send("x".repeat(1 << 20)).onErrorComplete(), 32)
                .subscribe();

        long began = System.nanoTime();
        socket.dispose();
        eventually(() -> threads().isEmpty());

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void socketsShareThreadsWhichEndWithTheLast() throws Exception {
        serveWebSocket(NettyConnectorTest::echo);
        for (int i = 0; i < 20; i++) {
            connect();
        }
        for (int i = 0; i < 20; i++) {
            assertThat(next()).isEqualTo("open");
        }
        assertThat(threads()).hasSizeBetween(1, 4);
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("trystero-ws"))
                .allMatch(Thread::isDaemon);

        sockets.forEach(ReconnectingWebSocket::dispose);

        eventually(() -> threads().isEmpty());
    }

    @Test
    void looksUpNames() throws Exception {
        serveWebSocket(NettyConnectorTest::echo);

        connect("ws://localhost:" + server.port());

        assertThat(next()).isEqualTo("open");
    }
}
