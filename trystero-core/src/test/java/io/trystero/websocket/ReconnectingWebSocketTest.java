package io.trystero.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.RecordedLog;
import io.trystero.websocket.WebSocketSendException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What the socket does in time, on a network made of script. */
class ReconnectingWebSocketTest {

    private static final WebSocketUrl URL = WebSocketUrl.parse("wss://me:hunter2@example.org/?key=hunter2");

    /** Waits for half of each period. */
    private static final RandomGenerator HALF = () -> 1L << 63;

    @RegisterExtension
    final RecordedLog log = new RecordedLog();

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ScriptedConnector network = new ScriptedConnector();
    private final WebSocketOptions.Builder options =
            WebSocketOptions.builder().scheduler(time).random(HALF);
    private final List<String> heard = new ArrayList<>();
    private final List<String> statuses = new ArrayList<>();
    private Runnable whenOpen = () -> {};
    private ReconnectingWebSocket socket;

    private final class Protocol implements WebSocketListener {

        @Override
        public void onOpen() {
            heard.add("open");
            whenOpen.run();
        }

        @Override
        public void onText(String text) {
            heard.add(text);
            if (text.equals("poison")) {
                throw new IllegalStateException("poisoned, as the test wants");
            }
        }

        @Override
        public void onBinary(ByteBuffer bytes) {
            heard.add("binary " + StandardCharsets.UTF_8.decode(bytes));
        }

        @Override
        public void onRefused(int httpStatus) {
            heard.add("refused with " + httpStatus);
            if (httpStatus == 401) {
                socket.dispose();
            }
        }

        @Override
        public void onClose(String reason) {
            heard.add("close: " + reason);
        }
    }

    private void connect() {
        ReconnectingWebSocket.connect(URL, options.build(), network, made -> {
            socket = made;
            return new Protocol();
        });
        socket.status().subscribe(now -> statuses.add(describe(now)), null, () -> statuses.add("complete"));
    }

    private static String describe(WebSocketStatus status) {
        if (status instanceof WebSocketStatus.Down down) {
            return "down: " + down.reason() + ", next try in " + down.nextTry().toMillis();
        }
        return status instanceof WebSocketStatus.Up ? "up" : "connecting";
    }

    private void pass(long millis) {
        time.advanceTimeBy(Duration.ofMillis(millis));
    }

    private void passUntilTheNextTry() {
        int before = network.attempts.size();
        while (network.attempts.size() == before) {
            pass(100);
        }
    }

    @Test
    void connectsAtOnceAndSaysSo() {
        connect();
        assertThat(statuses).containsExactly("connecting");

        network.last().open();

        assertThat(statuses).containsExactly("connecting", "up");
        assertThat(heard).containsExactly("open");
        assertThat(socket.isOpen()).isTrue();
    }

