package io.trystero.media;

import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.VideoFrame;
import java.util.Objects;
import org.reactivestreams.Publisher;
import reactor.core.scheduler.Scheduler;

/** Pictures of ours, sent at an even rate; while the publisher has none ready, the last one again each 200 ms,
 * or with each tick if the rate is less than 5 a second. */
public final class OutgoingVideo extends OutgoingTrack<VideoFrame> {

    /** The rate unless another is given, in pictures a second. */
    public static final double FRAMES_PER_SECOND = 30;

    private static final double MOST_FRAMES_PER_SECOND = 120;

    private final double framesPerSecond;

    private OutgoingVideo(Publisher<VideoFrame> frames, double framesPerSecond, TrackLimits limits) {
        super(frames, limits);
        this.framesPerSecond = framesPerSecond;
    }

    /** Makes a track of 30 pictures a second. */
    public static OutgoingVideo of(Publisher<VideoFrame> frames) {
        return of(frames, FRAMES_PER_SECOND, TrackLimits.NONE);
    }

    /**
     * Makes a track.
     *
     * @param framesPerSecond how many pictures are asked for a second, more than 0 and up to 120
     * @param limits how it is encoded
     */
    public static OutgoingVideo of(Publisher<VideoFrame> frames, double framesPerSecond, TrackLimits limits) {
        if (!(framesPerSecond > 0 && framesPerSecond <= MOST_FRAMES_PER_SECOND)) {
            throw new IllegalArgumentException("framesPerSecond must be more than 0 and up to "
                    + (int) MOST_FRAMES_PER_SECOND + ", but is " + framesPerSecond);
        }
        return new OutgoingVideo(
                Objects.requireNonNull(frames, "frames"), framesPerSecond, Objects.requireNonNull(limits, "limits"));
    }

    @Override
    MediaKind kind() {
        return MediaKind.VIDEO;
    }

    @Override
    FrameClock<VideoFrame> clock(Scheduler scheduler) {
        return new VideoClock(scheduler, framesPerSecond);
    }

    @Override
    void push(TrackSender sender, VideoFrame frame) {
        sender.push(frame);
    }
}
