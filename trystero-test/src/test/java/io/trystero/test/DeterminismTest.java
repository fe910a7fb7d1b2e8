package io.trystero.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class DeterminismTest {

    private static final Duration FAULTY = Duration.ofSeconds(60);

    private record Outcome(long fingerprint, List<Integer> messages, RelayCounts counts) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theSameSeedGivesTheSameRunAndAnotherSeedAnother(long seed) {
        Outcome first = faultyRun(seed);

        assertThat(faultyRun(seed)).isEqualTo(first);
        assertThat(faultyRun(seed + 100).fingerprint()).isNotEqualTo(first.fingerprint());
    }

    @Test
    void peersFindEachOtherInAPerfectNetwork() {
        SimulatedTime time = new SimulatedTime();
        List<ToyPeer> peers = join(SimulatedNetwork.create(1, time), 8);

        time.advanceBy(Duration.ofSeconds(5));

        assertThat(peers).allMatch(peer -> peer.open == 7 && peer.messages == 7);
    }

    @Test
    void runsTheSameOnReactorsVirtualTime() {
        VirtualTimeScheduler reactor = VirtualTimeScheduler.create();
        List<ToyPeer> peers = join(SimulatedNetwork.create(1, reactor), 8);

        reactor.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(peers).allMatch(peer -> peer.open == 7);
    }

    @Test
    void findsTheVirtualTimeOfStepVerifier() {
        List<ToyPeer> peers = new ArrayList<>();
        StepVerifier.withVirtualTime(() -> {
                    peers.addAll(join(SimulatedNetwork.builder(1).build(), 4));
                    return Mono.delay(Duration.ofSeconds(5));
                })
                .thenAwait(Duration.ofSeconds(5))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(peers).allMatch(peer -> peer.open == 3);
    }

    @Test
    void runsInRealTimeToo() {
        Scheduler real = Schedulers.newParallel("simulation", 2, true);
        SimulatedNetwork network = SimulatedNetwork.create(1, real);
        try {
            join(network, 4);
            StepVerifier.create(Flux.interval(Duration.ofMillis(20), real)
                            .filter(tick -> network.connections().stream()
                                            .filter(ConnectionView::open)
                                            .count()
                                    == 12)
                            .next())
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(Duration.ofSeconds(20));
        } finally {
            network.dispose();
            real.dispose();
        }
    }

    private static Outcome faultyRun(long seed) {
        SimulatedTime time = new SimulatedTime();
        SimulatedNetwork network = SimulatedNetwork.create(seed, time);
        List<ToyPeer> peers = join(network, 6);
        List<String> labels = network.hosts().stream().map(SimulatedHost::label).toList();
        network.play(FaultPlan.draw(seed, FaultMix.heavy(FAULTY), labels, List.of("relay")));
        time.advanceBy(FAULTY.multipliedBy(2));
        return new Outcome(
                network.fingerprint(),
                peers.stream().map(peer -> peer.messages).toList(),
                network.relay("relay").counts());
    }

    private static List<ToyPeer> join(SimulatedNetwork network, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new ToyPeer(network.host("host" + i), "room"))
                .toList();
    }
}