    @Test
    void triesAgainLaterAndLaterAndNeverGivesUp() {
        connect();

        long[] delays = {1_666, 3_333, 6_666, 13_332, 26_664, 30_000, 30_000, 30_000};
        for (int i = 0; i < delays.length; i++) {
            network.last().fail("refused");
            assertThat(statuses).last().isEqualTo("down: refused, next try in " + delays[i]);
            pass(delays[i] - 1);
            assertThat(network.attempts).hasSize(i + 1);
            pass(1);
            assertThat(network.attempts).hasSize(i + 2);
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void waitsAShortTimeAgainOnceItWasOpen() {
        connect();
        for (int i = 0; i < 5; i++) {
            network.last().fail("refused");
            passUntilTheNextTry();
        }

        network.last().open();
        network.last().fail("gone");

        assertThat(statuses).last().isEqualTo("down: gone, next try in 1666");
        assertThat(heard).containsExactly("open", "close: gone");
    }

    @Test
    void givesUpAnAttemptThatTakesTooLong() {
        connect();

        pass(9_999);
        assertThat(network.last().end).isNull();
        pass(1);

        assertThat(network.last().end).isEqualTo("aborted");
        assertThat(statuses).last().asString().startsWith("down: no connection within PT10S");
    }

    @Test
    void hasNoTimeLimitOnceItIsOpenAndAnswering() {
        connect();
        network.last().open();

        for (int i = 1; i <= 100; i++) {
            pass(20_000);
            assertThat(network.last().pings).isEqualTo(i);
            network.last().pong();
        }

        assertThat(network.attempts).hasSize(1);
        assertThat(socket.isOpen()).isTrue();
    }

    @Test
    void aMessageIsAsGoodASignOfLifeAsAPong() {
        connect();
        network.last().open();

        pass(20_000);
        network.last().text("hello");
        pass(20_000);

        assertThat(socket.isOpen()).isTrue();
    }

    @Test
    void aConnectionOnWhichNothingComesIsLost() {
        connect();
        network.last().open();

        pass(20_000);
        pass(19_999);
        assertThat(socket.isOpen()).isTrue();
        pass(1);

        assertThat(socket.isOpen()).isFalse();
        assertThat(network.attempts.get(0).end).isEqualTo("aborted");
        assertThat(heard).containsExactly("open", "close: silent for PT20S after a ping");
        pass(1_666);
        assertThat(network.attempts).hasSize(2);
    }

    @Test
    void eventsOfAnEarlierConnectionCountNoMore() {
        connect();
        ScriptedConnector.Attempt first = network.last();
        first.open();
        first.fail("gone");
        pass(1_666);

        first.text("from the dead");
        first.fail("gone again");
        first.open();

        assertThat(heard).containsExactly("open", "close: gone");
        assertThat(statuses).last().isEqualTo("connecting");
    }

    @Test
    void sendsWhatIsSubscribedToEachTime() {
        connect();
        network.last().open();

        Mono<Void> hello = socket.send("hello");
        assertThat(network.last().sent).isEmpty();

        StepVerifier.create(hello).then(() -> network.last().confirm(null)).verifyComplete();
        StepVerifier.create(hello).then(() -> network.last().confirm(null)).verifyComplete();
        assertThat(network.last().sent).containsExactly("hello", "hello");
    }

    @Test
    void sendsBytesToo() {
        connect();
        network.last().open();
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {'a', 'b', 'c'}).position(1);

        socket.send(bytes).subscribe();

        assertThat(network.last().sent).containsExactly("binary bc");
        assertThat(bytes.remaining()).isEqualTo(2);
    }

    @Test
    void whatTheListenerSendsWhenOpenGoesFirst() {
        whenOpen = () -> {
            socket.send("hello").subscribe();
            socket.send("again").subscribe();
        };
        connect();
        socket.status()
                .ofType(WebSocketStatus.Up.class)
                .flatMap(up -> socket.send("later"))
                .subscribe();

        network.last().open();

        assertThat(network.last().sent).containsExactly("hello", "again", "later");
    }

    @Test
    void sendingFailsWhileThereIsNoConnection() {
        connect();
        assertUnsent(socket.send("too early"), Reason.DOWN);

        network.last().open();
        network.last().fail("gone");

        assertUnsent(socket.send("too late"), Reason.DOWN);
    }

    @Test
    void sendingFailsWhenTooMuchWaits() {
        options.maxQueuedBytes(10);
        connect();
        network.last().open();
        StepVerifier.create(socket.send("12345"))
                .expectSubscription()
                .thenCancel()
                .verify();
        StepVerifier.create(socket.send("12345"))
                .expectSubscription()
                .thenCancel()
                .verify();

        assertUnsent(socket.send("6"), Reason.QUEUE_FULL);

        network.last().confirm(null);
        StepVerifier.create(socket.send("6"))
                .then(() -> network.last().confirm(null))
                .verifyComplete();
    }

    @Test
    void sendingFailsWhenTheConnectionBreaks() {
        connect();
        network.last().open();

        StepVerifier.create(socket.send("hello"))
                .then(() -> network.last().confirm(new java.io.IOException("broken pipe")))
                .verifyErrorSatisfies(failure -> assertReason(failure, Reason.BROKEN));
    }

    @Test
    void survivesAListenerThatThrows() {
        connect();
        network.last().open();

        network.last().text("poison");
        network.last().text("hello");

        assertThat(heard).containsExactly("open", "poison", "hello");
        assertThat(socket.isOpen()).isTrue();
    }

    @Test
    void warnsOnceForManyFailuresInARow() {
        connect();
        for (int i = 0; i < 5; i++) {
            network.last().fail("refused");
            passUntilTheNextTry();
            // Up for a moment is no recovery.
            network.last().open();
        }

        assertThat(log.warnings()).hasSize(1);
    }

    @Test
    void warnsAgainOnceItHasAnsweredAPing() {
        connect();
        network.last().fail("refused");
        passUntilTheNextTry();
        network.last().open();
        pass(20_000);
        network.last().pong();
        pass(20_000);

        network.last().fail("gone");

        assertThat(log.warnings()).hasSize(2);
    }

    @Test
    void reconnectsOnDemand() {
        connect();
        socket.reconnect("not open yet, so this does nothing");
        network.last().open();

        socket.reconnect("makes no sense");

        assertThat(network.last().end).isEqualTo("aborted");
        assertThat(statuses).last().isEqualTo("down: makes no sense, next try in 1666");
    }

    @Test
    void disposeClosesTheConnectionAndCompletesTheStatus() {
        connect();
        network.last().open();

        socket.dispose();
        socket.dispose();

        assertThat(network.last().end).isEqualTo("closed");
        assertThat(network.closed).isTrue();
        assertThat(statuses).containsExactly("connecting", "up", "complete");
        assertUnsent(socket.send("too late"), Reason.DISPOSED);
        pass(600_000);
        assertThat(network.attempts).hasSize(1);
    }

    @Test
    void disposeEndsAnAttempt() {
        connect();

        socket.dispose();

        assertThat(network.last().end).isEqualTo("aborted");
        network.last().open();
        assertThat(heard).isEmpty();
        pass(600_000);
        assertThat(network.attempts).hasSize(1);
    }

    @Test
    void disposeEndsTheWaitForTheNextTry() {
        connect();
        network.last().fail("refused");

        socket.dispose();
        pass(600_000);

        assertThat(network.attempts).hasSize(1);
        assertThat(statuses).last().isEqualTo("complete");
    }

    @Test
    void theListenerMayDisposeWhenItOpens() {
        whenOpen = () -> socket.dispose();
        connect();

        network.last().open();

        assertThat(network.last().end).isEqualTo("closed");
        assertThat(statuses).containsExactly("connecting", "complete");
    }

    @Test
    void endsWithItsScheduler() {
        connect();
        network.last().open();
        time.dispose();

        network.last().fail("gone");

        assertThat(socket.isDisposed()).isTrue();
    }

    @Test
    void tellsNoSecret() {
        connect();
        network.last().open();

        network.last().fail("could not reach wss://me:hunter2@example.org/?key=hunter2");

        assertThat(statuses.toString() + heard + log.all())
                .contains("example.org")
                .doesNotContain("hunter2");
        assertThat(socket.url()).doesNotContain("hunter2");
        StepVerifier.create(socket.send("x"))
                .verifyErrorSatisfies(failure -> assertThat(failure).hasMessageNotContaining("hunter2"));
    }

    private static void assertUnsent(Mono<Void> send, Reason reason) {
        StepVerifier.create(send).verifyErrorSatisfies(failure -> assertReason(failure, reason));
    }

    private static void assertReason(Throwable failure, Reason reason) {
        assertThat(failure).isInstanceOfSatisfying(WebSocketSendException.class, unsent -> {
            assertThat(unsent.reason()).isEqualTo(reason);
            assertThat(unsent.url()).isEqualTo(URL.redacted());
        });
    }

    @Test
    void goesWhereItIsSentAndBackToItsOwnUrlWhenThatFails() {
        WebSocketUrl other = WebSocketUrl.parse("wss://other.example.org/?session=hunter3");
        connect();
        network.last().open();
        socket.redirect(other);
        network.last().fail("lost");
        passUntilTheNextTry();
        assertThat(network.last().url).isEqualTo(other);
        network.last().open();
        network.last().fail("lost again");
        passUntilTheNextTry();
        assertThat(network.last().url).isEqualTo(other);

        network.last().fail("no way to " + "session=hunter3");
        assertThat(statuses).last().asString().doesNotContain("hunter3");
        passUntilTheNextTry();

        assertThat(network.last().url).isEqualTo(URL);
    }

    @Test
    void tellsThatItWasNotLetInAndTriesAgainUnlessThatIsNoUse() {
        connect();
        network.last().refuse(503);
        passUntilTheNextTry();
        assertThat(heard).containsExactly("refused with 503");

        network.last().refuse(401);
        pass(600_000);

        assertThat(network.attempts).hasSize(2);
        assertThat(heard).containsExactly("refused with 503", "refused with 401");
        assertThat(statuses).last().isEqualTo("complete");
    }
}
