package io.trystero.test.star;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.MessageAction;
import io.trystero.Room;
import io.trystero.RoomClosedException;
import io.trystero.Trystero;
import io.trystero.star.Star;
import io.trystero.test.ConnectionView;
import io.trystero.test.SimulatedNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Who is the hub. */
class StarTest {

    private final Sky sky = new Sky();

    @AfterEach
    void stop() {
        sky.close();
    }

    @Test
    void theLowestOfThoseThatAreWillingIsTheHubForAll() {
        Star leaf = sky.leaf("a");
        assertThat(leaf.hub()).isEmpty();
        Star second = sky.willing("d");
        assertThat(second.isHub()).isTrue();
        assertThat(leaf.hub()).contains(Sky.id("d"));

        Star first = sky.willing("b");
        Star third = sky.willing("e");

        assertThat(List.of(leaf, first, second, third))
                .allSatisfy(star -> assertThat(star.hub()).contains(Sky.id("b")));
        assertThat(first.isHub()).isTrue();
        assertThat(second.isHub()).isFalse();
        assertThat(leaf.isHub()).isFalse();
    }

    @Test
    void aRoomThatHasBeenLeftHasNoStarAnyMore() {
        Star star = sky.willing("b");
        star.room().dispose();
        sky.world.seconds(3);

        assertThatThrownBy(() -> Star.willing(star.room())).isInstanceOf(RoomClosedException.class);
        assertThatThrownBy(() -> Star.unwilling(star.room())).isInstanceOf(RoomClosedException.class);
    }

    @Test
    void hubsTellsWhoIsItNowThenEachChangeAndEndsWithTheRoom() {
        Star leaf = sky.leaf("z");
        List<String> seen = new ArrayList<>();
        leaf.hubs().map(Sky::name).subscribe(seen::add, error -> seen.add(error.toString()), () -> seen.add("end"));
        Star b = sky.willing("b");
        Star a = sky.willing("a");
        assertThat(sky.watch(leaf.hubs().map(Sky::name))).containsExactly("a");

        a.room().dispose();
        sky.world.seconds(3);
        b.room().dispose();
        sky.world.seconds(3);
        assertThat(seen).containsExactly("nobody", "b", "a", "b", "nobody");

        sky.willing("c");
        leaf.room().dispose();
        sky.world.seconds(3);
        assertThat(seen).endsWith("c", "nobody", "end");
        assertThat(leaf.hub()).isEmpty();
        assertThat(leaf.isDisposed()).isTrue();
    }

    @Test
    void aHubThatIsGoneWithoutAWordIsReplaced() {
        Star b = sky.willing("b");
        Star a = sky.willing("a");
        Star leaf = sky.leaf("z");
        assertThat(leaf.hub()).contains(a.room().selfId());

        sky.world.network.host("a").crash();
        sky.world.seconds(20);

        assertThat(leaf.hub()).contains(Sky.id("b"));
        assertThat(b.isHub()).isTrue();
    }

    @Test
    void whoDisposesItsStarIsWillingNoMoreAndStaysInTheRoom() {
        Star a = sky.willing("a");
        Star b = sky.willing("b");
        Star leaf = sky.leaf("z");

        a.dispose();
        sky.world.seconds(1);

        assertThat(leaf.hub()).contains(Sky.id("b"));
        assertThat(b.isHub()).isTrue();
        assertThat(a.hub()).isEmpty();
        assertThat(a.isDisposed()).isTrue();
        assertThat(a.room().peers()).contains(Sky.id("z"));
        assertThat(sky.sent(a.action("chat", String.class).send("late")))
                .singleElement()
                .isInstanceOf(IllegalStateException.class);
        StepVerifier.create(a.hubs()).expectNext(Optional.empty()).verifyComplete();
    }

    @Test
    void leavesThatJoinPassiveHoldOneConnectionEach() {
        sky.willing("hub");
        IntStream.range(0, 6).forEach(i -> sky.leaf("leaf" + i));
        sky.world.seconds(60);

        for (int i = 0; i < 6; i++) {
            assertThat(sky.world.network.host("leaf" + i).connections())
                    .as("connections of leaf %d", i)
                    .extracting(ConnectionView::remoteHost)
                    .containsExactly("hub");
        }
        assertThat(sky.world.network.host("hub").connections()).hasSize(6);
    }

