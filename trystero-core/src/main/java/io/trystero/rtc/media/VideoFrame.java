package io.trystero.rtc.media;

/**
 * A picture in the format I420: a plane of brightness (Y), then two of colour (U, V) at half the width and height, rounded
 * up. Immutable, so nobody may change the bytes once they are part of a frame; on the heap, so nobody needs to release it.
 */
public final class VideoFrame {

    /** The largest width and height, in pixels. */
    public static final int LARGEST_SIDE = 8_192;

    private final int width;
    private final int height;
    private final int rotation;
    private final byte[] i420;

    private VideoFrame(int width, int height, int rotation, byte[] i420) {
        this.width = width;
        this.height = height;
        this.rotation = rotation;
        this.i420 = i420;
    }

    /**
     * Makes an upright picture of bytes, which it does not copy.
     *
     * @param width in pixels, 1 to 8 192
     * @param height in pixels, 1 to 8 192
     * @param i420 the planes Y, U and V without gaps: {@link #size(int, int)} bytes
     * @throws IllegalArgumentException that names what does not fit
     */
    public static VideoFrame of(int width, int height, byte[] i420) {
        return of(width, height, 0, i420);
    }

    /**
     * Makes a picture that is to be turned before it is shown; see {@link #of(int, int, byte[])}.
     *
     * @param rotation clockwise, in degrees: 0, 90, 180 or 270
     */
    public static VideoFrame of(int width, int height, int rotation, byte[] i420) {
        int size = size(width, height);
        if (i420.length != size) {
            throw new IllegalArgumentException("a picture of " + width + " x " + height + " has " + size
                    + " bytes in I420, but these are " + i420.length);
        }
        if (rotation != 0 && rotation != 90 && rotation != 180 && rotation != 270) {
            throw new IllegalArgumentException("rotation must be 0, 90, 180 or 270, but is " + rotation);
        }
        return new VideoFrame(width, height, rotation, i420);
    }

    /**
     * Returns how many bytes a picture has.
     *
     * @throws IllegalArgumentException if a side is out of bounds
     */
    public static int size(int width, int height) {
        checkSide("width", width);
        checkSide("height", height);
        return width * height + 2 * chroma(width) * chroma(height);
    }

    private static void checkSide(String name, int pixels) {
        if (pixels < 1 || pixels > LARGEST_SIDE) {
            throw new IllegalArgumentException(name + " must be from 1 to " + LARGEST_SIDE + ", but is " + pixels);
        }
    }

    private static int chroma(int side) {
        return (side + 1) / 2;
    }

    /** Returns the width in pixels, before it is turned. */
    public int width() {
        return width;
    }

    /** Returns the height in pixels, before it is turned. */
    public int height() {
        return height;
    }

    /** Returns how far it is to be turned clockwise before it is shown, in degrees. */
    public int rotation() {
        return rotation;
    }

    /** Returns the planes themselves, Y, U and V without gaps; not a copy: not to be changed. */
    public byte[] i420() {
        return i420;
    }

    /** Returns the width of the colour planes. */
    public int chromaWidth() {
        return chroma(width);
    }

    /** Returns the height of the colour planes. */
    public int chromaHeight() {
        return chroma(height);
    }

    @Override
    public String toString() {
        return "VideoFrame[" + width + " x " + height + (rotation == 0 ? "" : ", turned by " + rotation) + "]";
    }
}
