package io.trystero.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class RefusalsTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<String> again = new ArrayList<>();
    private final Refusals refusals = new Refusals(new EventLoop(time), again::add);

    @AfterEach
    void stop() {
        time.dispose();
    }

    @Test
    void eachRefusalPausesTwiceAsLongUpToAMinute() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            refusals.refused("p");
            long seconds = 0;
            while (!refusals.allows("p")) {
                time.advanceTimeBy(Duration.ofSeconds(1));
                seconds++;
            }
            pauses.add(seconds);
        }
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void whoComesTooSoonIsTakenUpWhenThePauseIsOver() {
        refusals.refused("waits");
        refusals.refused("is away");
        assertThat(refusals.allows("waits")).isFalse();
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(again).containsExactly("waits");
        assertThat(refusals.allows("is away")).isTrue();
    }

    @Test
    void whoJoinsBeginsAnew() {
        refusals.refused("p");
        refusals.refused("p");
        refusals.joined("p");
        assertThat(refusals.allows("p")).isTrue();
        refusals.refused("p");
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(refusals.allows("p")).isTrue();
    }

    @Test
    void theOneRefusedLongestAgoIsForgotten() {
        for (int i = 0; i <= Bounds.REFUSED_PEERS; i++) {
            refusals.refused("p" + i);
        }
        assertThat(refusals.allows("p0")).isTrue();
        assertThat(refusals.allows("p1")).isFalse();
    }
}
