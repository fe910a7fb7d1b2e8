package io.trystero.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trystero.test.SimulatedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.subscriber.TestSubscriber;

/** How frames reach a subscriber who takes them fast, slowly or not at all. */
class FrameFluxTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Sinks.Empty<Void> end = Sinks.empty();
    private final List<Consumer<Integer>> listeners = new ArrayList<>();
    private final List<Long> dropped = new ArrayList<>();

    @Test
    void whoTakesThemAllGetsThemAllInOrderAndTheEnd() {
        StepVerifier.create(frames(FramePolicy.buffer(3)))
                .then(() -> push(1, 2, 3))
                .then(time::advanceTime)
                .then(() -> push(4))
                .then(end::tryEmitEmpty)
                .then(time::advanceTime)
                .expectNext(1, 2, 3, 4)
                .verifyComplete();
        assertThat(listeners).isEmpty();
    }

    @Test
    void theLatestIsAllThatASlowOneGets() {
        StepVerifier.create(frames(FramePolicy.latest()), 0)
                .then(() -> push(1, 2, 3))
                .then(time::advanceTime)
                .thenRequest(1)
                .then(time::advanceTime)
                .expectNext(3)
                .then(() -> push(4, 5))
                .thenRequest(5)
                .then(time::advanceTime)
                .expectNext(5)
                .then(() -> assertThat(dropped).containsExactly(1L, 2L, 3L))
                .thenCancel()
                .verify();
    }

    @Test
    void aFullBufferLosesItsOldest() {
        StepVerifier.create(frames(FramePolicy.buffer(2)), 0)
                .then(() -> push(1, 2, 3, 4))
                .thenRequest(9)
                .then(time::advanceTime)
                .expectNext(3, 4)
                .then(() -> assertThat(dropped).containsExactly(1L, 2L))
                .thenCancel()
                .verify();
    }

    @Test
    void aSchedulerThatRefusesTheThreadEndsItWithWhatItSays() {
        SimulatedTime ofAnotherThread = new SimulatedTime();
        ofAnotherThread.advanceBy(Duration.ofSeconds(1));

        StepVerifier.create(frames(FramePolicy.latest(), ofAnotherThread).subscribeOn(Schedulers.boundedElastic()))
                .expectErrorMatches(error -> String.valueOf(error.getMessage()).contains("thread"))
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void withoutABufferWhatNobodyAskedForIsDropped() {
        TestSubscriber<Integer> slow =
                TestSubscriber.builder().initialRequest(2).build();
        frames(FramePolicy.drop()).subscribe(slow);
        for (int frame = 1; frame <= 4; frame++) {
            push(frame);
            time.advanceTime();
        }
        slow.request(1);
        push(5);
        time.advanceTime();
        push(6);
        time.advanceTime();

        assertThat(slow.getReceivedOnNext()).containsExactly(1, 2, 5);
        assertThat(dropped).containsExactly(1L, 2L, 3L);
    }

    @Test
    void withoutABufferNothingPilesUpBeforeOneWhoAskedForAllButIsBusy() {
        SimulatedTime worker = new SimulatedTime(); // runs nothing by itself
        List<Integer> taken = new ArrayList<>();
        frames(FramePolicy.drop(), worker).subscribe(frame -> {
            taken.add(frame);
            if (frame == 1) {
                push(100_001, 100_002); // while this one is being taken
            }
        });
        push(IntStream.rangeClosed(1, 100_000).toArray());
        worker.run();
        push(100_003);
        worker.run();

        assertThat(taken).containsExactly(1, 100_003);
        assertThat(dropped).hasSize(100_001).last().isEqualTo(100_001L);
    }

    @Test
    void whatWaitsIsTakenBeforeTheEndIsTold() {
        StepVerifier.create(frames(FramePolicy.buffer(2)), 0)
                .then(() -> push(1, 2))
                .then(end::tryEmitEmpty)
                .then(time::advanceTime)
                .thenRequest(1)
                .then(time::advanceTime)
                .expectNext(1)
                .thenRequest(1)
                .then(time::advanceTime)
                .expectNext(2)
                .verifyComplete();
    }

    @Test
    void cancelledItListensNoLonger() {
        StepVerifier.create(frames(FramePolicy.latest()).take(1))
                .then(() -> push(1))
                .then(time::advanceTime)
                .expectNext(1)
                .verifyComplete();
        assertThat(listeners).isEmpty();
    }

    @Test
    void eachSubscriberHasAQueueOfItsOwn() {
        Flux<Integer> frames = frames(FramePolicy.latest());
        List<Integer> fast = new ArrayList<>();
        frames.subscribe(fast::add);
        StepVerifier.create(frames, 0)
                .then(() -> push(1))
                .then(time::advanceTime)
                .then(() -> push(2))
                .then(time::advanceTime)
                .thenRequest(1)
                .then(time::advanceTime)
                .expectNext(2)
                .thenCancel()
                .verify();
        assertThat(fast).containsExactly(1, 2);
    }

    @Test
    void aBufferHasAtLeastOnePlaceAndNoMoreThanTenThousand() {
        for (int frames : new int[] {0, -1, 10_001}) {
            assertThatThrownBy(() -> FramePolicy.buffer(frames))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("frames must be from 1 to 10000, but is " + frames);
        }
    }

    private Flux<Integer> frames(FramePolicy policy) {
        return frames(policy, time);
    }

    private Flux<Integer> frames(FramePolicy policy, Scheduler scheduler) {
        return new FrameFlux<>(
                listener -> {
                    listeners.add(listener);
                    return () -> listeners.remove(listener);
                },
                end.asMono(),
                policy.onDropped(dropped::add),
                scheduler);
    }

    private void push(int... frames) {
        for (int frame : frames) {
            List.copyOf(listeners).forEach(listener -> listener.accept(frame));
        }
    }
}
