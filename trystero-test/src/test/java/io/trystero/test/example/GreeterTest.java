package io.trystero.test.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.PeerEvent;
import io.trystero.Trystero;
import io.trystero.test.SimulatedHost;
import io.trystero.test.SimulatedNetwork;
import io.trystero.test.SimulatedTime;
import io.trystero.test.api.LateScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

/** Tests of an app: {@link Greeter}. */
class GreeterTest {

    @Test
    void isGreetedByWhoIsThere() {
        StepVerifier.withVirtualTime(() -> {
                    SimulatedNetwork network = SimulatedNetwork.builder(1).build();
                    Trystero alice = instance(network.host("alice"));
                    Trystero bob = instance(network.host("bob"));
                    new Greeter(bob).greetings("lobby").subscribe();
                    return new Greeter(alice).greetings("lobby").map(text -> text.equals("hello " + alice.selfId()));
                })
                .thenAwait(Duration.ofSeconds(10))
                .expectNext(true)
                .thenCancel()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void greetsAgainWhenTheNetworkIsBack() {
        SimulatedTime time = new SimulatedTime();
        SimulatedNetwork network = SimulatedNetwork.create(42, time);
        SimulatedHost alice = network.host("alice");
        SimulatedHost bob = network.host("bob");
        List<String> heard = new ArrayList<>();
        new Greeter(instance(alice)).greetings("lobby").subscribe(heard::add);
        new Greeter(instance(bob)).greetings("lobby").subscribe();
        time.advanceBy(Duration.ofSeconds(10));
        assertThat(heard).hasSize(1);

        Disposable partition = network.partition(List.of(alice), List.of(bob));
        time.advanceBy(Duration.ofMinutes(1));
        partition.dispose();
        time.advanceBy(Duration.ofMinutes(2));

        assertThat(heard).containsExactly("hello " + alice.peerId(), "hello " + alice.peerId());
    }

    @Test
    void staysWhenSomebodyGoesBeforeBeingGreeted() {
        SimulatedTime time = new SimulatedTime();
        SimulatedNetwork network = SimulatedNetwork.create(42, time);
        SimulatedHost alice = network.host("alice");
        Trystero slow = alice.trystero("com.example.greeter")
                .callbackScheduler(new LateScheduler(alice.scheduler(), 1_000))
                .build();
        List<Throwable> errors = new ArrayList<>();
        Disposable hers = new Greeter(slow).greetings("lobby").subscribe(text -> {}, errors::add);
        time.advanceBy(Duration.ofSeconds(10));
        instance(network.host("bob"))
                .withRoom(
                        "lobby",
                        room -> room.peerEvents()
                                .ofType(PeerEvent.Joined.class)
                                .take(1)
                                .delayElements(Duration.ofMillis(100), time))
                .subscribe();
        time.advanceBy(Duration.ofSeconds(10));

        assertThat(errors).isEmpty();
        assertThat(hers.isDisposed()).isFalse();
    }

    @Test
    void holdsNothingOnceItIsCancelled() {
        SimulatedTime time = new SimulatedTime();
        SimulatedNetwork network = SimulatedNetwork.create(42, time);
        SimulatedHost alice = network.host("alice");
        SimulatedHost bob = network.host("bob");
        Disposable hers = new Greeter(instance(alice)).greetings("lobby").subscribe();
        new Greeter(instance(bob)).greetings("lobby").subscribe();
        time.advanceBy(Duration.ofSeconds(10));

        hers.dispose();
        time.advanceBy(Duration.ofSeconds(10));

        assertThat(alice.held()).isEmpty();
    }

    private static Trystero instance(SimulatedHost host) {
        return host.trystero("com.example.greeter").build();
    }
}
