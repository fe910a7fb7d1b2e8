package io.trystero.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderedLineTest {

    @Test
    void nothingOvertakesAndNothingIsEarly() {
        SimulatedTime time = new SimulatedTime();
        OrderedLine line = new OrderedLine(new Loop(time, 0));
        List<String> ran = new ArrayList<>();

        line.after(Duration.ofMillis(500).toNanos(), () -> ran.add("slow at " + time.elapsed()));
        line.after(Duration.ofMillis(10).toNanos(), () -> ran.add("fast at " + time.elapsed()));
        time.advanceBy(Duration.ofSeconds(1));

        assertThat(ran).containsExactly("slow at PT0.5S", "fast at PT0.5S");
    }
}
