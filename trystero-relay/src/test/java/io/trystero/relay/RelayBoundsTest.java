package io.trystero.relay;

import static io.trystero.relay.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trystero.relay.RelayStats.DropReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Each bound of the server, reached. */
class RelayBoundsTest {

    private WebSocketRelay relay;

    @AfterEach
    void stop() {
        relay.disposeLater().block();
    }

    private void start(UnaryOperator<WebSocketRelayBuilder> bounds) {
        relay = bounds.apply(WebSocketRelay.builder().host("127.0.0.1")).bind().block();
    }

    private PlainClient connect() {
        return PlainClient.connect(relay.url());
    }

    private long dropped(DropReason reason) {
        return relay.stats().dropped().get(reason);
    }

    @Test
    void refusesOneSocketTooManyUntilThereIsRoom() {
        start(builder -> builder.maxSockets(2));
        PlainClient first = connect();
        PlainClient second = connect();

        assertThatThrownBy(this::connect).hasStackTraceContaining("503");
        assertThat(dropped(DropReason.TOO_MANY_SOCKETS)).isEqualTo(1);

        first.close();
        eventually(() -> relay.stats().sockets() == 1);
        try (PlainClient third = connect()) {
            third.subscribe("t");
            third.publish("t", "1");
            assertThat(third.next()).contains("\"1\"");
        }
        second.close();
    }

    @Test
    void closesConnectionsUnheardPastTwiceAsManyAsSockets() throws IOException {
        start(builder -> builder.maxSockets(2));
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            silent.add(new Socket(InetAddress.getLoopbackAddress(), relay.port()));
        }
        eventually(() -> dropped(DropReason.TOO_MANY_SOCKETS) == 1);

