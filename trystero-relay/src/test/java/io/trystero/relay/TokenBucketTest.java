package io.trystero.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000L;

    @Example
    void allowsABurstAndThenTheRate() {
        TokenBucket bucket = new TokenBucket(10, 2, 0);

        assertThat(bucket.take(0)).isTrue();
        assertThat(bucket.take(0)).isTrue();
        assertThat(bucket.take(0)).isFalse();
        assertThat(bucket.take(SECOND / 10)).isTrue();
        assertThat(bucket.take(SECOND / 10)).isFalse();
        assertThat(bucket.take(100 * SECOND)).isTrue();
        assertThat(bucket.take(100 * SECOND)).isTrue();
        assertThat(bucket.take(100 * SECOND)).isFalse();
    }

    @Property
    void neverAllowsMoreThanTheBurstAndTheRateTogether(
            @ForAll @IntRange(min = 1, max = 1_000) int rate,
            @ForAll @IntRange(min = 1, max = 100) int burst,
            @ForAll @Size(max = 500) List<@IntRange(max = 100_000_000) Integer> gaps) {
        TokenBucket bucket = new TokenBucket(rate, burst, 0);

        long now = 0;
        int taken = 0;
        for (int gap : gaps) {
            now += gap;
            taken += bucket.take(now) ? 1 : 0;
        }

        assertThat(taken).isLessThanOrEqualTo((int) (burst + (double) rate * now / SECOND + 1));
    }
}
