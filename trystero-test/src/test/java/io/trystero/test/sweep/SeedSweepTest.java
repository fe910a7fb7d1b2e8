package io.trystero.test.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Runs swarms from many seeds; {@code -Dsweep.seed=N} runs one again, {@code -Dsweep.count=N} so many. */
class SeedSweepTest {

    private static final int COUNT = Integer.getInteger("sweep.count", 2_000);

    @Test
    void everyLivingPairIsJoinedOnceInEveryRoomThatBothAreInWhateverHappened() {
        Long only = Long.getLong("sweep.seed");
        long first = only != null ? only : System.nanoTime();
        long count = only != null ? 1 : COUNT;

        List<String> failures = LongStream.range(first, first + count)
                .parallel()
                .mapToObj(SeedSweepTest::run)
                .filter(failure -> !failure.isEmpty())
                .limit(5)
                .toList();

        assertThat(failures)
                .as("swarms that went wrong; run one again with -Dsweep.seed=N")
                .isEmpty();
    }

    private static String run(long seed) {
        Swarm swarm = new Swarm(seed);
        List<String> wrong = swarm.run();
        return wrong.isEmpty() ? "" : swarm + System.lineSeparator() + "  " + String.join("\n  ", wrong);
    }
}
