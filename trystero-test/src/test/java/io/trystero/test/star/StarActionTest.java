package io.trystero.test.star;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.MessageAction;
import io.trystero.MessageTooLargeException;
import io.trystero.PeerLeftException;
import io.trystero.ReceiveFailure;
import io.trystero.Room;
import io.trystero.RoomClosedException;
import io.trystero.SendOptions;
import io.trystero.star.PeerOverflowException;
import io.trystero.star.Star;
import io.trystero.star.StarAction;
import io.trystero.star.StarMessage;
import io.trystero.star.Undelivered;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.subscriber.TestSubscriber;

/** Messages that go through the hub. */
class StarActionTest {

    private final Sky sky = new Sky();

    @AfterEach
    void stop() {
        sky.close();
    }

    private static StarAction<String> chat(Star star) {
        return star.action("chat", String.class);
    }

    @Test
    void whatALeafSendsReachesTheHubAndAllOtherLeaves() {
        StarAction<String> hub = chat(sky.willing("hub"));
        StarAction<String> alice = chat(sky.leaf("alice"));
        StarAction<String> bob = chat(sky.leaf("bob"));
        List<String> atHub = sky.heard(hub);
        List<String> atAlice = sky.heard(alice);
        List<String> atBob = sky.heard(bob);

        assertThat(sky.sent(alice.send("hello"))).containsExactly("done");
        assertThat(sky.sent(bob.send("hello yourself", Map.of("n", 1)))).containsExactly("done");
        assertThat(sky.sent(hub.send("welcome"))).containsExactly("done");

        assertThat(atHub).containsExactly("alice: hello", "bob: hello yourself {\"n\":1}");
        assertThat(atAlice).containsExactly("bob: hello yourself {\"n\":1}", "hub: welcome");
        assertThat(atBob).containsExactly("alice: hello", "hub: welcome");
    }

    @Test
    void onTheWireItSaysWhoItIsFromAndWhatTheyAdded() {
        StarAction<String> hub = chat(sky.willing("hub"));
        StarAction<String> alice = chat(sky.leaf("alice"));
        List<String> plain = sky.onTheWire(sky.join("bob").action("chat", String.class));

        sky.sent(alice.send("one"));
        sky.sent(alice.send("two", List.of("with", 2)));
        sky.sent(hub.send("three", "text"));

        assertThat(plain)
                .containsExactly(
                        "hub: one {\"source\":\"alice\",\"hub\":true}",
                        "hub: two {\"source\":\"alice\",\"hub\":true,\"metadata\":[\"with\",2]}",
                        "hub: three {\"source\":\"hub\",\"hub\":true,\"metadata\":\"text\"}");
    }

    @Test
    void aPlainActionWithATargetDoesForALeaf() {
        chat(sky.willing("hub"));
        List<String> heard = sky.heard(chat(sky.leaf("alice")));
        Room plain = sky.join("bob");

        sky.sent(plain.action("chat", String.class)
                .send(
                        "hello",
                        SendOptions.to(plain.peers().stream()
                                        .filter(peer -> peer.equals(Sky.id("hub")))
                                        .toList())
                                .metadata("mine")));

        assertThat(heard).containsExactly("bob: hello \"mine\"");
    }

