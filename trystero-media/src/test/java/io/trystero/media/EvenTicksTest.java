package io.trystero.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What is left of a timer's ticks after a pause. */
class EvenTicksTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private int heard;
    private final EvenTicks ticks = new EvenTicks(time, Duration.ofMillis(10), () -> heard++);

    @Test
    void ticksInTimeAreHeardAndSomeThatAreLateMadeUpFor() {
        for (int i = 0; i < 100; i++) {
            time.advanceTimeBy(Duration.ofMillis(i % 5 == 0 ? 30 : i % 5 < 3 ? 0 : 10));
            ticks.run();
        }
        assertThat(heard).isEqualTo(100);
    }

    @Test
    void whatAPauseHeldUpDoesNotComeAllAtOnce() {
        time.advanceTimeBy(Duration.ofSeconds(1));
        for (int i = 0; i < 100; i++) {
            ticks.run();
        }
        assertThat(heard).isEqualTo(1 + EvenTicks.MADE_UP_FOR);

        for (int i = 0; i < 10; i++) {
            time.advanceTimeBy(Duration.ofMillis(10));
            ticks.run();
        }
        assertThat(heard).isEqualTo(11 + EvenTicks.MADE_UP_FOR);
    }
}
