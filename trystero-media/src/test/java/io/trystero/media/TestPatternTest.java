package io.trystero.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.trystero.rtc.media.VideoFrame;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.StepVerifier;

class TestPatternTest {

    @Test
    void theSquareMovesAStepInEachPictureAndBeginsAgain() {
        assertThat(TestPattern.moving(64, 64)
                        .map(TestPattern::squareLeft)
                        .take(15)
                        .collectList()
                        .block())
                .containsExactly(0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 0, 4);
    }

    @ParameterizedTest
    @CsvSource({"16, 16", "17, 31", "641, 17", "320, 240", "240, 320", "1280, 720"})
    void itIsFoundInPicturesOfAnySize(int width, int height) {
        assertThat(TestPattern.moving(width, height).take(4).collectList().block())
                .allSatisfy(frame -> {
                    assertThat(frame.width()).isEqualTo(width);
                    assertThat(frame.height()).isEqualTo(height);
                })
                .extracting(TestPattern::squareLeft)
                .containsExactly(0, 4, 8, 12);
    }

    @Test
    void theGradientMovesTooAndHasColours() {
        List<VideoFrame> frames =
                TestPattern.moving(320, 240).take(20).collectList().block();
        byte[] first = frames.get(0).i420();
        byte[] last = frames.get(19).i420();

        assertThat(last[0]).isNotEqualTo(first[0]);
        assertThat(last[320 * 240]).isNotEqualTo(first[320 * 240]);
        assertThat(first[320 * 240]).isNotEqualTo(first[first.length - 1]);
    }

    @Test
    void itIsFoundInAPictureThatWasScaled() {
        VideoFrame frame = TestPattern.moving(640, 480).elementAt(50).block();
        BufferedImage small = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(Images.toImage(frame), 0, 0, 320, 240, null);
        graphics.dispose();

        assertThat(TestPattern.squareLeft(frame)).isEqualTo(200);
        assertThat(TestPattern.squareLeft(Images.toFrame(small))).isBetween(99, 101);
    }

    @Test
    void aPictureOfSomethingElseHasNoSquare() {
        byte[] grey = new byte[VideoFrame.size(64, 64)];
        Arrays.fill(grey, (byte) 128);
        byte[] dot = grey.clone();
        dot[32 * 64 + 10] = (byte) 235;

        assertThat(TestPattern.squareLeft(VideoFrame.of(64, 64, grey))).isEqualTo(-1);
        assertThat(TestPattern.squareLeft(VideoFrame.of(64, 64, dot))).isEqualTo(-1);
        assertThat(TestPattern.squareLeft(VideoFrame.of(1, 1, new byte[3]))).isEqualTo(-1);
    }

    @Test
    void picturesComeAsTheyAreRequested() {
        StepVerifier.create(TestPattern.moving(16, 16), 0)
                .expectSubscription()
                .thenRequest(2)
                .expectNextCount(2)
                .thenRequest(1)
                .expectNextCount(1)
                .thenCancel()
                .verify();
    }

    @Test
    void eachSubscriberSeesThemFromTheFirst() {
        var pattern = TestPattern.moving(32, 32).map(TestPattern::squareLeft).take(2);

        assertThat(pattern.collectList().block()).containsExactly(0, 4);
        assertThat(pattern.collectList().block()).containsExactly(0, 4);
    }

    @Test
    void aPictureThatHasNoRoomForItIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestPattern.moving(320, 15))
                .withMessage("a side must be at least 16, but the picture is of 320 x 15");
        assertThatIllegalArgumentException().isThrownBy(() -> TestPattern.moving(8_193, 100));
    }
}
