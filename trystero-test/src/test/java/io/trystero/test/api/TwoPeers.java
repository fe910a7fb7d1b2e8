package io.trystero.test.api;

import io.trystero.MessageAction;
import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.RoomConfig;
import io.trystero.Trystero;
import io.trystero.TrysteroBuilder;
import io.trystero.test.SimulatedHost;
import io.trystero.test.room.World;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.test.subscriber.TestSubscriber;

/** Alice and Bob in a room, joined. */
final class TwoPeers implements AutoCloseable {

    final World world;
    final Trystero alice;
    final Trystero bob;
    final Room hers;
    final Room his;

    TwoPeers() {
        this(room -> room);
    }

    TwoPeers(UnaryOperator<RoomConfig> config) {
        this(config, builder -> builder);
    }

    TwoPeers(UnaryOperator<RoomConfig> config, UnaryOperator<TrysteroBuilder> bobs) {
        world = new World(17);
        alice = world.instance("alice");
        String bobsId = world.network.host("bob").peerId();
        bob = world.instance(
                "bob",
                bobsId,
                builder -> bobs.apply(builder.strategy(world.network.host("bob").strategy())));
        hers = world.join(alice, "lobby", config);
        his = world.join(bob, "lobby", config);
        world.await(
                Duration.ofSeconds(5),
                "joined",
                () -> hers.peers().equals(List.of(bobId())) && his.peers().equals(List.of(aliceId())));
    }

    PeerId aliceId() {
        return alice.selfId();
    }

    PeerId bobId() {
        return bob.selfId();
    }

    SimulatedHost aliceHost() {
        return world.network.host("alice");
    }

    SimulatedHost bobHost() {
        return world.network.host("bob");
    }

    MessageAction<String> herChat() {
        return hers.action("chat", String.class);
    }

    MessageAction<String> hisChat() {
        return his.action("chat", String.class);
    }

    /** Subscribes with all demand, and lets what is due happen. */
    <T> TestSubscriber<T> subscribe(Publisher<T> publisher) {
        TestSubscriber<T> subscriber = TestSubscriber.create();
        publisher.subscribe(subscriber);
        world.time.run();
        return subscriber;
    }

    /** Subscribes without demand. */
    <T> TestSubscriber<T> subscribeSlowly(Flux<T> flux) {
        TestSubscriber<T> subscriber =
                TestSubscriber.builder().initialRequest(0).build();
        flux.subscribe(subscriber);
        world.time.run();
        return subscriber;
    }

    void seconds(long seconds) {
        world.seconds(seconds);
    }

    @Override
    public void close() {
        world.close();
    }
}
