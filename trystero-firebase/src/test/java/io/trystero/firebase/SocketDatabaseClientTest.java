package io.trystero.firebase;

import static io.trystero.firebase.ScriptedDatabase.heard;
import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.RecordedLog;
import io.trystero.signaling.Publication;
import io.trystero.signaling.Publication.Kind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

/** How the database is talked to in time. */
class SocketDatabaseClientTest {

    private static final String ROOM = "/__trystero__/root";

    @RegisterExtension
    final RecordedLog log = new RecordedLog();

    @Test
    void aConnectionCountsOnceTheDatabaseHasSaidHello() {
        ScriptedDatabase database = new ScriptedDatabase();
        assertThat(database.network.last().url()).isEqualTo("wss://board.firebaseio.com/.ws?v=5&ns=board");
        database.network.last().open();
        assertThat(database.statuses).containsExactly("CONNECTING");

        database.pass(SocketDatabaseClient.HELLO_LIMIT);

        assertThat(database.statuses).last().asString().contains("does not say hello");
    }

    @Test
    void aSignOfLifeIsSentAfterSilenceOfOurs() {
        ScriptedDatabase database = new ScriptedDatabase().open();

        database.pass(RequestLine.KEEP_ALIVE.minusSeconds(1));
        assertThat(database.network.last().heard()).isEmpty();
        database.pass(Duration.ofSeconds(1));
        assertThat(database.network.last().heard()).containsExactly("0");
        database.pass(RequestLine.KEEP_ALIVE);
        assertThat(database.network.last().heard()).containsExactly("0");
    }

    @Test
    void aDatabaseThatDoesNotAnswerCountsAsLost() {
        ScriptedDatabase database = new ScriptedDatabase().open();
        List<String> failures = new ArrayList<>();
        database.relay
                .publish(new Publication("root", Kind.ANNOUNCE, "{}"))
                .subscribe(null, failure -> failures.add(failure.getMessage()));

        database.pass(RequestLine.ANSWER_LIMIT.plus(SocketDatabaseClient.TICK));

        assertThat(failures).containsExactly("https://board.firebaseio.com: the connection is lost");
        assertThat(database.statuses).anyMatch(status -> status.equals("DOWN it does not answer"));
    }

    @Test
    void longMessagesGoInFramesAndComeInThem() {
        ScriptedDatabase database = new ScriptedDatabase();
        List<String> self = heard(database.relay.subscribe("self", "root"));
        database.open();
        database.granted();
        String large = "é" + "x".repeat(40_000);

        database.relay
                .publish(new Publication("theirs", Kind.OFFER, large, "root"))
                .subscribe();
        List<String> sent = database.network.last().heard();
        assertThat(sent).hasSize(5).element(1).isEqualTo("3");
        assertThat(sent.subList(2, 5)).allMatch(frame -> frame.length() <= Frames.MAX_FRAME_CHARACTERS);
        assertThat(DatabaseCodec.json(String.join("", sent.subList(2, 5)))
                        .at("/d/b/d")
                        .asText())
                .isEqualTo(large);

        Frames.split("{\"t\":\"d\",\"d\":{\"a\":\"d\",\"b\":{\"p\":\"__trystero__/root/self/p/-1\",\"d\":\"" + large
                        + "\"}}}")
                .forEach(database::says);
        assertThat(self).last().isEqualTo(large);
    }

    @Test
    void aMessageThatIsTooLongCostsTheConnection() {
        ScriptedDatabase database = new ScriptedDatabase().open();
        String frame = "x".repeat(Frames.MAX_FRAME_CHARACTERS);

        database.says("9999");
        for (int i = 0; i <= Frames.MAX_MESSAGE_CHARACTERS / frame.length(); i++) {
            database.says(frame);
        }

        assertThat(database.statuses).last().asString().startsWith("DOWN it sent a message of over");
    }

