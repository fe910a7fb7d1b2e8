package io.trystero.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

class SimulatedTimeTest {

    private final SimulatedTime time = new SimulatedTime();
    private final List<String> ran = new ArrayList<>();

    @Test
    void runsTasksByDueTimeThenInTheOrderOfScheduling() {
        time.schedule(() -> ran.add("b"), 2, TimeUnit.MILLISECONDS);
        time.schedule(() -> ran.add("a"), 1, TimeUnit.MILLISECONDS);
        time.schedule(() -> ran.add("c"), 2, TimeUnit.MILLISECONDS);
        time.schedule(() -> ran.add("now"));

        time.advanceBy(Duration.ofMillis(2));

        assertThat(ran).containsExactly("now", "a", "b", "c");
        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(2));
        assertThat(time.pending()).isZero();
    }

    @Test
    void runsNothingUntilToldAndNothingThatIsNotDue() {
        time.schedule(() -> ran.add("now"));
        time.schedule(() -> ran.add("later"), 1, TimeUnit.NANOSECONDS);
        assertThat(ran).isEmpty();

        time.run();

        assertThat(ran).containsExactly("now");
        assertThat(time.pending()).isEqualTo(1);
    }

    @Test
    void tasksSeeTheTimeAtWhichTheyAreDue() {
        time.schedule(() -> ran.add(time.elapsed().toString()), 3, TimeUnit.SECONDS);

        time.advanceBy(Duration.ofMinutes(1));

        assertThat(ran).containsExactly("PT3S");
        assertThat(time.now(TimeUnit.SECONDS))
                .isEqualTo(SimulatedTime.START.plusSeconds(60).getEpochSecond());
    }

    @Test
    void cancelledTasksAreGoneAtOnce() {
        Disposable timer = time.schedule(() -> ran.add("timer"), 1, TimeUnit.SECONDS);
        Disposable now = time.schedule(() -> ran.add("now"));

        timer.dispose();
        now.dispose();
        now.dispose();

        assertThat(time.pending()).isZero();
        time.advanceBy(Duration.ofSeconds(2));
        assertThat(ran).isEmpty();
    }

    @Test
    void periodicTasksRepeatUntilCancelled() {
        Disposable ticks = time.schedulePeriodically(() -> ran.add("tick"), 0, 10, TimeUnit.MILLISECONDS);
        time.advanceBy(Duration.ofMillis(25));
        ticks.dispose();
        time.advanceBy(Duration.ofMillis(25));

        assertThat(ran).hasSize(3);
    }

    @Test
    void aWorkerCancelsAllItsTasksAndOnlyThose() {
        Scheduler.Worker worker = time.createWorker();
        worker.schedule(() -> ran.add("now"));
        worker.schedule(() -> ran.add("later"), 1, TimeUnit.SECONDS);
        time.schedule(() -> ran.add("other"), 1, TimeUnit.SECONDS);

        worker.dispose();
        assertThatThrownBy(() -> worker.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
        time.advanceBy(Duration.ofSeconds(1));

        assertThat(ran).containsExactly("other");
        assertThat(time.pending()).isZero();
    }

    @Test
    void advancesUntilAConditionHoldsOrTheLimitIsReached() {
        Flux.interval(Duration.ofSeconds(1), time).subscribe(tick -> ran.add("tick"));

        assertThat(time.advanceUntil(() -> ran.size() == 3, Duration.ofMinutes(1)))
                .isTrue();
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(3));
        assertThat(time.advanceUntil(() -> ran.size() == 9, Duration.ofSeconds(2)))
                .isFalse();
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aTaskThatThrowsEndsTheCallAndTheRestRunsAtTheNext() {
        time.schedule(() -> {
            throw new IllegalArgumentException("boom");
        });
        time.schedule(() -> ran.add("rest"));

        assertThatThrownBy(time::run).hasMessage("boom");
        time.run();

        assertThat(ran).containsExactly("rest");
    }

    @Test
    void refusesOtherThreads() {
        time.run();

        assertThatThrownBy(() -> CompletableFuture.runAsync(() -> time.schedule(() -> {}))
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to the thread");
    }

    @Test
    void disposedItRunsNothingMoreAndRefusesTasks() {
        time.schedule(() -> ran.add("before"));
        time.dispose();
        assertThatThrownBy(() -> time.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
        time.advanceBy(Duration.ofSeconds(1));

        assertThat(ran).isEmpty();
        assertThat(time.pending()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void keepsTheOrderOfReactorsVirtualTime(long seed) {
        VirtualTimeScheduler reactor = VirtualTimeScheduler.create();

        List<String> expected = randomRun(seed, reactor, () -> reactor.advanceTimeBy(Duration.ofSeconds(10)));
        List<String> actual = randomRun(seed, time, () -> time.advanceBy(Duration.ofSeconds(10)));

        assertThat(actual).hasSizeGreaterThan(1_000).isEqualTo(expected);
    }

    /** Timers that schedule and cancel timers. */
    private static List<String> randomRun(long seed, Scheduler scheduler, Runnable advance) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> order = new ArrayList<>();
        List<Disposable> timers = new ArrayList<>();
        Runnable spawn = new Runnable() {
            @Override
            public void run() {
                int name = timers.size();
                if (name < 2_000) {
                    timers.add(scheduler.schedule(
                            () -> {
                                order.add(name + " at " + (scheduler.now(TimeUnit.MILLISECONDS) % 10_000));
                                run();
                                run();
                                timers.get(random.nextInt(timers.size())).dispose();
                            },
                            1 + random.nextInt(20),
                            TimeUnit.MILLISECONDS));
                }
            }
        };
        for (int i = 0; i < 50; i++) {
            spawn.run();
        }
        advance.run();
        return order;
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-0.000000001S", "PT876000H0.001S", "PT2562047788015215H"})
    void aTimeThatCannotPassIsRefused(Duration impossible) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> time.advanceBy(impossible))
                .withMessageContaining("time must be");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> time.advanceUntil(() -> true, impossible))
                .withMessageContaining("limit must be");
    }
}
