package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trystero.PeerEvent;
import io.trystero.RoomClosedException;
import io.trystero.signaling.RelayStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

/** Rooms and instances as Reactor's {@code Disposable}s. */
class LifecycleTest {

    private final TwoPeers peers = new TwoPeers();

    @AfterEach
    void stop() {
        peers.close();
    }

    @Test
    void nothingIsAliveOnceAnInstanceIsDisposed() {
        TestSubscriber<Void> disposed = peers.subscribe(peers.alice.onDispose());
        peers.alice.dispose();
        assertThat(peers.alice.isDisposed()).isTrue();
        assertThat(disposed.isTerminated()).as("before it is done").isFalse();
        peers.seconds(3);

        assertThat(disposed.isTerminatedComplete()).isTrue();
        assertThat(peers.aliceHost().held()).isEmpty();
        assertThat(peers.his.peers()).isEmpty();
    }

    @Test
    void disposingLaterDoesNothingUntilItIsSubscribedTo() {
        Mono<Void> later = peers.alice.disposeLater();
        peers.seconds(1);
        assertThat(peers.alice.isDisposed()).isFalse();

        TestSubscriber<Void> done = peers.subscribe(later);
        peers.seconds(3);
        assertThat(done.isTerminatedComplete()).isTrue();
        assertThat(peers.subscribe(later).isTerminatedComplete())
                .as("once more")
                .isTrue();
    }

    @Test
    void closingWaitsForThreeSecondsAndLeavesTheRestToItself() {
        TestSubscriber<Void> disposed = peers.subscribe(peers.alice.onDispose());
        long began = System.nanoTime();
        // the clock of the instance stands still
        peers.alice.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(disposed.isTerminated()).isFalse();
        peers.seconds(3);
        assertThat(disposed.isTerminatedComplete()).isTrue();
    }

    @Test
    void aPeerThatWasSaidGoodbyeToHasLeftAndWasNotLost() {
        List<PeerEvent> seen = peers.world.watch(peers.his.peerEvents());
        peers.alice.dispose();
        peers.seconds(1);

        assertThat(seen).last().isEqualTo(new PeerEvent.Left(peers.aliceId(), PeerEvent.Reason.LEFT));
    }

    @Test
    void aRoomTellsWhenItHasBeenLeftWhoeverCausedIt() {
        TestSubscriber<Void> left = peers.subscribe(peers.hers.onDispose());
        peers.alice.dispose();
        peers.seconds(1);

        assertThat(left.isTerminatedComplete()).isTrue();
        assertThat(peers.hers.isDisposed()).isTrue();
        assertThat(peers.subscribe(peers.hers.leave()).isTerminatedComplete()).isTrue();
        assertThat(peers.subscribe(peers.hers.disposeLater()).isTerminatedComplete())
                .isTrue();
    }

    @Test
    void streamsCompleteAndSendsAndRequestsFail() {
        List<TestSubscriber<?>> streams = new ArrayList<>();
        streams.add(peers.subscribe(peers.hers.peerEvents()));
        streams.add(peers.subscribe(peers.hers.failures()));
        streams.add(peers.subscribe(peers.hers.relays()));
        streams.add(peers.subscribe(peers.herChat().messages()));
        streams.add(peers.subscribe(peers.herChat().failures()));
        streams.add(peers.subscribe(peers.herChat().receiveProgress()));
        var ask = peers.hers.request("ask", String.class, String.class);
        streams.add(peers.subscribe(ask.handle(Mono::just)));
        TestSubscriber<String> pending = peers.subscribe(ask.request(peers.bobId(), "never answered"));
        peers.subscribe(peers.hers.leave());
        peers.seconds(1);

        assertThat(streams).allMatch(TestSubscriber::isTerminatedComplete);
        assertThat(pending.expectTerminalError()).isInstanceOf(RoomClosedException.class);
        assertFailsAsClosed(peers.herChat().send("too late"));
        assertFailsAsClosed(ask.request(peers.bobId(), "too late"));
        assertFailsAsClosed(peers.hers.ping(peers.bobId()));
        // and what is subscribed to only now
        assertThat(peers.subscribe(peers.hers.peerEvents()).isTerminatedComplete())
                .isTrue();
        assertThat(peers.subscribe(peers.herChat().messages()).isTerminatedComplete())
                .isTrue();
        assertThat(peers.subscribe(peers.hers.action("new", String.class).messages())
                        .isTerminatedComplete())
                .isTrue();
        assertThat(peers.hers.peers()).isEmpty();
    }

    @Test
    void relaysCompletesOnDisposalAndForgetsRelaysThatNoRoomUses() {
        assertThat(peers.world.watch(peers.alice.relays().takeUntilOther(Mono.empty())))
                .isEmpty();
        TestSubscriber<RelayStatus> before = peers.subscribe(peers.alice.relays());
        assertThat(before.getReceivedOnNext()).hasSize(1).allMatch(RelayStatus::isUp);
        peers.subscribe(peers.hers.leave());
        peers.seconds(1);
        assertThat(peers.subscribe(peers.alice.relays()).getReceivedOnNext()).isEmpty();
        peers.alice.dispose();
        peers.seconds(1);

        assertThat(before.isTerminatedComplete()).isTrue();
    }

    @Test
    void closeRefusesAThreadThatMustNotBlock() {
        StepVerifier.create(Mono.fromRunnable(() -> assertThatThrownBy(peers.alice::close)
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("disposeLater"))
                        .subscribeOn(Schedulers.parallel()))
                .verifyComplete();
        assertThat(peers.alice.isDisposed()).isFalse();
    }

    @Test
    void anInstanceThatNeverJoinedIsDisposedAtOnce() {
        var idle = peers.world.instance("idle");
        TestSubscriber<Void> done = peers.subscribe(idle.disposeLater());

        assertThat(done.isTerminatedComplete()).isTrue();
    }

    private void assertFailsAsClosed(Mono<?> late) {
        TestSubscriber<?> subscriber = peers.subscribe(late);
        peers.world.run(Duration.ofMillis(100));
        assertThat(subscriber.expectTerminalError()).isInstanceOf(RoomClosedException.class);
    }
}
