package io.trystero.media;

import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.TrackSender;
import java.util.Objects;
import org.reactivestreams.Publisher;
import reactor.core.scheduler.Scheduler;

/**
 * Sound of ours: sent in pieces of 10 ms, whatever the length of the publisher's frames. While it has none ready, nothing is sent for
 * up to 100 ms, so that what comes from another clock goes out without a break; then silence. What another peer sends, {@link
 * RemoteAudio#frames()} itself, goes out at the pace at which it comes.
 */
public final class OutgoingAudio extends OutgoingTrack<AudioFrame> {

    private final boolean live;

    private OutgoingAudio(Publisher<AudioFrame> frames, TrackLimits limits, boolean live) {
        super(frames, limits);
        this.live = live;
    }

    /** Makes a track of frames of any length. When their format changes, what is left of the piece before is filled with silence. */
    public static OutgoingAudio of(Publisher<AudioFrame> frames) {
        return of(frames, TrackLimits.NONE);
    }

    /** Makes a track likewise, encoded within limits. */
    public static OutgoingAudio of(Publisher<AudioFrame> frames, TrackLimits limits) {
        boolean live = frames instanceof FrameFlux;
        return new OutgoingAudio(
                Objects.requireNonNull(frames, "frames"), Objects.requireNonNull(limits, "limits"), live);
    }

    /** Makes a track of frames that go out at the pace at which they come. */
    static OutgoingAudio live(Publisher<AudioFrame> frames) {
        return new OutgoingAudio(frames, TrackLimits.NONE, true);
    }

    @Override
    MediaKind kind() {
        return MediaKind.AUDIO;
    }

    @Override
    FrameClock<AudioFrame> clock(Scheduler scheduler) {
        return new AudioClock(scheduler, live);
    }

    @Override
    void push(TrackSender sender, AudioFrame frame) {
        sender.push(frame);
    }
}
