package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Room;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.subscriber.TestSubscriber;

class WithRoomTest {

    private final TwoPeers peers = new TwoPeers();

    @AfterEach
    void stop() {
        peers.close();
    }

    @Test
    void leavesWhenItsStreamCompletes() {
        TestSubscriber<String> use = peers.subscribe(peers.alice.withRoom("hall", room -> Mono.just(room.id())));
        peers.seconds(1);

        assertThat(use.getReceivedOnNext()).containsExactly("hall");
        assertThat(use.isTerminatedComplete()).isTrue();
        assertNotIn("hall");
    }

    @Test
    void leavesWhenItsStreamFails() {
        TestSubscriber<Object> use = peers.subscribe(
                peers.alice.withRoom("hall", room -> Flux.error(new IllegalStateException("as it happens"))));
        peers.seconds(1);

        assertThat(use.expectTerminalError()).hasMessage("as it happens");
        assertNotIn("hall");
    }

    @Test
    void leavesWhenItsStreamIsNotEvenMade() {
        TestSubscriber<Object> use = peers.subscribe(peers.alice.withRoom("hall", room -> {
            throw new IllegalStateException("as it happens");
        }));
        peers.seconds(1);

        assertThat(use.expectTerminalError()).hasMessage("as it happens");
        assertNotIn("hall");
    }

    @Test
    void leavesWhenItIsCancelled() {
        TestSubscriber<Object> use = peers.subscribe(peers.alice.withRoom("hall", room -> Flux.never()));
        peers.seconds(1);
        assertThat(peers.aliceHost().held().toString()).contains("4 subscriptions");
        use.cancel();
        peers.seconds(1);

        assertNotIn("hall");
    }

    @Test
    void leavesWhenItIsCancelledWhileItJoins() {
        TestSubscriber<Object> use = peers.subscribe(peers.alice.withRoom("hall", room -> Flux.never()));
        use.cancel();
        peers.seconds(1);

        assertNotIn("hall");
    }

    @Test
    void doesNotEvictItsTwin() {
        TestSubscriber<String> twin = peers.subscribe(peers.alice.withRoom(
                "lobby", room -> room.action("chat", String.class).values()));
        peers.seconds(1);
        peers.subscribe(peers.alice.withRoom("lobby", room -> Mono.just("done")));
        peers.seconds(1);

        peers.subscribe(peers.hisChat().send("still there?"));
        peers.seconds(1);
        assertThat(twin.getReceivedOnNext()).containsExactly("still there?");
        assertThat(peers.his.peers()).isEqualTo(List.of(peers.aliceId()));
        twin.cancel();
    }

    @Test
    void failsAsTheJoinDoes() {
        TestSubscriber<Object> use =
                peers.subscribe(peers.alice.withRoom("lobby", room -> room.password("other"), room -> Flux.never()));

        assertThat(use.expectTerminalError()).isInstanceOf(io.trystero.RoomConfigConflictException.class);
    }

    private void assertNotIn(String roomId) {
        Room again = peers.world.join(peers.alice, roomId, room -> room.password("any other configuration"));
        assertThat(again.isDisposed()).isFalse();
        again.dispose();
    }
}