    @Test
    void workOfTheHubGoesOnForAsLongAsItIsThat() {
        Star b = sky.willing("b");
        List<String> log = new ArrayList<>();
        b.whileHub(() -> log("work", log))
                .subscribe(log::add, error -> log.add(error.toString()), () -> log.add("end"));
        assertThat(log).containsExactly("+work", "work");

        Star a = sky.willing("a");
        assertThat(log).endsWith("work", "-work");
        a.room().dispose();
        sky.world.seconds(3);
        assertThat(log).containsExactly("+work", "work", "-work", "+work", "work");

        b.dispose();
        assertThat(log).endsWith("-work", "end");
    }

    @Test
    void workOfALeafBeginsAnewForEachHub() {
        Star leaf = sky.leaf("z");
        List<String> log = new ArrayList<>();
        leaf.throughHub(hub -> log(Sky.name(hub), log))
                .subscribe(log::add, error -> log.add(error.toString()), () -> log.add("end"));
        Star b = sky.willing("b");
        sky.willing("a");
        assertThat(log).containsExactly("+b", "b", "-b", "+a", "a");

        leaf.room().dispose();
        sky.world.seconds(3);
        assertThat(log).endsWith("-a", "end");

        List<String> atHub = new ArrayList<>();
        b.throughHub(hub -> Mono.just(Sky.name(hub))).subscribe(atHub::add);
        assertThat(atHub).containsExactly("a");
    }

    @Test
    void whatTheWorkFailsWithIsTold() {
        Star star = sky.willing("a");

        StepVerifier.create(star.whileHub(() -> Flux.error(new IllegalArgumentException("work"))))
                .verifyErrorMessage("work");
    }

    @Test
    void onTheWireAWillingPeerSaysSoInJsonToWhoeverJoins() {
        MessageAction<JsonNode> plain = sky.join("a").action("star", JsonNode.class);
        List<String> heard = sky.onTheWire(plain);
        Star star = sky.willing("b");
        star.dispose();
        sky.world.seconds(1);

        assertThat(heard).containsExactly("b: {\"willing\":true}", "b: {\"willing\":false}");
    }

    @Test
    void nonsenseIsIgnored() {
        Room liar = sky.join("a");
        Star leaf = sky.leaf("z");
        MessageAction<Object> plain = liar.action("star", Object.class);
        for (Object nonsense :
                List.of("true", true, List.of(), Map.of(), Map.of("willing", "true"), Map.of("willing", 1), 5)) {
            sky.sent(plain.send(nonsense));
        }
        sky.sent(plain.send(null));
        assertThat(leaf.hub()).isEmpty();

        sky.sent(plain.send(Map.of("willing", true, "more", "of it")));
        assertThat(leaf.hub()).contains(Sky.id("a"));
    }

    @Test
    void whatWasSaidBeforeTheStarWasMadeIsHeard() {
        Room late = sky.join("z");
        sky.willing("a");
        sky.world.seconds(10);

        assertThat(sky.settled(Star.unwilling(late)).hub()).contains(Sky.id("a"));
    }

    @Test
    void aRoomHasOneStar() {
        Star star = sky.willing("a");

        assertThatThrownBy(() -> Star.unwilling(star.room()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lobby")
                .hasMessageContaining("share");
        star.dispose();
        assertThatThrownBy(() -> Star.willing(star.room())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void itRunsInVirtualTime() {
        StepVerifier.withVirtualTime(() -> {
                    SimulatedNetwork network = SimulatedNetwork.builder(1).build();
                    Trystero hub = network.host("hub").trystero("star").build();
                    Trystero leaf = network.host("leaf").trystero("star").build();
                    hub.withRoom("lobby", room -> Star.willing(room).hubs()).subscribe();
                    return leaf.withRoom(
                                    "lobby",
                                    room -> room.passive(true),
                                    room -> Star.unwilling(room).hubs())
                            .map(now -> now.equals(Optional.of(hub.selfId())));
                })
                .thenAwait(Duration.ofSeconds(10))
                .expectNext(false, true)
                .thenCancel()
                .verify(Duration.ofSeconds(10));
    }

    /** Goes on until it is cancelled, and notes when it begins and ends. */
    private static Flux<String> log(String name, List<String> log) {
        return Flux.just(name)
                .concatWith(Flux.never())
                .doOnSubscribe(subscription -> log.add("+" + name))
                .doOnCancel(() -> log.add("-" + name));
    }
}