    /** The hub has the action for text, so that it can read one kind alone. */
    @Test
    void theThreeKindsOfPayloadAreSentOnAsTheyAreWhateverTheHubTakesThemFor() {
        StarAction<String> hub = chat(sky.willing("hub"));
        List<ReceiveFailure> unreadable = sky.watch(hub.failures());
        List<String> atHub = sky.heard(hub);
        Room json = sky.passive("json");
        Room bytes = sky.passive("bytes");
        Room text = sky.passive("text");
        sky.world.seconds(5);
        List<StarMessage<JsonNode>> asJson = sky.watch(
                sky.settled(Star.unwilling(json)).action("chat", JsonNode.class).messages());
        StarAction<byte[]> sendsBytes = sky.settled(Star.unwilling(bytes)).action("chat", byte[].class);
        List<StarMessage<byte[]>> asBytes = sky.watch(sendsBytes.messages());
        StarAction<String> sendsText = chat(sky.settled(Star.unwilling(text)));
        List<String> asText = sky.heard(sendsText);
        byte[] content = new byte[100_000];
        new Random(7).nextBytes(content);

        sky.sent(sendsBytes.send(content, "bytes"));
        sky.sent(sendsText.send("\"quoted\" \u00fc"));
        MessageAction<Object> raw = sky.join("raw").action("chat", Object.class);
        sky.sent(raw.send(Map.of("pi", 3.5), SendOptions.to(Sky.id("hub"))));
        sky.sent(raw.send(null, SendOptions.to(Sky.id("hub"))));

        assertThat(asJson)
                .extracting(message -> String.valueOf(message.value()))
                .containsExactly("\"\\\"quoted\\\" \u00fc\"", "{\"pi\":3.5}", "null");
        assertThat(asBytes).extracting(StarMessage::value).containsOnlyNulls();
        assertThat(asText).containsExactly("raw: null");
        assertThat(atHub).containsExactly("text: \"quoted\" \u00fc", "raw: null");
        assertThat(unreadable).extracting(failure -> Sky.name(failure.from())).containsExactly("bytes", "raw");

        StarAction<byte[]> second = sky.leaf("more").action("chat", byte[].class);
        List<StarMessage<byte[]>> asBytesToo = sky.watch(second.messages());
        sky.sent(sendsBytes.send(content, "bytes"));
        assertThat(asBytesToo).singleElement().satisfies(message -> {
            assertThat(message.value()).isEqualTo(content);
            assertThat(message.metadata()).hasToString("\"bytes\"");
        });
    }

    @Test
    void withTwoThatAreWillingEachHearsEachMessageOnce() {
        StarAction<String> a = chat(sky.willing("a"));
        StarAction<String> b = chat(sky.willing("b"));
        StarAction<String> leaf = chat(sky.leaf("y"));
        StarAction<String> other = chat(sky.leaf("z"));
        List<List<String>> heard = List.of(sky.heard(a), sky.heard(b), sky.heard(leaf), sky.heard(other));

        for (StarAction<String> each : List.of(a, b, leaf, other)) {
            sky.sent(each.send("hello"));
        }
        sky.world.seconds(30);

        assertThat(heard.get(0)).containsExactly("b: hello", "y: hello", "z: hello");
        assertThat(heard.get(1)).containsExactly("a: hello", "y: hello", "z: hello");
        assertThat(heard.get(2)).containsExactly("a: hello", "b: hello", "z: hello");
        assertThat(heard.get(3)).containsExactly("a: hello", "b: hello", "y: hello");
    }

    @Test
    void aPeerThatIsNotWillingIsNotBelievedToSpeakForAnother() {
        StarAction<String> hub = chat(sky.willing("hub"));
        List<String> atHub = sky.heard(hub);
        List<String> heard = sky.heard(chat(sky.leaf("alice")));
        MessageAction<String> liar = sky.join("mallory").action("chat", String.class);

        sky.sent(liar.send("I owe mallory", SendOptions.toAll().metadata(Map.of("source", "bob", "hub", true))));
        assertThat(heard).isEmpty();
        assertThat(atHub).isEmpty();

        // no metadata of a hub, so its own
        sky.sent(liar.send("mine", SendOptions.to(Sky.id("hub")).metadata(Map.of("source", "bob"))));
        assertThat(heard).containsExactly("mallory: mine {\"source\":\"bob\"}");
    }

    @Test
    void whatAHubSentOnIsBelievedByASlowReaderAfterItHasGone() {
        Star star = sky.willing("hub");
        chat(star);
        StarAction<String> alice = chat(sky.leaf("alice"));
        StarAction<String> bob = chat(sky.leaf("bob"));
        TestSubscriber<String> slow = TestSubscriber.builder().initialRequest(0).build();
        bob.values().subscribe(slow);
        sky.sent(alice.send("hello"));
        star.room().dispose();
        sky.world.seconds(3);

        slow.request(1);
        sky.world.seconds(1);

        assertThat(slow.getReceivedOnNext()).containsExactly("hello");
    }