        // which of them came last is for the server to say
        assertThat(silent).filteredOn(RelayBoundsTest::isClosedByTheServer).hasSize(1);
        for (Socket each : silent) {
            each.close();
        }
    }

    private static boolean isClosedByTheServer(Socket socket) {
        try {
            socket.setSoTimeout(500);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void closesAConnectionThatIsNoWebSocketAfterTenSeconds() throws IOException {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        start(builder -> builder.scheduler(time));
        try (RawClient silent = new RawClient(relay);
                RawClient busy = new RawClient(relay);
                PlainClient client = connect()) {
            // the pings, and the patience with each of the three
            eventually(() -> time.getScheduledTaskCount() == 4);
            time.advanceTimeBy(Duration.ofMillis(9_999));
            // a first request may overtake a close that is due, a second does not
            assertThat(busy.ask("GET")).startsWith("HTTP/1.1 426");
            assertThat(busy.ask("GET")).startsWith("HTTP/1.1 426");
            time.advanceTimeBy(Duration.ofMillis(1));

            silent.awaitEnd();
            busy.awaitEnd();
            client.subscribe("t");
            client.publish("t", "still here");
            assertThat(client.next()).contains("still here");
        }
    }

    @Test
    void closesASocketWithOneTopicTooMany() {
        start(builder -> builder.maxTopicsPerSocket(2));
        PlainClient client = connect();
        client.subscribe("1");
        client.subscribe("2");
        client.subscribe("2");
        client.send(RelayCodec.unsubscribe("1"));
        client.subscribe("3");
        client.publish("3", "still here");
        assertThat(client.next()).contains("still here");

        client.subscribe("4");

        assertThat(client.closed()).isEqualTo("1008 more than 2 topics");
        assertThat(dropped(DropReason.TOO_MANY_TOPICS)).isEqualTo(1);
        eventually(() -> relay.stats().topics() == 0);
    }

    @Test
    void closesASocketThatNamesTooLongATopic() {
        start(builder -> builder.maxTopicLength(4));
        PlainClient client = connect();
        client.subscribe("1234");
        client.publish("1234", "still here");
        assertThat(client.next()).contains("still here");

        client.publish("12345", "too long");

        assertThat(client.closed()).isEqualTo("1008 topic over 4 characters");
        assertThat(dropped(DropReason.TOPIC_TOO_LONG)).isEqualTo(1);
    }

    @Test
    void closesASocketThatSendsTooLargeAMessage() {
        start(builder -> builder.maxMessageBytes(1_000));
        PlainClient client = connect();
        client.subscribe("t");
        String publish = RelayCodec.publish("t", "");
        client.publish("t", "x".repeat(1_000 - publish.length()));
        assertThat(client.next()).contains("xxx");

        client.publish("t", "x".repeat(1_001 - publish.length()));

        assertThat(client.closed()).startsWith("1009");
        eventually(() -> dropped(DropReason.MESSAGE_TOO_LARGE) == 1);
    }

    @Test
    void closesASocketThatSendsTooManyFragments() {
        start(builder -> builder.maxMessageBytes(1_000));
        PlainClient client = connect();

        client.sendFragments("x".repeat(600), "x".repeat(600));

        assertThat(client.closed()).startsWith("1009");
        eventually(() -> dropped(DropReason.MESSAGE_TOO_LARGE) == 1);
    }

    @Test
    void dropsWhatIsPublishedTooFast() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        start(builder -> builder.publishRate(10, 2).scheduler(time));
        try (PlainClient client = connect()) {
            client.subscribe("t");
            client.publish("t", "first");
            client.publish("t", "second");
            client.publish("t", "too fast");
            eventually(() -> dropped(DropReason.PUBLISHED_TOO_FAST) == 1);
            time.advanceTimeBy(Duration.ofMillis(100));
            client.publish("t", "third");

            assertThat(client.next()).contains("first");
            assertThat(client.next()).contains("second");
            assertThat(client.next()).contains("third");
        }
    }

    @Test
    void closesASocketThatDoesNotTakeItsMessagesAndSparesTheOthers() {
        start(builder -> builder.maxQueuedBytes(1 << 20));
        PlainClient slow = PlainClient.connectIdle(relay.url());
        slow.subscribe("t");
        eventually(() -> relay.stats().topics() == 1);
        try (PlainClient fast = connect()) {
            fast.subscribe("t");
            String large = "x".repeat(100_000);
            int published = 0;
            while (dropped(DropReason.SLOW_CONSUMER) == 0 && published < 1_000) {
                fast.publish("t", large);
                fast.next();
                published++;
            }

            assertThat(dropped(DropReason.SLOW_CONSUMER)).isEqualTo(1);
            eventually(() -> relay.stats().sockets() == 1);
            fast.publish("t", "after");
            assertThat(fast.next()).contains("after");
        }
        slow.abort();
    }

    @Test
    void saysWhyToASlowSocketThatReadsOn() {
        start(builder -> builder.maxQueuedBytes(2_000));
        try (PlainClient client = connect()) {
            client.subscribe("t");

            client.publish("t", "x".repeat(2_000));

            assertThat(client.closed()).isEqualTo("1013 too slow: over 2000 bytes wait");
        }
    }

    @Test
    void dropsAClientThatDoesNotAnswerPings() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        start(builder -> builder.pingInterval(Duration.ofSeconds(30)).scheduler(time));
        // The JDK's client answers pings when it reads.
        PlainClient silent = PlainClient.connectIdle(relay.url());
        try (PlainClient answering = connect()) {
            eventually(() -> relay.stats().sockets() == 2);
            answering.subscribe("t");

            for (int i = 0; i < 3; i++) {
                time.advanceTimeBy(Duration.ofSeconds(30));
                // The first may be taken before the ping is sent, the second is not.
                answering.publish("t", "tick");
                answering.next();
                answering.publish("t", "tock");
                answering.next();
            }

            eventually(() -> relay.stats().sockets() == 1);
            assertThat(dropped(DropReason.SILENT)).isEqualTo(1);
        }
        silent.abort();
    }
}
