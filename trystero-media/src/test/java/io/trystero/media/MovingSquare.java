package io.trystero.media;

import io.trystero.rtc.media.VideoFrame;

/** Finds the square of {@link TestPattern}. */
final class MovingSquare {

    /** Between the square and the brightest of the gradient, so that what a codec does to them does not matter. */
    private static final int BRIGHT = 190;

    private MovingSquare() {}

    /**
     * Returns how many pixels are left of the square, be the picture of {@link TestPattern#moving} itself or what a codec made of it; in
     * one of another size, the distance has been scaled with it. It is -1 if there is no square. Not for a picture that is to
     * be turned.
     */
    static int left(VideoFrame frame) {
        int width = frame.width();
        int side = Math.min(width, frame.height()) / 4;
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
}
