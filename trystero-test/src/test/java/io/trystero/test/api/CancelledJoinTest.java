package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.test.SimulatedHost;
import io.trystero.test.room.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;

/** A join that nobody waits for any more releases what it has, whenever that is. */
class CancelledJoinTest {

    private final World world = new World(2);
    private final Trystero alice = world.instance("alice");
    private final SimulatedHost host = world.network.host("alice");

    @AfterEach
    void stop() {
        world.close();
    }

    /** By steps of a millisecond, over everything from before the relay is connected until after the emission. */
    @Test
    void atEveryMomentOfIt() {
        int emitted = 0;
        int early = 0;
        for (int millis = 0; millis < 250; millis++) {
            List<Room> rooms = new ArrayList<>();
            Disposable join = alice.join("lobby").subscribe(rooms::add);
            world.millis(millis);
            join.dispose();
            world.seconds(3);
            if (rooms.isEmpty()) {
                early++;
                assertThat(host.held()).as("cancelled after %d ms", millis).isEmpty();
            } else {
                emitted++;
                rooms.forEach(Room::dispose);
                world.seconds(3);
            }
        }
        assertThat(early).isPositive();
        assertThat(emitted).isPositive();
    }

    /** With a worker that is behind the loop, so that a cancel also comes between decision and emission. */
    @Test
    void atEveryMomentBetweenTheDecisionAndTheEmission() {
        SimulatedHost slow = world.network.host("slow");
        Trystero instance = Trystero.builder(World.APP)
                .transport(slow.transport())
                .strategy(slow.strategy())
                .scheduler(slow.scheduler())
                .callbackScheduler(new LateScheduler(slow.scheduler(), 40))
                .random(slow.random())
                .build();
        for (int millis = 0; millis < 250; millis++) {
            List<Room> rooms = new ArrayList<>();
            Disposable join = instance.join("lobby").subscribe(rooms::add);
            world.millis(millis);
            join.dispose();
            world.seconds(3);
            rooms.forEach(Room::dispose);
            world.seconds(rooms.isEmpty() ? 0 : 3);
            assertThat(slow.held()).as("cancelled after %d ms", millis).isEmpty();
        }
        instance.dispose();
    }

    @Test
    void asTheRoomIsEmittedToASubscriberThatCancelsThere() {
        BaseSubscriber<Room> taker = new BaseSubscriber<>() {
            @Override
            protected void hookOnNext(Room room) {
                cancel();
                room.dispose();
            }
        };
        alice.join("lobby").subscribe(taker);
        world.seconds(3);

        assertThat(host.held()).isEmpty();
    }

    @Test
    void whenTheRoomIsReadyAndWasNotRequestedYet() {
        BaseSubscriber<Room> lazy = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {}
        };
        alice.join("lobby").subscribe(lazy);
        world.seconds(3);
        assertThat(host.held()).isNotEmpty();

        lazy.cancel();
        world.seconds(3);
        assertThat(host.held()).isEmpty();
    }

    @Test
    void whileItWaitsForALeave() {
        Room room = world.join(alice, "lobby");
        room.leave().subscribe();
        Disposable join = alice.join("lobby").subscribe();
        world.millis(10);
        join.dispose();
        world.seconds(3);

        assertThat(host.held()).isEmpty();
    }

    @Test
    void whileAnotherJoinOfTheSameRoomGoesOn() {
        Disposable given = alice.join("lobby").subscribe();
        List<Room> kept = new ArrayList<>();
        alice.join("lobby").subscribe(kept::add);
        world.time.run();
        given.dispose();
        world.seconds(3);

        assertThat(kept).hasSize(1);
        assertThat(kept.get(0).isDisposed()).isFalse();
        kept.get(0).dispose();
        world.seconds(3);
        assertThat(host.held()).isEmpty();
    }
}
