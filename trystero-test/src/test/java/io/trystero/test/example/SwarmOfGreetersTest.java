package io.trystero.test.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Trystero;
import io.trystero.test.SimulatedHost;
import io.trystero.test.SimulatedNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Tests of an app with many peers: {@link Greeter}. Simulated minutes take milliseconds. */
class SwarmOfGreetersTest {

    private static final int PEERS = 20;

    @Test
    void everyOneIsGreetedByEveryOther() {
        StepVerifier.withVirtualTime(() -> swarm(SimulatedNetwork.builder(7).build(), Duration.ZERO))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(PEERS * (PEERS - 1))
                .thenCancel()
                .verify();
    }

    @Test
    void whoComesLaterIsGreetedToo() {
        StepVerifier.withVirtualTime(() -> swarm(SimulatedNetwork.builder(8).build(), Duration.ofSeconds(3)))
                .thenAwait(Duration.ofMinutes(2))
                .expectNextCount(PEERS * (PEERS - 1))
                .thenCancel()
                .verify();
    }

    @Test
    void theSameSeedIsTheSameRun() {
        List<List<String>> runs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            List<String> heard = new ArrayList<>();
            StepVerifier.withVirtualTime(() -> swarm(SimulatedNetwork.builder(9).build(), Duration.ZERO)
                            .doOnNext(heard::add))
                    .thenAwait(Duration.ofMinutes(1))
                    .expectNextCount(PEERS * (PEERS - 1))
                    .thenCancel()
                    .verify();
            runs.add(heard);
        }

        assertThat(runs.get(0)).isEqualTo(runs.get(1));
    }

    /** Returns what all of them hear; they come one after another, some time apart. */
    private static Flux<String> swarm(SimulatedNetwork network, Duration apart) {
        return Flux.range(0, PEERS)
                .flatMap(
                        i -> new Greeter(instance(network.host("peer" + i)))
                                .greetings("lobby")
                                .delaySubscription(apart.multipliedBy(i)),
                        PEERS);
    }

    private static Trystero instance(SimulatedHost host) {
        return host.trystero("com.example.greeter").build();
    }
}
