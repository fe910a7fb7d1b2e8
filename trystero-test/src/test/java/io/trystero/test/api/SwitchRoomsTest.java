package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.ConnectionInfo;
import io.trystero.PeerEvent;
import io.trystero.Room;
import io.trystero.RoomConfigConflictException;
import io.trystero.Trystero;
import io.trystero.test.room.World;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;
import reactor.test.subscriber.TestSubscriber;

class SwitchRoomsTest {

    private final World world = new World(3);
    private final Trystero alice = world.instance("alice");
    private final Trystero bob = world.instance("bob");
    private final TestPublisher<String> ids = TestPublisher.create();
    private final Set<String> usedNow = new TreeSet<>();

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void theNewRoomIsJoinedBeforeTheOldOneIsLeftAndTheConnectionKept() {
        world.join(bob, "lobby");
        world.join(bob, "hall");
        List<String> seen = world.watch(alice.switchRooms(
                ids,
                room -> room.peerEvents()
                        .ofType(PeerEvent.Joined.class)
                        .flatMap(joined -> room.connections())
                        .map(ConnectionInfo::number)
                        .map(number -> room.id() + " by " + number)));
        go("lobby");
        go("hall");

        assertThat(seen).containsExactly("lobby by 1", "hall by 1");
        assertThat(world.network.host("alice").connections()).hasSize(1);
    }

    @Test
    void oneRoomIsUsedAtATimeAndTheLastIsLeftOnCancel() {
        TestSubscriber<String> use = start(room -> Flux.just(room.id()).concatWith(Flux.never()));
        go("lobby");
        assertThat(usedNow).containsExactly("lobby");
        go("hall");
        assertThat(usedNow).containsExactly("hall");
        assertThat(use.getReceivedOnNext()).containsExactly("lobby", "hall");

        use.cancel();
        world.seconds(3);
        assertThat(usedNow).isEmpty();
        assertThat(world.network.host("alice").held()).isEmpty();
    }

    @Test
    void theOldRoomIsUsedUntilTheNewOneIsThere() {
        TestSubscriber<String> use = start(room -> Flux.never());
        go("lobby");
        world.network.relay("relay").stop();
        go("hall");
        assertThat(usedNow).containsExactly("lobby");
        world.network.relay("relay").start();
        world.seconds(90);

        assertThat(usedNow).containsExactly("hall");
        use.cancel();
    }

    @Test
    void anIdThatComesWhileAnotherRoomIsBeingJoinedTakesItsPlace() {
        TestSubscriber<String> use = start(room -> Flux.just(room.id()).concatWith(Flux.never()));
        go("lobby");
        ids.next("hall").next("attic");
        world.seconds(3);
        assertThat(usedNow).containsExactly("attic");

        ids.next("hall").next("attic");
        world.seconds(3);
        assertThat(use.getReceivedOnNext()).containsExactly("lobby", "attic");
        use.cancel();
        world.seconds(3);
        assertThat(world.network.host("alice").held()).isEmpty();
    }

    @Test
    void theSameIdAgainChangesNothing() {
        TestSubscriber<String> use = start(room -> Flux.just(room.id()).concatWith(Flux.never()));
        ids.next("lobby").next("lobby");
        world.seconds(3);
        go("lobby");

        assertThat(use.getReceivedOnNext()).containsExactly("lobby");
        use.cancel();
    }

    @Test
    void oneMayGoBack() {
        TestSubscriber<String> use = start(room -> Flux.just(room.id()).concatWith(Flux.never()));
        go("lobby");
        ids.next("hall");
        world.millis(1);
        ids.next("lobby");
        world.seconds(3);
        go("hall");
        ids.next("lobby");
        world.seconds(3);

        assertThat(use.getReceivedOnNext()).endsWith("hall", "lobby");
        assertThat(usedNow).containsExactly("lobby");
        use.cancel();
    }

    @Test
    void completesWhenIdsAndTheLastStreamHave() {
        TestSubscriber<String> use = start(room -> Mono.just(room.id()));
        go("lobby");
        assertThat(world.network.host("alice").held()).isEmpty();
        ids.next("hall").complete();
        world.seconds(3);

        assertThat(use.isTerminatedComplete()).isTrue();
        assertThat(use.getReceivedOnNext()).containsExactly("lobby", "hall");
    }

    @Test
    void anErrorAnywhereEndsItAndLeaves() {
        TestSubscriber<String> badIds = start(room -> Flux.never());
        go("lobby");
        ids.error(new IllegalStateException("as it happens"));
        world.seconds(3);
        assertThat(badIds.expectTerminalError()).hasMessage("as it happens");
        assertThat(world.network.host("alice").held()).isEmpty();

        world.join(alice, "hall", room -> room.password("other"));
        TestSubscriber<Object> badJoin = TestSubscriber.create();
        alice.switchRooms(Flux.just("hall"), room -> Flux.never()).subscribe(badJoin);
        world.seconds(1);
        assertThat(badJoin.expectTerminalError()).isInstanceOf(RoomConfigConflictException.class);
    }

    private TestSubscriber<String> start(Function<Room, Publisher<String>> use) {
        TestSubscriber<String> subscriber = TestSubscriber.create();
        alice.<String>switchRooms(
                        ids,
                        room -> Flux.from(use.apply(room))
                                .doOnSubscribe(subscribed -> usedNow.add(room.id()))
                                .doFinally(signal -> usedNow.remove(room.id())))
                .subscribe(subscriber);
        return subscriber;
    }

    private void go(String roomId) {
        ids.next(roomId);
        world.seconds(3);
    }
}
