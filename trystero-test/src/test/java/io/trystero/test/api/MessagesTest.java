package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Message;
import io.trystero.MessageAction;
import io.trystero.PeerEvent;
import io.trystero.ReceiveFailure;
import io.trystero.SendOptions;
import io.trystero.SubscriberOverflowException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.subscriber.TestSubscriber;

class MessagesTest {

    private static final int BACKLOG = 16_384;
    private static final int QUEUE = 65_536;

    private final TwoPeers peers = new TwoPeers();

    @AfterEach
    void stop() {
        peers.close();
    }

    record Point(int x, int y) {}

    @Test
    void whatCameBeforeTheFirstSubscriberIsKeptForIt() {
        send("one", "two");
        TestSubscriber<String> first = peers.subscribe(peers.hisChat().values());
        assertThat(first.getReceivedOnNext()).containsExactly("one", "two");

        send("three");
        assertThat(first.getReceivedOnNext()).containsExactly("one", "two", "three");
    }

    @Test
    void soIsWhatCameBeforeTheActionWasMade() {
        peers.subscribe(peers.herChat().send("before the action"));
        peers.seconds(1);
        MessageAction<String> chat = peers.his.action("chat", String.class);
        peers.seconds(1);
        send("before the subscriber");

        assertThat(peers.subscribe(chat.values()).getReceivedOnNext())
                .containsExactly("before the action", "before the subscriber");
    }

    @Test
    void laterSubscribersHearWhatIsLive() {
        send("one");
        peers.subscribe(peers.hisChat().values());
        TestSubscriber<String> second = peers.subscribe(peers.hisChat().values());
        send("two");

        assertThat(second.getReceivedOnNext()).containsExactly("two");
    }

    @Test
    void nothingIsKeptOnceAllHaveCancelled() {
        peers.subscribe(peers.hisChat().values()).cancel();
        send("unheard");
        TestSubscriber<String> next = peers.subscribe(peers.hisChat().values());
        send("heard");

        assertThat(next.getReceivedOnNext()).containsExactly("heard");
    }

    @Test
    void theBacklogIsBoundedAndItsFirstSubscriberIsToldHowManyItMissed() {
        sendMany(BACKLOG + 3);
        TestSubscriber<String> first = peers.subscribe(peers.hisChat().values());

        assertThat(first.getReceivedOnNext()).hasSize(BACKLOG);
        assertThat(first.expectTerminalError())
                .isInstanceOfSatisfying(
                        SubscriberOverflowException.class,
                        overflow -> assertThat(overflow.missed()).isEqualTo(3))
                .hasMessageContaining("chat");
    }

    @Test
    void whoFallsTooFarBehindIsToldHowManyItMissedAndOthersGoOn() {
        List<Throwable> errors = new ArrayList<>();
        int[] got = new int[1];
        BaseSubscriber<String> slow = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {}

            @Override
            protected void hookOnNext(String value) {
                got[0]++;
            }

            @Override
            protected void hookOnError(Throwable error) {
                errors.add(error);
            }
        };
        peers.hisChat().values().subscribe(slow);
        List<String> fast = peers.world.watch(peers.hisChat().values());
        sendMany(QUEUE + 5);
        assertThat(fast).as("never the slowest's pace").hasSize(QUEUE + 5);
        assertThat(errors).as("before its queue has run dry").isEmpty();