    /** One that is willing, but not the hub any more, sends on what comes. */
    @Test
    void nothingIsLostWhenALowerOneThatAllAreConnectedToTakesOver() {
        StarAction<String> old = chat(sky.willing("m"));
        StarAction<String> alice = chat(sky.leaf("x"));
        StarAction<String> bob = chat(sky.leaf("y"));
        Room next = sky.join("a");
        sky.world.seconds(10);
        List<String> atOld = sky.heard(old);
        List<String> atBob = sky.heard(bob);
        Disposable talking = Flux.interval(Duration.ofMillis(2), sky.world.time)
                .concatMap(i -> alice.send("" + i))
                .subscribe();
        sky.world.millis(500);
        Star lower = Star.willing(next);
        List<String> atNext = sky.heard(chat(lower));
        sky.world.millis(500);
        talking.dispose();
        sky.world.seconds(5);
        assertThat(lower.isHub()).isTrue();

        String[] all = IntStream.range(0, atBob.size()).mapToObj(i -> "x: " + i).toArray(String[]::new);
        assertThat(all).hasSizeGreaterThan(490);
        assertThat(atBob).containsExactlyInAnyOrder(all);
        assertThat(atOld).containsExactlyInAnyOrder(all);
        assertThat(atNext).containsExactlyInAnyOrder(all);
    }

    @Test
    void aHubThatDoesNotKnowItYetSendsOnAllTheSame() {
        StarAction<String> a = chat(sky.willing("a"));
        StarAction<String> b = chat(sky.willing("b"));
        Room plain = sky.join("z");
        List<String> atA = sky.heard(a);
        assertThat(b).isNotNull();

        sky.sent(plain.action("chat", String.class).send("to b", SendOptions.to(Sky.id("b"))));

        assertThat(atA).containsExactly("z: to b");
    }

    @Test
    void aSendWaitsForAHub() {
        Star leaf = sky.leaf("z");
        List<Object> sent = sky.sent(chat(leaf).send("early"));
        List<Object> late = sky.sent(chat(leaf).send("late").timeout(Duration.ofSeconds(5), sky.world.time));
        sky.world.seconds(60);
        assertThat(sent).isEmpty();
        assertThat(late).singleElement().isInstanceOf(TimeoutException.class);

        Room room = sky.join("a");
        List<String> atHub = sky.heard(chat(sky.settled(Star.willing(room))));
        sky.world.seconds(5);

        assertThat(sent).containsExactly("done");
        assertThat(atHub).containsExactly("z: early");
    }

    @Test
    void whatAWillingPeerHasSentOnWaitsForItsFirstSubscriberToo() {
        Star star = sky.willing("hub");
        StarAction<String> alice = chat(sky.leaf("alice"));
        sky.sent(alice.send("before the action"));
        StarAction<String> hub = chat(star);
        sky.sent(alice.send("before the subscriber"));

        TestSubscriber<String> first =
                TestSubscriber.builder().initialRequest(1).build();
        hub.values().subscribe(first);
        List<String> second = sky.watch(hub.values());
        for (String text : List.of("one", "two", "three")) {
            sky.sent(alice.send(text));
        }
        assertThat(first.getReceivedOnNext()).containsExactly("before the action");
        first.request(10);
        sky.world.seconds(1);

        assertThat(first.getReceivedOnNext())
                .containsExactly("before the action", "before the subscriber", "one", "two", "three");
        assertThat(second).containsExactly("one", "two", "three");
    }

    @Test
    void aSendThatWaitsFailsWhenTheRoomIsLeftOrTheStarDisposed() {
        Star y = sky.leaf("y");
        Star z = sky.leaf("z");
        List<Object> left = sky.sent(chat(y).send("never"));
        List<Object> disposed = sky.sent(chat(z).send("never"));

        y.room().dispose();
        z.dispose();
        sky.world.seconds(3);

        assertThat(left).singleElement().isInstanceOf(RoomClosedException.class);
        assertThat(disposed).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(sky.sent(chat(y).send("late"))).singleElement().isInstanceOf(RoomClosedException.class);
    }

    @Test
    void aSendFailsIfTheHubLeavesMidway() {
        Star hub = sky.willing("hub");
        Star leaf = sky.leaf("z");
        StarAction<byte[]> action = leaf.action("large", byte[].class);
        List<Object> end = sky.watch(action.send(new byte[60 << 20])
                .cast(Object.class)
                .onErrorResume(Mono::just)
                .flux());
        sky.world.millis(20);
        assertThat(end).isEmpty();

        hub.room().dispose();
        sky.world.seconds(20);

        assertThat(end).singleElement().isInstanceOf(PeerLeftException.class);
    }

