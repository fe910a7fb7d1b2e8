package io.trystero.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.trystero.rtc.PeerConnectionConfig.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

class FaultsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedNetwork network = SimulatedNetwork.create(11, time);
    private final SimulatedHost alice = network.host("alice");
    private final SimulatedHost bob = network.host("bob");
    private final Endpoint offerer = new Endpoint(alice, time, Role.OFFERER);
    private final Endpoint answerer = new Endpoint(bob, time, Role.ANSWERER);

    @Test
    void aPartitionIsNoticedAfterFiveSecondsAndFinalAfterTwentyFiveMore() {
        connect();
        Duration start = time.elapsed();
        network.partition(List.of(alice), List.of(bob));
        time.advanceBy(Duration.ofMinutes(1));

        for (Endpoint side : List.of(offerer, answerer)) {
            assertThat(side.events).endsWith("DISCONNECTED", "FAILED").doesNotContain("closed");
            assertThat(side.timeOf("DISCONNECTED").minus(start))
                    .isBetween(Duration.ofSeconds(5), Duration.ofMillis(5_500));
            assertThat(side.timeOf("FAILED").minus(start)).isBetween(Duration.ofSeconds(30), Duration.ofMillis(30_500));
        }
    }

    @Test
    void aPartitionThatIsHealedInTimeLosesNothing() {
        connect();
        offerer.send("on its way");
        Disposable partition = network.partition(List.of(alice), List.of(bob));
        time.run();
        offerer.send("queued");
        time.advanceBy(Duration.ofSeconds(15));
        assertThat(offerer.events).endsWith("DISCONNECTED");
        assertThat(answerer.messages).isEmpty();

        partition.dispose();
        time.advanceBy(Duration.ofSeconds(2));

        assertThat(offerer.events).endsWith("CONNECTED");
        assertThat(answerer.events).endsWith("CONNECTED");
        assertThat(answerer.messages).containsExactly("on its way", "queued");
    }

    @Test
    void aShortPartitionIsNotNoticedAtAll() {
        connect();
        Disposable partition = network.partition(List.of(alice), List.of(bob));
        time.advanceBy(Duration.ofSeconds(4));
        partition.dispose();
        time.advanceBy(Duration.ofMinutes(1));

        assertThat(offerer.events).endsWith("open");
        assertThat(answerer.events).endsWith("open");
    }

    @Test
    void overlappingPartitionsEndOneByOne() {
        connect();
        Disposable first = network.partition(List.of(alice), List.of(bob));
        Disposable second = network.partition(List.of(bob), List.of(alice, network.host("carol")));
        time.advanceBy(Duration.ofSeconds(10));

        first.dispose();
        first.dispose();
        time.advanceBy(Duration.ofSeconds(10));
        assertThat(offerer.events).endsWith("DISCONNECTED");
        second.dispose();
        time.advanceBy(Duration.ofSeconds(2));
        assertThat(offerer.events).endsWith("CONNECTED");
    }

    @Test
    void closingWithinAPartitionIsSilentForTheOtherSide() {
        connect();
        Disposable partition = network.partition(List.of(alice), List.of(bob));
        time.run();
        offerer.connection.close();
        time.run();
        partition.dispose();
        time.advanceBy(Duration.ofMinutes(1));

        assertThat(offerer.events).endsWith("closed");
        assertThat(answerer.events).endsWith("DISCONNECTED", "FAILED");
    }

    @Test
    void thereIsNoPathWithoutARoute() {
        network.partition(List.of(alice), List.of(bob));
        Endpoint.negotiate(offerer, answerer, time);
        time.advanceBy(Duration.ofSeconds(20));

        assertThat(offerer.events).containsSequence("CONNECTING", "FAILED").doesNotContain("open");
        assertThat(answerer.events).containsSequence("CONNECTING", "FAILED").doesNotContain("open");
    }

    @Test
    void aCandidateThatComesAfterAllFailedChangesNothing() {
        network.partition(List.of(alice), List.of(bob));
        Endpoint.negotiate(offerer, answerer, time);
        time.advanceBy(Duration.ofSeconds(20));
        network.calm();
        answerer.candidates.forEach(it -> offerer.connection.addCandidate(it).subscribe());
        time.advanceBy(Duration.ofSeconds(20));

        assertThat(offerer.events).endsWith("FAILED").containsOnlyOnce("CONNECTING");
    }

    @Test
    void aRouteThatComesBackWhileCandidatesAreCheckedIsFound() {
        Disposable partition = network.partition(List.of(alice), List.of(bob));
        Endpoint.negotiate(offerer, answerer, time);
        time.advanceBy(Duration.ofSeconds(10));
        partition.dispose();
        time.advanceBy(SECOND);

        assertThat(offerer.isOpen() && answerer.isOpen()).isTrue();
    }

    @Test
    void aCrashedHostFallsSilentAndRunsNothingMore() {
        connect();
        List<String> ran = new ArrayList<>();
        alice.scheduler().schedule(() -> ran.add("timer"), 1, TimeUnit.SECONDS);
        List<String> before = List.copyOf(offerer.events);
        answerer.send("to nobody");

        alice.crash();
        offerer.send("from nobody");
        offerer.connection.close();
        time.advanceBy(Duration.ofMinutes(1));

        assertThat(ran).isEmpty();
        assertThat(alice.isAlive()).isFalse();
        assertThat(alice.held()).isEmpty();
        assertThat(offerer.events).isEqualTo(before);
        assertThat(offerer.messages).isEmpty();
        assertThat(answerer.messages).isEmpty();
        assertThat(answerer.events).endsWith("DISCONNECTED", "FAILED");
    }

    @Test
    void anUnpluggedHostComesBack() {
        connect();
        bob.unplug();
        time.advanceBy(Duration.ofSeconds(10));
        bob.plugIn();
        time.advanceBy(Duration.ofSeconds(2));

        assertThat(answerer.events).endsWith("DISCONNECTED", "CONNECTED");
    }

    @Test
    void aLostOpenLeavesTheConnectionHalfOpen() {
        alice.loseNextOpen();
        Endpoint.negotiate(offerer, answerer, time);
        time.advanceBy(SECOND);
        assertThat(offerer.isOpen()).isFalse();
        assertThat(offerer.events).contains("CONNECTED");
        assertThat(answerer.isOpen()).isTrue();

        answerer.send("unheard");
        time.advanceBy(SECOND);
        assertThat(offerer.messages).isEmpty();
        answerer.connection.close();
        time.advanceBy(SECOND);
        assertThat(offerer.events).endsWith("closed");
    }

    @Test
    void someConnectionsAreHalfOpenUntilTheNetworkIsCalm() {
        network.halfOpen(1);
        Endpoint.negotiate(offerer, answerer, time);
        time.advanceBy(SECOND);
        assertThat(offerer.isOpen()).isNotEqualTo(answerer.isOpen());

        network.calm();
        Endpoint next = new Endpoint(alice, time, Role.OFFERER);
        Endpoint other = new Endpoint(bob, time, Role.ANSWERER);
        Endpoint.negotiate(next, other, time);
        time.advanceBy(SECOND);
        assertThat(next.isOpen() && other.isOpen()).isTrue();
    }

    @Test
    void aPlanPlaysItsFaultsAndEndsInCalm() {
        FaultPlan plan = new FaultPlan(
                Duration.ofSeconds(60),
                List.of(
                        new Fault.Unplugged("bob", Duration.ofSeconds(50), Duration.ofSeconds(60)),
                        new Fault.NoisyRelay("relay", 1, 0, 0, Duration.ofSeconds(10), Duration.ofSeconds(20)),
                        new Fault.Partition(
                                List.of("alice"), List.of("bob"), Duration.ofSeconds(5), Duration.ofSeconds(15)),
                        new Fault.Crash("carol", Duration.ofSeconds(30))));
        connect();
        SimulatedHost carol = network.host("carol");
        network.play(plan);

        time.advanceBy(Duration.ofSeconds(12));
        assertThat(offerer.events).endsWith("DISCONNECTED");
        assertThat(network.relay("relay").quality().loss()).isEqualTo(1);
        time.advanceBy(Duration.ofSeconds(10));
        assertThat(offerer.events).endsWith("CONNECTED");
        assertThat(network.relay("relay").quality().loss()).isZero();
        time.advanceBy(Duration.ofSeconds(30));
        assertThat(bob.isOnline()).isFalse();
        assertThat(carol.isAlive()).isFalse();
        time.advanceBy(Duration.ofSeconds(9));
        assertThat(bob.isOnline()).isTrue();
    }

    @Test
    void drawsTheSamePlanFromTheSameSeed() {
        FaultMix mix = FaultMix.heavy(Duration.ofSeconds(90));
        List<String> hosts = List.of("a", "b", "c", "d");

        FaultPlan plan = FaultPlan.draw(5, mix, hosts, List.of("relay"));

        assertThat(plan).isEqualTo(FaultPlan.draw(5, mix, hosts, List.of("relay")));
        assertThat(plan).isNotEqualTo(FaultPlan.draw(6, mix, hosts, List.of("relay")));
        assertThat(plan.toString()).contains("NoisyRelay[relay=relay");
    }

    private void connect() {
        Endpoint.negotiate(offerer, answerer, time);
        time.advanceBy(SECOND);
        assertThat(offerer.isOpen() && answerer.isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 1.1, Double.NaN})
    void whatIsNoProbabilityIsRefused(double number) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.halfOpen(number))
                .withMessageContaining("probability");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Fault.HalfOpen(number, Duration.ZERO, SECOND))
                .withMessageContaining("probability");
    }

    @Test
    void aHostThatHasCrashedIsNotPluggedIn() {
        alice.crash();
        time.run();

        for (Runnable command : List.<Runnable>of(alice::plugIn, alice::unplug, alice::changeAddress)) {
            assertThatIllegalStateException().isThrownBy(command::run).withMessageContaining("alice has crashed");
        }
        network.calm();
        time.run();
        assertThat(alice.isOnline()).isFalse();
    }
}
