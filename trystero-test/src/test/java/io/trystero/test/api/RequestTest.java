package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.trystero.PeerId;
import io.trystero.PeerLeftException;
import io.trystero.PeerResult;
import io.trystero.PeerResult.Aborted;
import io.trystero.PeerResult.Disconnected;
import io.trystero.PeerResult.Rejected;
import io.trystero.PeerResult.Replied;
import io.trystero.PeerResult.TimedOut;
import io.trystero.RejectedRequestException;
import io.trystero.Request;
import io.trystero.RequestAction;
import io.trystero.RequestOptions;
import io.trystero.Room;
import io.trystero.RoomClosedException;
import io.trystero.Trystero;
import io.trystero.codec.CodecException;
import io.trystero.test.room.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.subscriber.TestSubscriber;

/** The asking side of requests. */
class RequestTest {

    private static final PeerId NOBODY = new PeerId("nobody00000000000000");

    private final TwoPeers peers = new TwoPeers();
    private final RequestAction<String, Integer> ask = peers.hers.request("length", String.class, Integer.class);
    private final RequestAction<String, Integer> answer = peers.his.request("length", String.class, Integer.class);

    @AfterEach
    void stop() {
        peers.close();
    }

    @Test
    void isAnswered() {
        peers.subscribe(answer.handle(query -> Mono.just(query.length())));
        TestSubscriber<Integer> reply = ask("hello");

        assertThat(reply.getReceivedOnNext()).containsExactly(5);
        assertThat(reply.isTerminatedComplete()).isTrue();
    }

    @Test
    void isColdAndAsksOncePerSubscription() {
        List<String> heard = new ArrayList<>();
        peers.subscribe(answer.handle(query -> Mono.fromSupplier(() -> {
            heard.add(query);
            return query.length();
        })));
        Mono<Integer> request = ask.request(peers.bobId(), "hello");
        peers.seconds(1);
        assertThat(heard).isEmpty();
        peers.subscribe(request);
        peers.subscribe(request);
        peers.seconds(1);

        assertThat(heard).containsExactly("hello", "hello");
    }

    @Test
    void carriesMetadataBesideTheQuery() {
        List<Request<String>> heard = new ArrayList<>();
        peers.subscribe(answer.handleRequests(request -> {
            heard.add(request);
            return Mono.empty();
        }));
        peers.subscribe(
                ask.request(peers.bobId(), "hello", RequestOptions.none().metadata(Map.of("lang", "en"))));
        peers.subscribe(ask.request(peers.bobId(), "plain"));
        peers.seconds(1);

        assertThat(heard).hasSize(2);
        assertThat(heard.get(0).from()).isEqualTo(peers.aliceId());
        assertThat(heard.get(0).metadata().path("lang").asText()).isEqualTo("en");
        assertThat(heard.get(1).metadata()).isNull();
    }

    @Test
    void aHandlerThatCompletesEmptyIsSaidToOnceAndOneThatAnswersIsNot() {
        try (LogLines log = new LogLines()) {
            peers.subscribe(answer.handle(query -> query.isEmpty() ? Mono.empty() : Mono.just(1)));
            ask("hello");
            ask("again");
            peers.seconds(1);
            assertThat(log.of("connection")).isEmpty();

            ask("");
            ask("");
            peers.seconds(1);

            assertThat(log.of("connection")).singleElement(STRING).contains("completed empty", "Reply.ofNull()");
        }
    }

    @Test
    void aCancelledRequestIsForgottenAndItsAnswerIgnored() {
        List<String> heard = new ArrayList<>();
        peers.subscribe(answer.handle(query -> {
            heard.add(query);
            return Mono.just(1);
        }));
        TestSubscriber<Integer> request = peers.subscribe(ask.request(peers.bobId(), "hello"));
        request.cancel();
        peers.seconds(1);

        assertThat(request.getReceivedOnNext()).isEmpty();
        assertThat(heard).as("the wire has no cancel").containsExactly("hello");
    }

    @Test
    void hasNoTimeLimitByDefault() {
        peers.subscribe(answer.handle(query ->
                Mono.just(7).delayElement(Duration.ofHours(1), peers.bobHost().scheduler())));
        TestSubscriber<Integer> reply = ask("hello");
        peers.seconds(3_599);
        assertThat(reply.isTerminated()).isFalse();
        peers.seconds(2);

        assertThat(reply.getReceivedOnNext()).containsExactly(7);
    }