    @Test
    void aListenThatIsRefusedByTheRulesShowsAndIsTriedAgain() {
        ScriptedDatabase database = new ScriptedDatabase();
        List<String> root = heard(database.relay.subscribe("root", "root"));
        database.open();
        database.requests();
        database.answer("permission_denied");
        assertThat(root).isEmpty();
        assertThat(database.statuses).last().isEqualTo("DOWN reading /__trystero__/root is refused: permission_denied");

        database.pass(SocketDatabaseClient.AFTER_REFUSAL);
        assertThat(database.granted()).containsExactly("q " + ROOM);
        assertThat(root).containsExactly("Subscribed");
        assertThat(database.statuses).last().isEqualTo("UP");

        database.says("{\"t\":\"d\",\"d\":{\"a\":\"c\",\"b\":{\"p\":\"__trystero__/root\"}}}");
        assertThat(root).containsExactly("Subscribed", "Lost");
        assertThat(database.statuses).last().asString().contains("do not let us read any more");
    }

    @Test
    void aDatabaseThatShutsUsOutIsGivenUp() {
        ScriptedDatabase database = new ScriptedDatabase().open();

        database.says("{\"t\":\"c\",\"d\":{\"t\":\"s\",\"d\":\"lives\\nelsewhere\"}}");
        database.pass(Duration.ofHours(1));

        assertThat(database.statuses).last().isEqualTo("RETIRED it does not serve us any more: lives elsewhere");
        assertThat(database.network.attempts()).isEqualTo(1);
        database.relay.dispose();
        assertThat(database.statuses).last().isEqualTo("complete");
    }

    @Test
    void aDatabaseMaySendUsToAnotherServer() {
        ScriptedDatabase database = new ScriptedDatabase();
        database.network.last().open();

        database.says("{\"t\":\"c\",\"d\":{\"t\":\"r\",\"d\":\"s-7.firebaseio.com\"}}");
        database.passUntilTheNextTry();

        assertThat(database.network.last().url()).isEqualTo("wss://s-7.firebaseio.com/.ws?v=5&ns=board");
        database.network.last().fail("refused");
        database.passUntilTheNextTry();
        assertThat(database.network.last().url()).isEqualTo("wss://board.firebaseio.com/.ws?v=5&ns=board");
    }

    @Test
    void aServerThatIsNoneIsNotGoneTo() {
        ScriptedDatabase database = new ScriptedDatabase();
        database.network.last().open();
        for (String host : List.of("", "a/b?c=", "me@example.org", "a b", "::1")) {
            database.says("{\"t\":\"c\",\"d\":{\"t\":\"h\",\"d\":{\"h\":\"" + host + "\"}}}");
        }
        database.network.last().fail("lost");
        database.passUntilTheNextTry();

        assertThat(database.network.last().url()).isEqualTo("wss://board.firebaseio.com/.ws?v=5&ns=board");
        assertThat(log.all()).anyMatch(line -> line.contains("5 in all"));
    }

    @Test
    void aTokenGoesFirstAndOneThatStaysTheSameIsGivenUpWhenItIsRefused() {
        ScriptedDatabase database = new ScriptedDatabase(AuthToken.fixed("hunter2"));
        database.relay.subscribe("root", "root").subscribe();
        database.open();
        assertThat(database.requests()).containsExactly("auth hunter2");
        assertThat(database.statuses).containsExactly("CONNECTING");

        database.answer("invalid_token");

        assertThat(database.statuses).last().isEqualTo("RETIRED the auth token is refused: invalid_token");
        assertThat(database.network.last().isOver()).isTrue();
        assertThat(log.all()).noneMatch(line -> line.contains("hunter2"));
    }

    @Test
    void aTokenThatRunsOutIsAskedForAgainAtOnce() {
        AtomicInteger asked = new AtomicInteger();
        ScriptedDatabase database =
                new ScriptedDatabase(AuthToken.from(Mono.fromSupplier(() -> "token" + asked.incrementAndGet())));
        List<String> root = heard(database.relay.subscribe("root", "root"));
        database.open();
        assertThat(database.granted()).containsExactly("auth token1");
        assertThat(database.granted()).containsExactly("q " + ROOM);

        database.says("{\"t\":\"d\",\"d\":{\"a\":\"ac\",\"b\":{\"s\":\"expired_token\",\"d\":\"\"}}}");
        database.says("{\"t\":\"d\",\"d\":{\"a\":\"c\",\"b\":{\"p\":\"__trystero__/root\"}}}");

        assertThat(database.granted()).containsExactly("auth token2");
        assertThat(database.granted()).containsExactly("q " + ROOM);
        assertThat(root).containsExactly("Subscribed", "Lost", "Subscribed");
        assertThat(database.statuses).last().isEqualTo("UP");
    }

