package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.ReceiveFailure;
import io.trystero.RejectedRequestException;
import io.trystero.Reply;
import io.trystero.RequestAction;
import io.trystero.test.room.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;
import reactor.test.subscriber.TestSubscriber;
import reactor.util.context.Context;

/** The answering side of requests. */
class HandlerTest {

    private static final int CONCURRENCY = 256;
    private static final int WAITING = 1_024;

    private final TwoPeers peers = new TwoPeers();
    private final RequestAction<String, String> ask = peers.hers.request("echo", String.class, String.class);
    private final RequestAction<String, String> answer = peers.his.request("echo", String.class, String.class);

    @AfterEach
    void stop() {
        peers.close();
    }

    @Test
    void thereIsOneAtATime() {
        TestSubscriber<Void> first = handle(Mono::just);
        TestSubscriber<Void> second = handle(query -> Mono.just("second"));
        assertThat(second.expectTerminalError()).isInstanceOf(IllegalStateException.class);
        assertThat(ask("hello")).isEqualTo("hello");

        first.cancel();
        handle(query -> Mono.just("third"));
        assertThat(ask("hello")).isEqualTo("third");
    }

    @Test
    void doesNotCompleteBeforeTheRoomIsLeft() {
        TestSubscriber<Void> handling = handle(Mono::just);
        peers.seconds(600);
        assertThat(handling.isTerminated()).isFalse();
        peers.subscribe(peers.his.leave());
        peers.seconds(1);

        assertThat(handling.isTerminatedComplete()).isTrue();
    }

    @Test
    void onlyTheMessageOfARejectionCrossesTheWire() {
        TestSubscriber<Void> handling = handle(query -> Mono.error(new RejectedRequestException("not today")));
        assertThat(ask("hello")).isEqualTo("rejected: not today");
        handling.cancel();
        handle(query -> Mono.error(new IllegalStateException("the database password is 1234")));

        assertThat(ask("hello")).isEqualTo("rejected: request failed");
    }

    @Test
    void aHandlerThatThrowsOrReturnsNothingAtAllFailsTheRequestAlone() {
        handle(query -> {
            if (query.equals("throw")) {
                throw new IllegalStateException("as it happens");
            }
            return query.equals("null") ? null : Mono.just(query);
        });

        assertThat(ask("throw")).isEqualTo("rejected: request failed");
        assertThat(ask("null")).isEqualTo("rejected: request failed");
        assertThat(ask("hello")).isEqualTo("hello");
    }

    @Test
    void eachKindOfErrorIsLoggedOnceWithItsStack() {
        handle(query -> Mono.error(query.equals("a") ? new IllegalStateException("a") : new NullPointerException("b")));
        try (LogLines log = new LogLines()) {
            List.of("a", "a", "b", "a").forEach(this::ask);

            assertThat(log.stacks("connection"))
                    .containsExactly("java.lang.IllegalStateException", "java.lang.NullPointerException");
        }
    }

    @Test
    void anEmptyHandlerReturnedUndefined() {
        handle(query -> Mono.empty());
        try (LogLines log = new LogLines()) {
            assertThat(ask("hello")).isEqualTo("rejected: Trystero: request handler returned undefined");
            assertThat(ask("once more")).isEqualTo("rejected: Trystero: request handler returned undefined");

            assertThat(log.of("connection"))
                    .as("logged once")
                    .singleElement()
                    .asString()
                    .contains("completed empty", "Reply.ofNull()");
        }
    }

    @Test
    void aReplyOfNullCompletesTheRequestEmpty() {
        peers.subscribe(answer.handleRequests(request -> Mono.just(Reply.ofNull())));

        assertThat(ask("hello")).isEqualTo("empty");
    }

    @Test
    void oneThatComesLateIsUsed() {
        peers.his.request("echo", String.class, String.class);
        TestSubscriber<String> reply = peers.subscribe(ask.request(peers.bobId(), "hello"));
        peers.world.millis(300);
        handle(Mono::just);
        peers.seconds(1);

        assertThat(reply.getReceivedOnNext()).containsExactly("hello");
    }

    @Test
    void withoutOneTheRequestFailsAfterHalfASecond() {
        TestSubscriber<String> reply = peers.subscribe(ask.request(peers.bobId(), "hello"));
        peers.world.millis(450);
        assertThat(reply.isTerminated()).isFalse();
        peers.world.millis(200);

        assertThat(reply.expectTerminalError())
                .isInstanceOf(RejectedRequestException.class)
                .hasMessage("request handler unavailable");
    }

