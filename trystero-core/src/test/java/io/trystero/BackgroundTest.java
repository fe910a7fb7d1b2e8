package io.trystero;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

class BackgroundTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SerialWorker worker = new SerialWorker(time);
    private final List<Object> told = new ArrayList<>();

    @Test
    void itsResultIsTold() {
        run(time, () -> "done");

        assertThat(told).containsExactly("done");
    }

    @Test
    void whateverItThrowsIsTold() {
        OutOfMemoryError error = new OutOfMemoryError("of a test");
        run(time, () -> {
            throw error;
        });

        assertThat(told).containsExactly(error);
    }

    @Test
    void aSchedulerThatTakesNothingMoreIsTold() {
        Scheduler disposed = Schedulers.newSingle("disposed");
        disposed.dispose();
        run(disposed, () -> "done");

        assertThat(told).hasSize(1).hasOnlyElementsOfType(Throwable.class);
    }

    private void run(Scheduler blocking, Callable<String> work) {
        Background.of(blocking, worker).run(work, told::add, told::add);
        time.advanceTime();
        time.dispose();
    }
}