    @Test
    void aTimeLimitCountsFromTheMomentThatItIsSent() {
        peers.subscribe(peers.his.request("store", byte[].class, String.class).handle(query -> Mono.never()));
        RequestAction<byte[], String> store = peers.hers.request("store", byte[].class, String.class);
        TestSubscriber<String> reply = peers.subscribe(store.request(
                peers.bobId(), new byte[40_000_000], RequestOptions.none().timeout(Duration.ofSeconds(1))));
        // at 12.5 MB a second, sending takes longer than the limit
        peers.seconds(3);
        assertThat(reply.isTerminated()).isFalse();
        peers.seconds(2);

        assertThat(reply.expectTerminalError()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void failsWhenThePeerLeaves() {
        peers.subscribe(answer.handle(query -> Mono.never()));
        TestSubscriber<Integer> reply = ask("hello");
        peers.bob.dispose();
        peers.seconds(1);

        assertThat(reply.expectTerminalError()).isInstanceOf(PeerLeftException.class);
    }

    @Test
    void failsWhenTheRoomIsLeft() {
        peers.subscribe(answer.handle(query -> Mono.never()));
        TestSubscriber<Integer> reply = ask("hello");
        peers.subscribe(peers.hers.leave());
        peers.seconds(1);

        assertThat(reply.expectTerminalError()).isInstanceOf(RoomClosedException.class);
    }

    @Test
    void toSomeoneWhoIsNotHereFailsAtOnce() {
        TestSubscriber<Integer> reply = peers.subscribe(ask.request(NOBODY, "hello"));

        assertThat(reply.expectTerminalError()).isInstanceOf(PeerLeftException.class);
    }

    @Test
    void toOneselfFailsAndSaysSo() {
        TestSubscriber<Integer> reply = peers.subscribe(ask.request(peers.aliceId(), "hello"));

        assertThat(reply.expectTerminalError())
                .isInstanceOf(PeerLeftException.class)
                .hasMessageContaining("is this instance");
    }

    @Test
    void anAnswerOfAnotherTypeFails() {
        peers.subscribe(peers.his.request("point", String.class, Map.class).handle(query -> Mono.just(Map.of())));
        TestSubscriber<Integer> reply = peers.subscribe(
                peers.hers.request("point", String.class, Integer.class).request(peers.bobId(), "hello"));
        peers.seconds(1);

        assertThat(reply.expectTerminalError()).isInstanceOf(CodecException.class);
    }

    @Test
    void askingManyBringsAResultOfEachAsItAnswersAndNeverFails() {
        peers.subscribe(answer.handle(query -> Mono.error(new RejectedRequestException("not today"))));
        Trystero carol = join("carol", query -> Mono.just(query.length()));
        Trystero dave = join("dave", query -> Mono.never());
        Trystero erin = join("erin", query -> Mono.never());
        TestSubscriber<PeerResult<Integer>> results =
                subscribeMany(peers.bobId(), carol.selfId(), dave.selfId(), erin.selfId(), NOBODY);
        peers.seconds(1);
        assertThat(results.getReceivedOnNext())
                .as("before the others time out")
                .containsExactlyInAnyOrder(
                        new Rejected<>(peers.bobId(), "not today"),
                        new Replied<>(carol.selfId(), 5),
                        new Disconnected<>(NOBODY));
        erin.dispose();
        peers.seconds(5);

        assertThat(results.getReceivedOnNext())
                .contains(new Disconnected<>(erin.selfId()), new TimedOut<>(dave.selfId()))
                .hasSize(5);
        assertThat(results.isTerminatedComplete()).isTrue();
    }

    @Test
    void leavingAbortsWhatManyWereAsked() {
        peers.subscribe(answer.handle(query -> Mono.never()));
        TestSubscriber<PeerResult<Integer>> results = subscribeMany(peers.bobId());
        peers.subscribe(peers.hers.leave());
        peers.seconds(1);

        assertThat(results.getReceivedOnNext())
                .singleElement()
                .isInstanceOfSatisfying(
                        Aborted.class, aborted -> assertThat(aborted.error()).isInstanceOf(RoomClosedException.class));
        assertThat(results.isTerminatedComplete()).isTrue();
    }

    @Test
    void askingNobodyCompletes() {
        assertThat(peers.subscribe(ask.requestMany(List.of(), "hello")).isTerminatedComplete())
                .isTrue();
    }

    @Test
    void aQueryThatCannotBeWrittenAbortsForEach() {
        RequestAction<Object, Integer> any = peers.hers.request("any", Object.class, Integer.class);
        TestSubscriber<PeerResult<Integer>> results =
                peers.subscribe(any.requestMany(List.of(peers.bobId()), new Object()));

        assertThat(results.getReceivedOnNext()).singleElement().isInstanceOf(Aborted.class);
    }

    private TestSubscriber<Integer> ask(String query) {
        TestSubscriber<Integer> reply = peers.subscribe(ask.request(peers.bobId(), query));
        peers.seconds(1);
        return reply;
    }

    private TestSubscriber<PeerResult<Integer>> subscribeMany(PeerId... ids) {
        return peers.subscribe(
                ask.requestMany(List.of(ids), "hello", RequestOptions.none().timeout(Duration.ofSeconds(3))));
    }

    private Trystero join(String label, java.util.function.Function<String, Mono<Integer>> handler) {
        Trystero instance = peers.world.instance(label);
        Room room = peers.world.join(instance, "lobby");
        room.request("length", String.class, Integer.class).handle(handler).subscribe();
        peers.seconds(3);
        return instance;
    }
}
