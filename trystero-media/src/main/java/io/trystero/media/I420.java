package io.trystero.media;

import io.trystero.rtc.media.VideoFrame;

/**
 * The planes of a picture from and into pixels of 0xRRGGBB, row by row: ITU-R BT.601 in the limited range, in fixed point
 * with 16 binary places. A sample of colour is the mean of the up to four pixels that it stands for.
 */
final class I420 {

    private static final int PLACES = 16;
    private static final int HALF = 1 << (PLACES - 1);

    private static final int BLACK = 16;
    private static final int GREY = 128;

    private I420() {}

    static VideoFrame ofPixels(int width, int height, int[] pixels) {
        byte[] planes = new byte[VideoFrame.size(width, height)];
        for (int i = 0; i < width * height; i++) {
            int rgb = pixels[i];
            planes[i] = (byte) luma(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff);
        }
        int u = width * height;
        int v = u + (planes.length - u) / 2;
        for (int y = 0; y < height; y += 2) {
            int above = y * width;
            // at an odd edge, the pixel stands in for the one beyond it
            int below = y + 1 < height ? above + width : above;
            for (int x = 0; x < width; x += 2) {
                int right = x + 1 < width ? x + 1 : x;
                int a = pixels[above + x];
                int b = pixels[above + right];
                int c = pixels[below + x];
                int d = pixels[below + right];
                int red = (a >> 16 & 0xff) + (b >> 16 & 0xff) + (c >> 16 & 0xff) + (d >> 16 & 0xff);
                int green = (a >> 8 & 0xff) + (b >> 8 & 0xff) + (c >> 8 & 0xff) + (d >> 8 & 0xff);
                int blue = (a & 0xff) + (b & 0xff) + (c & 0xff) + (d & 0xff);
                planes[u++] = (byte) chroma(-9_714 * red - 19_070 * green + 28_784 * blue);
                planes[v++] = (byte) chroma(28_784 * red - 24_103 * green - 4_681 * blue);
            }
        }
        return VideoFrame.of(width, height, planes);
    }

    private static int luma(int red, int green, int blue) {
        return BLACK + ((16_829 * red + 33_039 * green + 6_416 * blue + HALF) >> PLACES);
    }

    private static int chroma(int ofFourPixels) {
        return GREY + ((ofFourPixels + 4 * HALF) >> (PLACES + 2));
    }

    /** Returns the pixels of a picture as it is, not turned. */
    static int[] pixels(VideoFrame frame) {
        int width = frame.width();
        int height = frame.height();
        int chromaWidth = frame.chromaWidth();
        byte[] planes = frame.i420();
        int[] pixels = new int[width * height];
        int firstU = pixels.length;
        int firstV = firstU + chromaWidth * frame.chromaHeight();
        int at = 0;
        for (int y = 0; y < height; y++) {
            int row = y / 2 * chromaWidth;
            for (int x = 0; x < width; x++) {
                int brightness = 76_309 * ((planes[at] & 0xff) - BLACK) + HALF;
                int u = (planes[firstU + row + x / 2] & 0xff) - GREY;
                int v = (planes[firstV + row + x / 2] & 0xff) - GREY;
                int red = clamped((brightness + 104_597 * v) >> PLACES);
                int green = clamped((brightness - 25_675 * u - 53_279 * v) >> PLACES);
                int blue = clamped((brightness + 132_201 * u) >> PLACES);
                pixels[at++] = red << 16 | green << 8 | blue;
            }
        }
        return pixels;
    }

    private static int clamped(int value) {
        return value < 0 ? 0 : Math.min(value, 0xff);
    }
}
