package io.trystero.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

class TrackedSchedulerTest {

    private final SimulatedTime time = new SimulatedTime();
    private final TrackedScheduler scheduler = TrackedScheduler.on(time);
    private final List<String> ran = new ArrayList<>();

    @Test
    void knowsWhatHasNotRunYet() {
        scheduler.schedule(() -> ran.add("now"));
        Disposable timer = scheduler.schedule(() -> ran.add("timer"), 5, TimeUnit.SECONDS);
        Disposable ticks = scheduler.schedulePeriodically(() -> {}, 1, 1, TimeUnit.SECONDS);
        assertThat(scheduler.pending()).isEqualTo(3);

        time.advanceBy(Duration.ofSeconds(2));
        assertThat(scheduler.pendingTasks()).hasSize(2).first().asString().endsWith("in PT5S");

        timer.dispose();
        ticks.dispose();
        assertThat(scheduler.pending()).isZero();
        assertThat(time.pending()).isZero();
    }

    @Test
    void seesTimersOfOperatorsAndThatCancelEndsThem() {
        Disposable timeout =
                Mono.never().timeout(Duration.ofSeconds(9), scheduler).subscribe();
        Disposable interval = Flux.interval(Duration.ofSeconds(1), scheduler).subscribe();
        assertThat(scheduler.pending()).isEqualTo(2);

        timeout.dispose();
        interval.dispose();

        assertThat(scheduler.pending()).isZero();
    }

    @Test
    void aDisposedWorkerHasNoTasksLeft() {
        Scheduler.Worker worker = scheduler.createWorker();
        worker.schedule(() -> ran.add("timer"), 1, TimeUnit.SECONDS);

        worker.dispose();

        assertThatThrownBy(() -> worker.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(scheduler.pending()).isZero();
        assertThat(time.pending()).isZero();
    }

    @Test
    void disposedItRefusesTasksAndLeavesTheOtherSchedulerAlone() {
        scheduler.schedule(() -> ran.add("timer"), 1, TimeUnit.SECONDS);

        scheduler.dispose();

        assertThat(scheduler.isDisposed()).isTrue();
        assertThat(time.isDisposed()).isFalse();
        assertThat(time.pending()).isZero();
        assertThatThrownBy(() -> scheduler.schedule(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void haltedItRunsNothingThatWasOrWillBeScheduled() {
        scheduler.schedule(() -> ran.add("before"), 1, TimeUnit.SECONDS);
        Scheduler.Worker worker = scheduler.createWorker();

        scheduler.halt();
        scheduler.schedule(() -> ran.add("after"));
        worker.schedule(() -> ran.add("by worker"));
        time.advanceBy(Duration.ofSeconds(2));

        assertThat(ran).isEmpty();
        assertThat(scheduler.pending()).isZero();
    }

    @Test
    void worksOnReactorsVirtualTimeWhichRunsTasksWhileTheyAreScheduled() {
        VirtualTimeScheduler reactor = VirtualTimeScheduler.create();
        TrackedScheduler tracked = TrackedScheduler.on(reactor);

        tracked.schedule(() -> ran.add("now"));
        tracked.schedule(() -> ran.add("later"), 1, TimeUnit.SECONDS);
        assertThat(tracked.pending()).isEqualTo(1);
        reactor.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(ran).containsExactly("now", "later");
        assertThat(tracked.pending()).isZero();
    }
}
