package io.trystero.rtc.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackLimitsTest {

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesAFramerateThatIsNone(double framerate) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrackLimits.NONE.withMaxFramerate(framerate))
                .withMessageContaining("maxFramerate");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAFactorThatPicturesCannotBeScaledDownBy(double factor) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrackLimits.NONE.withScaleDownBy(factor))
                .withMessageContaining("scaleDownBy");
    }

    @Test
    void takesWhatIsWithinBounds() {
        TrackLimits limits = TrackLimits.NONE.withMaxFramerate(29.97).withScaleDownBy(1.5);
        assertThat(limits.maxFramerate()).isEqualTo(29.97);
        assertThat(limits.scaleDownBy()).isEqualTo(1.5);
    }
}