        slow.request(QUEUE);
        peers.world.time.run();
        assertThat(got[0]).isEqualTo(QUEUE);
        assertThat(errors)
                .singleElement()
                .isInstanceOfSatisfying(
                        SubscriberOverflowException.class,
                        overflow -> assertThat(overflow.missed()).isEqualTo(5));
        send("one more");
        assertThat(fast).hasSize(QUEUE + 6);
    }

    @Test
    void demandIsRespected() {
        TestSubscriber<String> slow = peers.subscribeSlowly(peers.hisChat().values());
        send("one", "two", "three");
        assertThat(slow.getReceivedOnNext()).isEmpty();
        slow.request(2);
        peers.world.time.run();

        assertThat(slow.getReceivedOnNext()).containsExactly("one", "two");
    }

    @Test
    void aMessageTellsItsSenderItsValueAndItsMetadata() {
        MessageAction<Point> hers = peers.hers.action("move", Point.class);
        TestSubscriber<Message<Point>> his =
                peers.subscribe(peers.his.action("move", Point.class).messages());
        peers.subscribe(hers.send(new Point(1, 2), SendOptions.toAll().metadata(Map.of("pen", "red"))));
        peers.seconds(1);

        Message<Point> message = his.getReceivedOnNext().get(0);
        assertThat(message.from()).isEqualTo(peers.aliceId());
        assertThat(message.value()).isEqualTo(new Point(1, 2));
        assertThat(message.metadata().path("pen").asText()).isEqualTo("red");
    }

    @Test
    void aNullIsAMessageAndNoValue() {
        MessageAction<Point> his = peers.his.action("move", Point.class);
        TestSubscriber<Message<Point>> messages = peers.subscribe(his.messages());
        TestSubscriber<Point> values = peers.subscribe(his.values());
        MessageAction<Point> hers = peers.hers.action("move", Point.class);
        peers.subscribe(hers.send(null).then(hers.send(new Point(3, 4))));
        peers.seconds(1);

        assertThat(messages.getReceivedOnNext()).extracting(Message::value).containsExactly(null, new Point(3, 4));
        assertThat(values.getReceivedOnNext()).containsExactly(new Point(3, 4));
    }

    @Test
    void whatCannotBeReadIsAFailureAndTheOthersGoOn() {
        MessageAction<Point> his = peers.his.action("move", Point.class);
        TestSubscriber<Message<Point>> messages = peers.subscribe(his.messages());
        TestSubscriber<ReceiveFailure> failures = peers.subscribe(his.failures());
        peers.subscribe(peers.hers.action("move", byte[].class).send(new byte[3]));
        peers.seconds(1);
        var again = peers.world.instance("carol");
        var room = peers.world.join(again, "lobby");
        peers.seconds(3);
        peers.subscribe(room.action("move", Map.class).send(Map.of("x", "no number")));
        peers.seconds(1);
        peers.subscribe(room.action("other", String.class).send("not for this action"));
        peers.seconds(1);

        assertThat(failures.getReceivedOnNext())
                .extracting(ReceiveFailure::from)
                .containsExactly(peers.aliceId(), again.selfId());
        assertThat(failures.getReceivedOnNext().get(0).error()).isInstanceOf(io.trystero.codec.CodecException.class);
        assertThat(messages.getReceivedOnNext()).isEmpty();
        assertThat(messages.isTerminated()).isFalse();
    }

    @Test
    void aPeerHasJoinedBeforeItsMessagesAndLeftAfterThem() {
        List<String> order = new ArrayList<>();
        peers.his.peerEvents().subscribe(event -> order.add(event.getClass().getSimpleName()));
        peers.hisChat().values().subscribe(order::add);
        var carol = peers.world.instance("carol");
        peers.subscribe(carol.withRoom(
                "lobby",
                room -> room.peerEvents()
                        .ofType(PeerEvent.Joined.class)
                        .filter(joined -> joined.peer().equals(peers.bobId()))
                        .take(1)
                        .flatMap(joined -> room.action("chat", String.class).sendAll(Flux.just("1", "2", "3")))));
        peers.seconds(10);

        assertThat(order).containsExactly("Joined", "Joined", "1", "2", "3", "Left");
    }

    private void send(String... texts) {
        for (String text : texts) {
            peers.subscribe(peers.herChat().send(text));
        }
        peers.seconds(1);
    }

    private void sendMany(int count) {
        peers.hisChat();
        peers.subscribe(peers.herChat()
                .sendAll(Flux.fromStream(IntStream.range(0, count).mapToObj(String::valueOf))));
        peers.seconds(30);
    }
}
