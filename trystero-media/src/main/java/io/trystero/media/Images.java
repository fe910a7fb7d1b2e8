package io.trystero.media;

import io.trystero.rtc.media.VideoFrame;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/**
 * Pictures between the format of video and those that Java knows. The colours of video are taken as those of ITU-R BT.601 in
 * the limited range, brightness 16 to 235, which is what WebRTC sends. All of it is computed on the calling thread and keeps
 * no reference to what it is given.
 */
public final class Images {

    private static final int BYTES_PER_PIXEL = 3;

    private Images() {}

    /**
     * Returns a picture of an image of any type; what is transparent is laid on black.
     *
     * @throws IllegalArgumentException if a side is longer than {@link VideoFrame#LARGEST_SIDE}
     */
    public static VideoFrame toFrame(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        VideoFrame.size(width, height);
        return I420.ofPixels(width, height, pixels(image));
    }

    private static int[] pixels(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        BufferedImage opaque = image;
        if (image.getType() != BufferedImage.TYPE_INT_RGB) {
            // drawn, since getRGB takes grey for linear light, which makes it brighter than any viewer shows it
            opaque = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = opaque.createGraphics();
            graphics.drawImage(image, 0, 0, null);
            graphics.dispose();
        }
        int[] pixels = new int[width * height];
        opaque.getRaster().getDataElements(0, 0, width, height, pixels);
        return pixels;
    }

    /** Returns an image of type {@link BufferedImage#TYPE_INT_RGB}, turned as the picture says. */
    public static BufferedImage toImage(VideoFrame frame) {
        int[] pixels = I420.pixels(frame);
        boolean lies = frame.rotation() == 90 || frame.rotation() == 270;
        int width = lies ? frame.height() : frame.width();
        int height = lies ? frame.width() : frame.height();
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.getRaster().setDataElements(0, 0, width, height, turned(pixels, frame));
        return image;
    }

    private static int[] turned(int[] pixels, VideoFrame frame) {
        int width = frame.width();
        int height = frame.height();
        // where the first pixel goes, and the steps to the places of those at its right and below it
        return switch (frame.rotation()) {
            case 90 -> turned(pixels, width, height - 1, height, -1);
            case 180 -> turned(pixels, width, pixels.length - 1, -1, -width);
            case 270 -> turned(pixels, width, (width - 1) * height, -height, 1);
            default -> pixels;
        };
    }

    private static int[] turned(int[] pixels, int width, int first, int right, int below) {
        int[] turned = new int[pixels.length];
        int from = 0;
        for (int row = first; from < pixels.length; row += below) {
            int to = row;
            for (int x = 0; x < width; x++) {
                turned[to] = pixels[from++];
                to += right;
            }
        }
        return turned;
    }

    /**
     * Returns an upright picture.
     *
     * @param rgb red, green and blue of each pixel, a byte each, row by row from the top, without gaps
     * @throws IllegalArgumentException if a side is out of bounds, or these are not 3 bytes for each pixel
     */
    public static VideoFrame ofRgb(int width, int height, byte[] rgb) {
        VideoFrame.size(width, height);
        int[] pixels = new int[width * height];
        if (rgb.length != pixels.length * BYTES_PER_PIXEL) {
            throw new IllegalArgumentException("a picture of " + width + " x " + height + " has "
                    + pixels.length * BYTES_PER_PIXEL + " bytes in RGB, but these are " + rgb.length);
        }
        int from = 0;
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (rgb[from] & 0xff) << 16 | (rgb[from + 1] & 0xff) << 8 | (rgb[from + 2] & 0xff);
            from += BYTES_PER_PIXEL;
        }
        return I420.ofPixels(width, height, pixels);
    }

    /**
     * Returns red, green and blue of each pixel, a byte each, row by row from the top, without gaps: of the picture as it is,
     * {@link VideoFrame#width()} by {@link VideoFrame#height()}, not turned.
     */
    public static byte[] toRgb(VideoFrame frame) {
        int[] pixels = I420.pixels(frame);
        byte[] rgb = new byte[pixels.length * BYTES_PER_PIXEL];
        int to = 0;
        for (int pixel : pixels) {
            rgb[to] = (byte) (pixel >> 16);
            rgb[to + 1] = (byte) (pixel >> 8);
            rgb[to + 2] = (byte) pixel;
            to += BYTES_PER_PIXEL;
        }
        return rgb;
    }
}
