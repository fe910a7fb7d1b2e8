package io.trystero.benchmarks;

import io.trystero.media.RemoteAudio;
import io.trystero.media.RemoteVideo;
import io.trystero.media.RoomMedia;
import io.trystero.media.TestPattern;
import io.trystero.rtc.media.AudioFrame;
import java.util.List;
import java.util.Objects;

/** Whether what a peer receives is what the other sends: fails if it is not. */
final class MediaCheck {

    /** Of pictures that are sent. */
    static final int WIDTH = 320;

    private static final int LOUD = 500;
    private static final int PIECES = 20;
    private static final int PICTURES = 30;

    /** How far the square moves at most while some pictures are lost. */
    private static final int FAR = 10 * TestPattern.STEP;

    private MediaCheck() {}

    /** Listens to the first that speaks. */
    static void pitch(RoomMedia media, int hertz) {
        RemoteAudio audio = Objects.requireNonNull(media.makeAudio().receive().blockFirst(TwoPeers.LIMIT));
        double heard = pitch(Objects.requireNonNull(audio.frames()
                .filter(MediaCheck::isLoud)
                .skip(PIECES)
                .take(PIECES)
                .collectList()
                .block(TwoPeers.LIMIT)));
        if (Math.abs(heard - hertz) > 0.1 * hertz) {
            throw new IllegalStateException("heard " + heard + " Hz instead of " + hertz);
        }
    }

    /** Watches the first that shows a {@link TestPattern}: of two seconds, the square moves on in most pictures. */
    static void square(RoomMedia media) {
        RemoteVideo video = Objects.requireNonNull(media.makeVideo().receive().blockFirst(TwoPeers.LIMIT));
        List<Integer> places = Objects.requireNonNull(video.frames()
                .map(frame -> TestPattern.squareLeft(frame) * WIDTH / frame.width())
                .take(PICTURES)
                .collectList()
                .block(TwoPeers.LIMIT));
        long moved = 0;
        for (int i = 1; i < places.size(); i++) {
            int step = places.get(i) - places.get(i - 1);
            // back at the left once it would not fit any more
            moved += (step > 0 && step <= FAR) || step < -WIDTH / 2 ? 1 : 0;
        }
        if (moved < PICTURES * 2 / 3) {
            throw new IllegalStateException("the square does not move on: " + places);
        }
    }

    private static boolean isLoud(AudioFrame frame) {
        for (short sample : frame.samples()) {
            if (Math.abs(sample) > LOUD) {
                return true;
            }
        }
        return false;
    }

    private static double pitch(List<AudioFrame> frames) {
        int rises = 0;
        int samples = 0;
        short before = 0;
        for (AudioFrame frame : frames) {
            for (int i = 0; i < frame.samples().length; i += frame.channels()) {
                short now = frame.samples()[i];
                rises += before < 0 && now >= 0 ? 1 : 0;
                before = now;
                samples++;
            }
        }
        return (double) rises * frames.get(0).sampleRate() / samples;
    }
}
