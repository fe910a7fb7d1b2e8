package io.trystero.webrtc;

import dev.onvoid.webrtc.media.video.I420Buffer;
import io.trystero.rtc.media.VideoFrame;
import java.nio.ByteBuffer;

/** Copies pictures into native memory and out of it, where rows may have gaps between them. */
final class Planes {

    private Planes() {}

    static void write(VideoFrame frame, I420Buffer to) {
        int luma = frame.width() * frame.height();
        int chroma = frame.chromaWidth() * frame.chromaHeight();
        write(frame.i420(), 0, frame.width(), frame.height(), to.getDataY(), to.getStrideY());
        write(frame.i420(), luma, frame.chromaWidth(), frame.chromaHeight(), to.getDataU(), to.getStrideU());
        write(frame.i420(), luma + chroma, frame.chromaWidth(), frame.chromaHeight(), to.getDataV(), to.getStrideV());
    }

    private static void write(byte[] from, int offset, int width, int height, ByteBuffer to, int stride) {
        for (int row = 0; row < height; row++) {
            to.put(row * stride, from, offset + row * width, width);
        }
    }

    static VideoFrame read(I420Buffer from, int rotation) {
        int width = from.getWidth();
        int height = from.getHeight();
        byte[] bytes = new byte[VideoFrame.size(width, height)];
        VideoFrame frame = VideoFrame.of(width, height, rotation, bytes);
        int luma = width * height;
        int chroma = frame.chromaWidth() * frame.chromaHeight();
        read(from.getDataY(), from.getStrideY(), bytes, 0, width, height);
        read(from.getDataU(), from.getStrideU(), bytes, luma, frame.chromaWidth(), frame.chromaHeight());
        read(from.getDataV(), from.getStrideV(), bytes, luma + chroma, frame.chromaWidth(), frame.chromaHeight());
        return frame;
    }

    private static void read(ByteBuffer from, int stride, byte[] to, int offset, int width, int height) {
        for (int row = 0; row < height; row++) {
            from.get(row * stride, to, offset + row * width, width);
        }
    }
}