    @Test
    void whatOneSourceSaysKeepsItsOrderWhateverItsLength() {
        chat(sky.willing("hub"));
        StarAction<String> alice = chat(sky.leaf("alice"));
        List<Integer> lengths = sky.watch(chat(sky.leaf("bob")).values().map(String::length));
        Integer[] sent = {3_000_000, 1, 500_000, 2, 3, 40_000};

        sky.sent(Flux.fromArray(sent)
                .concatMap(length -> alice.send("x".repeat(length)))
                .then());
        sky.world.seconds(60);

        assertThat(lengths).containsExactly(sent);
    }

    @Test
    void aPeerThatTakesNothingHoldsUpNobodyAndIsToldOf() {
        StarAction<String> hub = chat(sky.willing("hub"));
        StarAction<String> alice = chat(sky.leaf("alice"));
        List<String> atBob = sky.watch(chat(sky.leaf("bob")).values());
        chat(sky.leaf("slow"));
        List<Undelivered> undelivered = sky.watch(hub.undelivered());
        sky.world.network.partition(List.of(sky.world.network.host("slow")), List.of(sky.world.network.host("hub")));

        // 64 MiB of text, which counts two bytes a character
        String megabyte = "x".repeat(1 << 20);
        sky.sent(Flux.range(0, 40).concatMap(i -> alice.send(megabyte)).then());
        sky.world.await(Duration.ofSeconds(4), "40 messages at bob", () -> atBob.size() == 40);

        assertThat(undelivered).isNotEmpty().allSatisfy(lost -> {
            assertThat(Sky.name(lost.peer())).isEqualTo("slow");
            assertThat(Sky.name(lost.source())).isEqualTo("alice");
            assertThat(lost.error()).isInstanceOf(PeerOverflowException.class);
        });
    }

    @Test
    void metadataThatGrowTooLargeAreToldOfAndTheNextMessageGoesOn() {
        StarAction<String> hub = chat(sky.willing("hub"));
        StarAction<String> alice = chat(sky.leaf("alice"));
        List<String> atBob = sky.watch(chat(sky.leaf("bob")).values());
        List<Undelivered> undelivered = sky.watch(hub.undelivered());

        sky.sent(alice.send("too much", "x".repeat(63 * 1024 - 10)));
        sky.sent(alice.send("next"));

        assertThat(atBob).containsExactly("next");
        assertThat(undelivered)
                .singleElement()
                .extracting(Undelivered::error)
                .isInstanceOf(MessageTooLargeException.class);
    }

    @Test
    void aLeafThatLeavesIsForgottenAndOneThatComesBackHearsAgain() {
        StarAction<String> alice = chat(sky.leaf("alice"));
        chat(sky.willing("hub"));
        Star bob = sky.leaf("bob");
        bob.room().dispose();
        sky.world.seconds(3);
        sky.sent(alice.send("meanwhile"));

        List<String> again = sky.watch(chat(sky.leaf("carol")).values());
        sky.sent(alice.send("again"));

        assertThat(again).containsExactly("again");
    }

    @Test
    void theSameNameAndTypeIsTheSameActionAndNoneOfTheRooms() {
        Star star = sky.willing("a");
        StarAction<String> action = chat(star);
        star.room().action("plain", String.class);

        assertThat(chat(star)).isSameAs(action);
        assertThat(action.name()).isEqualTo("chat");
        assertThatThrownBy(() -> star.action("chat", byte[].class)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> star.room().action("chat", String.class)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> star.action("plain", String.class)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void badNamesAreRefused() {
        Star star = sky.willing("a");

        assertThatThrownBy(() -> star.action("star", String.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> star.action("@_mine", String.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> star.action("", String.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> star.action("a".repeat(33), String.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void streamsEndWithTheRoomAndWithTheStar() {
        for (boolean byRoom : new boolean[] {true, false}) {
            Star star = sky.willing(byRoom ? "a" : "b");
            List<TestSubscriber<?>> streams = List.of(
                    ended(chat(star).messages()),
                    ended(chat(star).failures()),
                    ended(chat(star).undelivered()));
            if (byRoom) {
                star.room().dispose();
            } else {
                star.dispose();
            }
            sky.world.seconds(3);
            assertThat(streams)
                    .allSatisfy(
                            stream -> assertThat(stream.isTerminatedComplete()).isTrue());
        }
    }

    private static <T> TestSubscriber<T> ended(Flux<T> flux) {
        TestSubscriber<T> subscriber = TestSubscriber.create();
        flux.subscribe(subscriber);
        return subscriber;
    }
}
