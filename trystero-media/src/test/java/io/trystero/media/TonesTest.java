package io.trystero.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.trystero.rtc.media.AudioFrame;
import java.time.Duration;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

class TonesTest {

    @Test
    void aToneHasOneChannelInFramesOfTenMilliseconds() {
        assertThat(Tones.sine(440, 44_100).take(3).collectList().block())
                .hasSize(3)
                .allSatisfy(frame -> {
                    assertThat(frame.sampleRate()).isEqualTo(44_100);
                    assertThat(frame.channels()).isEqualTo(1);
                    assertThat(frame.duration()).isEqualTo(Duration.ofMillis(10));
                });
    }

    @ParameterizedTest
    @CsvSource({"440, 48000", "1000, 8000", "987.5, 44100", "50, 96000"})
    void itHasThePitchThatWasAskedFor(double hertz, int sampleRate) {
        int[] samples = second(hertz, sampleRate);
        long crossings = IntStream.range(1, samples.length)
                .filter(i -> samples[i - 1] < 0 != samples[i] < 0)
                .count();

        assertThat((double) crossings).isCloseTo(2 * hertz, within(2.0));
    }

    @Test
    void itIsAQuarterOfFullScaleLoud() {
        IntSummaryStatistics samples = IntStream.of(second(440, 48_000)).summaryStatistics();

        assertThat(samples.getMax()).isBetween(8_180, 8_192);
        assertThat(samples.getMin()).isBetween(-8_192, -8_180);
    }

    @Test
    void itDoesNotBreakBetweenFrames() {
        int[] samples = second(333.3, 48_000);
        int steepest = (int) Math.ceil(8_192 * 2 * Math.PI * 333.3 / 48_000) + 1;

        assertThat(IntStream.range(1, samples.length).map(i -> Math.abs(samples[i] - samples[i - 1])))
                .allMatch(step -> step <= steepest);
    }

    @Test
    void framesComeAsTheyAreRequested() {
        StepVerifier.create(Tones.sine(440, 48_000), 0)
                .expectSubscription()
                .thenRequest(1)
                .expectNextCount(1)
                .thenRequest(2)
                .expectNextCount(2)
                .thenCancel()
                .verify();
    }

    @Test
    void eachSubscriberHearsItFromTheBeginning() {
        var tone = Tones.sine(440, 48_000).take(2).map(AudioFrame::samples);
        List<short[]> first = tone.collectList().block();

        assertThat(tone.collectList().block()).usingRecursiveComparison().isEqualTo(first);
        assertThat(first.get(0)[0]).isZero();
        assertThat(first.get(1)).isNotEqualTo(first.get(0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -440, 24_001, Double.NaN})
    void whatIsNoPitchIsRefused(double hertz) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tones.sine(hertz, 48_000))
                .withMessage("hertz must be more than 0 and at most 24000.0, but is " + hertz);
    }

    @Test
    void aSampleRateThatNoFrameHasIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tones.sine(440, 22_050 / 4))
                .withMessageContaining("sampleRate");
    }

    private static int[] second(double hertz, int sampleRate) {
        return Tones.sine(hertz, sampleRate).take(100).collectList().block().stream()
                .flatMapToInt(frame -> IntStream.range(0, frame.length()).map(i -> frame.samples()[i]))
                .toArray();
    }
}