    @Test
    void aTokenThatIsRefusedOrDoesNotComeIsAskedForAMinuteLater() {
        AtomicInteger asked = new AtomicInteger();
        ScriptedDatabase database = new ScriptedDatabase(AuthToken.from(
                Mono.defer(() -> asked.incrementAndGet() == 2 ? Mono.never() : Mono.just("token" + asked.get()))));
        List<String> root = heard(database.relay.subscribe("root", "root"));
        database.open();
        assertThat(database.requests()).containsExactly("auth token1");
        database.answer("invalid_token");
        assertThat(database.statuses).last().isEqualTo("DOWN the auth token is refused: invalid_token");

        database.pass(SocketDatabaseClient.AFTER_REFUSAL.plus(Login.TOKEN_LIMIT));
        assertThat(database.statuses).last().isEqualTo("DOWN no auth token: TimeoutException");
        database.pass(SocketDatabaseClient.AFTER_REFUSAL.plus(SocketDatabaseClient.TICK));

        assertThat(database.requests()).contains("auth token3");
        database.answer("ok");
        assertThat(database.granted()).containsExactly("q " + ROOM);
        assertThat(root).containsExactly("Subscribed");
    }

    @Test
    void changesBeforeAListenIsTakenAreKeptWithinABound() {
        ScriptedDatabase database = new ScriptedDatabase();
        List<String> root = heard(database.relay.subscribe("root", "root"));
        database.open();
        database.requests();
        for (int i = 0; i < Listens.MAX_EARLY_CHANGES + 10; i++) {
            database.changed("__trystero__/root/-" + i, "{\"_\":{\"peerId\":\"" + i + "\"}}");
        }
        database.answer("ok");

        assertThat(root).hasSize(1 + Listens.MAX_EARLY_CHANGES).startsWith("Subscribed", "{\"peerId\":\"0\"}");
        assertThat(log.all()).anyMatch(line -> line.contains("10 in all"));
    }

    @Test
    void moreRequestsThanMayWaitFail() {
        ScriptedDatabase database = new ScriptedDatabase().open();
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < Requests.MAX_WAITING + 1; i++) {
            database.relay
                    .publish(new Publication("theirs", Kind.OFFER, "{}", "root"))
                    .subscribe(null, failure -> failures.add(failure.getMessage()));
        }
        assertThat(failures).isNotEmpty().allMatch(failure -> failure.endsWith("too many requests wait for an answer"));
    }

    @Test
    void nonsenseIsCountedWithOneWarningAConnection() {
        ScriptedDatabase database = new ScriptedDatabase().open();
        for (String nonsense : List.of("{", "[]", "{\"t\":7}", "{\"t\":\"d\",\"d\":{\"r\":99,\"b\":{\"s\":\"ok\"}}}")) {
            database.says(nonsense);
        }
        database.network.last().binary(ByteBuffer.allocate(3));

        assertThat(log.warnings()).hasSize(1);
        assertThat(log.all()).anyMatch(line -> line.contains("5 in all"));
        assertThat(database.statuses).last().isEqualTo("UP");
    }

    @Test
    void aPausedDatabaseIsNotConnectedTo() {
        ScriptedDatabase database = new ScriptedDatabase().open();
        database.relay.pause();
        database.network.last().fail("lost");
        database.pass(Duration.ofMinutes(5));
        assertThat(database.network.attempts()).isEqualTo(1);

        database.relay.resume();
        assertThat(database.network.attempts()).isEqualTo(2);
    }
}
