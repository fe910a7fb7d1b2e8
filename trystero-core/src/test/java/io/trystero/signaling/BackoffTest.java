package io.trystero.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration FIRST = Duration.ofMillis(3_333);
    private static final Duration LARGEST = Duration.ofSeconds(60);

    /** The largest random number: waits for all of each period, less a bit. */
    private static final RandomGenerator LATEST = () -> -1L;

    @Test
    void doublesThePeriodUpToTheLargest() {
        Backoff backoff = new Backoff(FIRST, LARGEST, LATEST);

        assertThat(Stream.generate(backoff::next).limit(7).map(Duration::toMillis))
                .containsExactly(3_332L, 6_665L, 13_331L, 26_663L, 53_327L, 59_999L, 59_999L);
    }

    @Test
    void startsOverAfterASuccess() {
        Backoff backoff = new Backoff(FIRST, LARGEST, LATEST);
        backoff.next();
        backoff.next();

        backoff.reset();

        assertThat(backoff.next()).hasMillis(3_332);
    }

    @Property
    void neverWaitsLongerThanItsPeriod(@ForAll long seed, @ForAll @IntRange(max = 200) int tries) {
        Backoff backoff = new Backoff(FIRST, LARGEST, new SplittableRandom(seed));

        long period = FIRST.toMillis();
        for (int i = 0; i < tries; i++) {
            assertThat(backoff.next().toMillis()).isBetween(0L, period - 1);
            period = Math.min(2 * period, LARGEST.toMillis());
        }
    }
}
