package io.trystero.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.trystero.rtc.media.VideoFrame;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {

    private static final int ROUNDING = 3;

    /** The values of BT.601, such as of the colour bars of a television. */
    @ParameterizedTest
    @CsvSource({
        "000000, 16, 128, 128",
        "ffffff, 235, 128, 128",
        "808080, 126, 128, 128",
        "ff0000, 81, 90, 240",
        "00ff00, 145, 54, 34",
        "0000ff, 41, 240, 110",
        "ffff00, 210, 16, 146"
    })
    void coloursAreThoseOfBt601(String rgb, int y, int u, int v) {
        VideoFrame frame = Images.toFrame(filled(2, 2, BufferedImage.TYPE_INT_RGB, Color.decode("#" + rgb)));

        assertThat(unsigned(frame.i420())).containsExactly(y, y, y, y, u, v);
        assertThatPixel(Images.toImage(frame), 1, 1, Color.decode("#" + rgb));
    }

    @Test
    void everyGreyComesBackAsItWas() {
        byte[] greys = new byte[256 * 3];
        for (int i = 0; i < greys.length; i++) {
            greys[i] = (byte) (i / 3);
        }
        byte[] again = Images.toRgb(Images.ofRgb(256, 1, greys));

        for (int i = 0; i < greys.length; i++) {
            assertThat(again[i] & 0xff).isCloseTo(i / 3, within(1));
        }
    }

    @Test
    void aSampleOfColourIsTheMeanOfItsPixels() {
        byte[] halfRed = new byte[12];
        halfRed[0] = -1;
        halfRed[3] = -1;
        VideoFrame frame = Images.ofRgb(2, 2, halfRed);

        assertThat(unsigned(frame.i420())).containsExactly(81, 81, 16, 16, 109, 184);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 2", "2, 3", "5, 7", "640, 480"})
    void aPictureOfAnySizeComesBack(int width, int height) {
        // of one colour for each 2 x 2 pixels, as that is what the format keeps
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % width / 2;
            int y = i / 3 / width / 2;
            rgb[i] = (byte) (40 + (x * 31 + y * 17 + i % 3 * 50) % 180);
        }
        VideoFrame frame = Images.ofRgb(width, height, rgb);
        byte[] again = Images.toRgb(frame);

        assertThat(frame.width()).isEqualTo(width);
        assertThat(frame.height()).isEqualTo(height);
        assertThat(again).hasSameSizeAs(rgb);
        for (int i = 0; i < rgb.length; i++) {
            assertThat(again[i] & 0xff).isCloseTo(rgb[i] & 0xff, within(ROUNDING));
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_ARGB_PRE,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_BYTE_INDEXED
            })
    void anImageOfAnyTypeIsTaken(int type) {
        BufferedImage image = filled(4, 4, type, Color.RED);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.BLUE);
        graphics.fillRect(2, 0, 2, 4);
        graphics.dispose();
        BufferedImage again = Images.toImage(Images.toFrame(image));

        assertThatPixel(again, 0, 0, Color.RED);
        assertThatPixel(again, 3, 3, Color.BLUE);
    }

    @Test
    void greyIsAsBrightAsItSays() {
        BufferedImage grey = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setPixels(0, 0, 2, 2, new int[] {128, 128, 128, 128});

        assertThatPixel(Images.toImage(Images.toFrame(grey)), 0, 0, new Color(128, 128, 128));
    }

    @Test
    void whatIsTransparentIsBlack() {
        BufferedImage clear = new BufferedImage(2, 2, BufferedImage.TYPE_INT_ARGB);
        clear.setRGB(0, 0, 0x00ffffff);

        assertThat(unsigned(Images.toFrame(clear).i420())).containsExactly(16, 16, 16, 16, 128, 128);
    }

    @Test
    void aPartOfAnImageIsTakenAlone() {
        BufferedImage image = filled(6, 6, BufferedImage.TYPE_INT_RGB, Color.BLACK);
        image.setRGB(3, 2, 0xffffff);
        VideoFrame frame = Images.toFrame(image.getSubimage(3, 2, 2, 2));

        assertThat(frame.width()).isEqualTo(2);
        assertThat(unsigned(frame.i420())).startsWith(235, 16, 16, 16);
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 2, 0, 0", "90, 2, 3, 1, 0", "180, 3, 2, 2, 1", "270, 2, 3, 0, 2"})
    void anImageIsTurnedClockwise(int rotation, int width, int height, int x, int y) {
        byte[] planes = Images.toFrame(filled(3, 2, BufferedImage.TYPE_INT_RGB, Color.BLACK))
                .i420();
        planes[0] = (byte) 235;
        planes[1] = (byte) 126;
        BufferedImage image = Images.toImage(VideoFrame.of(3, 2, rotation, planes));

        assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
        assertThatPixel(image, x, y, Color.WHITE);
        // what was at the right of it is now below it, at its left, or above it
        int[][] right = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
        int[] step = right[rotation / 90];
        assertThatPixel(image, x + step[0], y + step[1], new Color(128, 128, 128));
    }

    @Test
    void bytesOfAPictureAreNotTurned() {
        byte[] planes = {(byte) 235, 16, (byte) 128, (byte) 128};

        assertThat(Images.toRgb(VideoFrame.of(2, 1, 180, planes))).containsExactly(-1, -1, -1, 0, 0, 0);
    }

    @Test
    void valuesBeyondWhiteAndBlackAreCut() {
        byte[] planes = {(byte) 255, 0, (byte) 128, (byte) 128};

        assertThat(Images.toRgb(VideoFrame.of(2, 1, planes))).containsExactly(-1, -1, -1, 0, 0, 0);
    }

    @Test
    void wrongLengthsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.ofRgb(3, 2, new byte[17]))
                .withMessage("a picture of 3 x 2 has 18 bytes in RGB, but these are 17");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.ofRgb(0, 2, new byte[0]))
                .withMessageContaining("width");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.toFrame(new BufferedImage(8_193, 1, BufferedImage.TYPE_INT_RGB)))
                .withMessageContaining("width");
    }

    private static BufferedImage filled(int width, int height, int type, Color color) {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(color);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return image;
    }

    private static int[] unsigned(byte[] bytes) {
        return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xff).toArray();
    }

    private static void assertThatPixel(BufferedImage image, int x, int y, Color expected) {
        Color actual = new Color(image.getRGB(x, y));
        assertThat(actual.getRed()).isCloseTo(expected.getRed(), within(ROUNDING));
        assertThat(actual.getGreen()).isCloseTo(expected.getGreen(), within(ROUNDING));
        assertThat(actual.getBlue()).isCloseTo(expected.getBlue(), within(ROUNDING));
    }
}
