package io.trystero.media;

import io.trystero.rtc.media.VideoFrame;
import java.util.Arrays;
import reactor.core.publisher.Flux;

/** Pictures that are computed, such as to try out a room without a camera. */
public final class TestPattern {

    /** How many pixels the square moves from one picture to the next. */
    public static final int STEP = 4;

    /** The smallest width and height. */
    public static final int SMALLEST_SIDE = 16;

    private static final int BLACK = 16;
    private static final int WHITE = 235;
    private static final int GREY = 128;

    /** Steps of brightness until the gradient is the same again; it goes up one half of them and down the other. */
    private static final int PERIOD = 256;

    /** Between the square and the brightest of the gradient, so that what a codec does to them does not matter. */
    private static final int BRIGHT = 190;

    private TestPattern() {}

    /**
     * Returns endless pictures: a gradient that moves, and before it a bright square at half the height, a quarter as large as
     * the shorter side. In the first picture the square is at the left edge; in each next one it is {@link #STEP} pixels
     * further right, and once it would not fit any more again at the left.
     *
     * <p>Pictures are computed as they are requested, on the thread that requests them, as fast as they are requested; no
     * clock paces them. Each subscriber sees them from the first.
     *
     * @throws IllegalArgumentException if a side is less than {@link #SMALLEST_SIDE} or more than
     *     {@link VideoFrame#LARGEST_SIDE}
     */
    public static Flux<VideoFrame> moving(int width, int height) {
        VideoFrame.size(width, height);
        if (width < SMALLEST_SIDE || height < SMALLEST_SIDE) {
            throw new IllegalArgumentException(
                    "a side must be at least " + SMALLEST_SIDE + ", but the picture is of " + width + " x " + height);
        }
        int places = (width - side(width, height)) / STEP + 1;
        byte[] gradient = gradient(width);
        return Flux.generate(() -> 0L, (number, sink) -> {
            byte[] planes = new byte[VideoFrame.size(width, height)];
            int shift = (int) (number * STEP % PERIOD);
            int end = width * height;
            for (int y = 0; y < height; y++) {
                System.arraycopy(gradient, (y + shift) % PERIOD, planes, y * width, width);
            }
            int chromaWidth = (width + 1) / 2;
            for (int row = end; row < planes.length; row += chromaWidth) {
                Arrays.fill(planes, row, row + chromaWidth, tint(row < end + (planes.length - end) / 2, shift));
            }
            drawSquare(planes, width, height, (int) (number % places) * STEP);
            sink.next(VideoFrame.of(width, height, planes));
            return number + 1;
        });
    }

    /**
     * Returns how many pixels are left of the square, be the picture of {@link #moving} itself or what a codec made of it; in
     * one of another size, the distance has been scaled with it. It is -1 if there is no square. Not for a picture that is to
     * be turned. Whoever sends the pattern can tell by it, at the other end, that pictures arrive and move on.
     */
    public static int squareLeft(VideoFrame frame) {
        int width = frame.width();
        int side = side(width, frame.height());
        // not to the edges of the square, which a codec blurs
        int rows = Math.max(1, side / 2);
        int top = (frame.height() - rows) / 2;
        int longest = 0;
        int left = -1;
        int run = 0;
        for (int x = 0; x < width; x++) {
            run = brightness(frame, x, top, rows) > BRIGHT ? run + 1 : 0;
            if (run > longest) {
                longest = run;
                left = x - run + 1;
            }
        }
        return longest >= Math.max(1, side / 2) ? left : -1;
    }

    private static int brightness(VideoFrame frame, int x, int top, int rows) {
        int sum = 0;
        for (int y = top; y < top + rows; y++) {
            sum += frame.i420()[y * frame.width() + x] & 0xff;
        }
        return sum / rows;
    }

    private static int side(int width, int height) {
        return Math.min(width, height) / 4;
    }

    /** Returns a period of brightness, and the width more, so that any row of a picture is a part of it. */
    private static byte[] gradient(int width) {
        byte[] gradient = new byte[PERIOD + width];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (byte) (BLACK + wave(i));
        }
        return gradient;
    }

    private static byte tint(boolean u, int shift) {
        int quarter = PERIOD / 4;
        return (byte) (GREY - quarter / 2 + wave(u ? shift : shift + quarter) / 2);
    }

    /** Goes up to half a period and down again. */
    private static int wave(int at) {
        int phase = at % PERIOD;
        return phase < PERIOD / 2 ? phase : PERIOD - 1 - phase;
    }

    private static void drawSquare(byte[] planes, int width, int height, int left) {
        int side = side(width, height);
        int top = (height - side) / 2;
        for (int y = top; y < top + side; y++) {
            Arrays.fill(planes, y * width + left, y * width + left + side, (byte) WHITE);
        }
    }
}
