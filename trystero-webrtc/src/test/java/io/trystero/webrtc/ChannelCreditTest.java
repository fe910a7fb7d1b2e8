package io.trystero.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ChannelCreditTest {

    private static final int QUARTER = 1 << 18;

    private final AtomicLong buffered = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private final ChannelCredit credit = new ChannelCredit(() -> {
        looks.incrementAndGet();
        return buffered.get();
    });

    @Test
    void looksAtTheBufferOncePerQuarterOfAMebibyte() {
        for (int i = 0; i < 64; i++) {
            assertThat(credit.allows()).isTrue();
            credit.used(QUARTER / 16);
        }
        assertThat(looks).hasValue(3);
    }

    @Test
    void stopsWhenTheBufferIsFullAndGoesOnWhenThereIsRoomForALooksWorth() {
        buffered.set(ChannelCredit.HIGH + 1);
        credit.used(QUARTER);
        assertThat(credit.allows()).isFalse();

        buffered.set(ChannelCredit.LOW + 1);
        assertThat(credit.allows()).isFalse();

        buffered.set(ChannelCredit.LOW);
        assertThat(credit.allows()).isTrue();
        assertThat(credit.allows()).isTrue();
    }

    @Test
    void waitsLongerEachTimeUpToAMillisecond() {
        buffered.set(ChannelCredit.HIGH + 1);
        credit.used(QUARTER);
        for (int i = 0; i < 8; i++) {
            assertThat(credit.allows()).isFalse();
            assertThat(credit.nanosToNextLook(System.nanoTime())).isLessThanOrEqualTo(1_000_000);
        }
        assertThat(credit.nanosToNextLook(System.nanoTime() + 1_000_000)).isNotPositive();
    }
}
