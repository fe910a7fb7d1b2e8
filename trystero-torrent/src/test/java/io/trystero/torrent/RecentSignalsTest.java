package io.trystero.torrent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentSignalsTest {

    private final RecentSignals recent = new RecentSignals();

    @Test
    void aSignalIsTakenAgainAfterFourSeconds() {
        assertThat(recent.isNew("a", 0)).isTrue();
        assertThat(recent.isNew("b", 1)).isTrue();
        assertThat(recent.isNew("a", 3_999)).isFalse();
        assertThat(recent.isNew("a", 4_000)).isTrue();
        assertThat(recent.isNew("a", 4_001)).isFalse();
    }

    @Test
    void onlySoManyAreRemembered() {
        for (int i = 0; i < 3 * RecentSignals.MOST; i++) {
            assertThat(recent.isNew("signal " + i, i / 2)).isTrue();
            assertThat(recent.size()).isLessThanOrEqualTo(RecentSignals.MOST);
        }
    }
}
