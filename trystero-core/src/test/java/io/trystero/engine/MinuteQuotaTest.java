package io.trystero.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class MinuteQuotaTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final MinuteQuota quota = new MinuteQuota(new EventLoop(time), 60);

    @AfterEach
    void stop() {
        time.dispose();
    }

    @Test
    void aMinutesWorthMayComeAtOnceAndThenAsManyAsTimeBrings() {
        assertThat(taken(100)).isEqualTo(60);
        time.advanceTimeBy(Duration.ofSeconds(5));
        assertThat(taken(100)).isEqualTo(5);
    }

    @Test
    void noMoreThanAMinutesWorthIsSavedUp() {
        taken(60);
        time.advanceTimeBy(Duration.ofHours(1));

        assertThat(taken(100)).isEqualTo(60);
    }

    @Test
    void isScarceUntilHalfOfItIsThereAgain() {
        taken(60);
        time.advanceTimeBy(Duration.ofSeconds(29));
        assertThat(quota.isScarce()).isTrue();
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(quota.isScarce()).isFalse();
    }

    private int taken(int wanted) {
        int taken = 0;
        while (taken < wanted && quota.take()) {
            taken++;
        }
        return taken;
    }
}
