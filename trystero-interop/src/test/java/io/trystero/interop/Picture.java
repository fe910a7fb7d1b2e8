package io.trystero.interop;

import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.VideoFrame;
import java.util.Arrays;
import reactor.core.publisher.Flux;

/** Dark pictures with a bright square that moves on with each, as the browser's. */
final class Picture {

    static final TrackLimits LIMITS = TrackLimits.NONE.withCodecs("VP8");

    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final int SIDE = 16;
    private static final int STEPS = WIDTH / SIDE;
    private static final int MIDDLE_GREY = 128;

    private Picture() {}

    static Flux<VideoFrame> moving() {
        return Flux.generate(() -> 0, (step, sink) -> {
            byte[] i420 = new byte[VideoFrame.size(WIDTH, HEIGHT)];
            Arrays.fill(i420, (byte) MIDDLE_GREY);
            Arrays.fill(i420, 0, WIDTH * HEIGHT, (byte) 40);
            for (int y = HEIGHT / 2 - SIDE; y < HEIGHT / 2 + SIDE; y++) {
                int left = y * WIDTH + step * SIDE;
                Arrays.fill(i420, left, left + SIDE, (byte) 230);
            }
            sink.next(VideoFrame.of(WIDTH, HEIGHT, i420));
            return (step + 1) % STEPS;
        });
    }

    /** Returns where the square begins in the middle line, in pixels; -1 if there is none. */
    static int squareLeft(VideoFrame frame) {
        int line = frame.height() / 2 * frame.width();
        for (int x = 0; x < frame.width(); x++) {
            if ((frame.i420()[line + x] & 0xff) > MIDDLE_GREY) {
                return x;
            }
        }
        return -1;
    }
}
