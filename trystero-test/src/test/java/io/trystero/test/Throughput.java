package io.trystero.test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Not a test: measures what a scheduler and the network on it can do. Run its main method. */
final class Throughput {

    private static final int TIMERS = 1_000;
    private static final int ROUNDS = 5;

    private Throughput() {}

    public static void main(String[] args) {
        for (int round = 0; round < ROUNDS; round++) {
            SimulatedTime time = new SimulatedTime();
            timers("SimulatedTime", time, () -> time.advanceBy(Duration.ofSeconds(2)));
            SimulatedTime tracked = new SimulatedTime();
            timers(
                    "SimulatedTime, tracked",
                    TrackedScheduler.on(tracked),
                    () -> tracked.advanceBy(Duration.ofSeconds(2)));
            VirtualTimeScheduler reactor = VirtualTimeScheduler.create();
            timers("VirtualTimeScheduler", reactor, () -> reactor.advanceTimeBy(Duration.ofSeconds(2)));
            rooms("SimulatedTime", SimulatedTime::new);
            rooms("VirtualTimeScheduler", VirtualTimeScheduler::create);
        }
    }

    /** Each timer that fires starts two and cancels one, as protocol timers do. */
    private static void timers(String name, Scheduler scheduler, Runnable advance) {
        long[] fired = {0};
        for (int i = 0; i < TIMERS; i++) {
            scheduler.schedule(new Runnable() {
                @Override
                public void run() {
                    fired[0]++;
                    scheduler.schedule(this, 1_000_000 + fired[0] * 7_919 % 1_000_000, TimeUnit.NANOSECONDS);
                    scheduler.schedule(this, 60, TimeUnit.SECONDS).dispose();
                }
            });
        }
        long start = System.nanoTime();
        advance.run();
        report("timers on " + name, fired[0], System.nanoTime() - start);
    }

    private static void rooms(String name, Supplier<? extends Scheduler> schedulers) {
        int rooms = 500;
        long events = 0;
        long start = System.nanoTime();
        for (int seed = 0; seed < rooms; seed++) {
            Scheduler scheduler = schedulers.get();
            SimulatedNetwork network = SimulatedNetwork.create(seed, scheduler);
            IntStream.range(0, 2 + seed % 15).forEach(i -> new ToyPeer(network.host("host" + i), "room"));
            if (scheduler instanceof SimulatedTime time) {
                time.advanceBy(Duration.ofSeconds(20));
                events += time.executed();
            } else {
                ((VirtualTimeScheduler) scheduler).advanceTimeBy(Duration.ofSeconds(20));
            }
        }
        long nanos = System.nanoTime() - start;
        report("rooms on " + name, rooms, nanos);
        if (events > 0) {
            report("  events", events, nanos);
        }
    }

    private static void report(String what, long count, long nanos) {
        System.out.printf("%-36s %,14.0f /s%n", what, count * 1e9 / nanos);
    }
}