    @Test
    void aRequestForAnActionThatDoesNotExistIsHeldUnanswered() {
        TestSubscriber<String> reply = peers.subscribe(
                peers.hers.request("unknown", String.class, String.class).request(peers.bobId(), "hello"));
        peers.seconds(60);
        assertThat(reply.isTerminated()).isFalse();
        peers.subscribe(peers.his.request("unknown", String.class, String.class).handle(Mono::just));
        peers.seconds(1);

        assertThat(reply.getReceivedOnNext()).containsExactly("hello");
    }

    @Test
    void cancellingItRefusesWhatItIsDoingAndWhatWaits() {
        List<TestSubscriber<String>> replies = new ArrayList<>();
        TestSubscriber<Void> handling = handle(query -> Mono.never());
        askMany(CONCURRENCY + 10, replies);
        handling.cancel();
        peers.seconds(1);

        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.expectTerminalError()).hasMessage("request handler unavailable"));
    }

    @Test
    void handlesSoManyAtOnceThenLetsSoManyWaitThenIsBusy() {
        List<TestPublisher<String>> running = new ArrayList<>();
        handle(query -> {
            TestPublisher<String> result = TestPublisher.create();
            running.add(result);
            return result.mono();
        });
        List<TestSubscriber<String>> replies = new ArrayList<>();
        askMany(CONCURRENCY + WAITING + 1, replies);
        assertThat(running).hasSize(CONCURRENCY);
        assertThat(replies.subList(0, CONCURRENCY + WAITING)).noneMatch(TestSubscriber::isTerminated);
        assertThat(replies.get(CONCURRENCY + WAITING).expectTerminalError())
                .isInstanceOf(RejectedRequestException.class)
                .hasMessage("busy");

        running.get(0).emit("done");
        peers.seconds(1);
        assertThat(replies.get(0).getReceivedOnNext()).containsExactly("done");
        assertThat(running).as("the first that waited").hasSize(CONCURRENCY + 1);
    }

    @Test
    void theRequesterLeavingCancelsItsWork() {
        List<String> cancelled = new ArrayList<>();
        handle(query -> Mono.<String>never().doOnCancel(() -> cancelled.add(query)));
        peers.subscribe(ask.request(peers.bobId(), "hello"));
        peers.seconds(1);
        peers.alice.dispose();
        peers.seconds(1);

        assertThat(cancelled).containsExactly("hello");
    }

    @Test
    void seesTheContextOfItsSubscriber() {
        peers.subscribe(answer.handle(query -> Mono.deferContextual(context -> Mono.just(context.<String>get("user"))))
                .contextWrite(Context.of("user", "bob")));

        assertThat(ask("hello")).isEqualTo("bob");
    }

    @Test
    void aQueryThatCannotBeReadIsAFailureHereAndARefusalThere() {
        TestSubscriber<ReceiveFailure> failures = peers.subscribe(answer.failures());
        handle(Mono::just);
        RequestAction<byte[], String> wrong = peers.hers.request("echo2", byte[].class, String.class);
        peers.subscribe(peers.his.request("echo2", String.class, String.class).handle(Mono::just));
        TestSubscriber<ReceiveFailure> wrongs = peers.subscribe(
                peers.his.request("echo2", String.class, String.class).failures());
        TestSubscriber<String> reply = peers.subscribe(wrong.request(peers.bobId(), new byte[3]));
        peers.seconds(1);

        assertThat(reply.expectTerminalError()).hasMessage("request failed");
        assertThat(wrongs.getReceivedOnNext())
                .singleElement()
                .matches(failure -> failure.from().equals(peers.aliceId()));
        assertThat(failures.getReceivedOnNext()).isEmpty();
    }

    @Test
    void aPlainMessageForARequestActionIsAFailure() {
        TestSubscriber<ReceiveFailure> failures = peers.subscribe(answer.failures());
        var carol = peers.world.instance("carol");
        var room = peers.world.join(carol, "lobby");
        peers.seconds(3);
        peers.subscribe(room.action("echo", String.class).send("hello"));
        peers.seconds(1);

        assertThat(failures.getReceivedOnNext()).hasSize(1);
    }

    private TestSubscriber<Void> handle(Function<String, Mono<String>> handler) {
        return peers.subscribe(answer.handle(handler));
    }

    private void askMany(int count, List<TestSubscriber<String>> replies) {
        for (int i = 0; i < count; i++) {
            replies.add(peers.subscribe(ask.request(peers.bobId(), "request " + i)));
        }
        peers.seconds(1);
    }

    private String ask(String query) {
        TestSubscriber<String> reply = peers.subscribe(ask.request(peers.bobId(), query)
                .defaultIfEmpty("empty")
                .onErrorResume(RejectedRequestException.class, e -> Mono.just("rejected: " + e.getMessage())));
        peers.world.await(Duration.ofSeconds(2), "answered", reply::isTerminated);
        return reply.getReceivedOnNext().get(0);
    }
}
