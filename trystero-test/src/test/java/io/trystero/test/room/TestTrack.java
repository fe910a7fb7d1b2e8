package io.trystero.test.room;

import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.LocalTrack;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.VideoFrame;
import java.util.ArrayList;
import java.util.List;

/** A track whose frames a test makes; each bears a number by which it is known again. */
final class TestTrack implements LocalTrack {

    private static final int RATE = 48_000;
    private static final int TEN_MILLIS = RATE / 100;

    private final MediaKind kind;
    private final String id;
    private final TrackLimits limits;
    private final List<TrackSender> senders = new ArrayList<>();

    private TestTrack(MediaKind kind, String id, TrackLimits limits) {
        this.kind = kind;
        this.id = id;
        this.limits = limits;
    }

    static TestTrack sound(String id) {
        return new TestTrack(MediaKind.AUDIO, id, TrackLimits.NONE);
    }

    static TestTrack pictures(String id) {
        return pictures(id, TrackLimits.NONE);
    }

    static TestTrack pictures(String id, TrackLimits limits) {
        return new TestTrack(MediaKind.VIDEO, id, limits);
    }

    /** Pushes a frame of 10 ms, or a picture of one pixel. */
    void push(int number) {
        for (TrackSender sender : List.copyOf(senders)) {
            if (kind == MediaKind.AUDIO) {
                short[] samples = new short[TEN_MILLIS];
                samples[0] = (short) number;
                sender.push(AudioFrame.of(RATE, 1, samples));
            } else {
                sender.push(VideoFrame.of(1, 1, new byte[] {(byte) number, 0, 0}));
            }
        }
    }

    /** Returns over how many connections it is sent. */
    int connections() {
        return senders.size();
    }

    @Override
    public MediaKind kind() {
        return kind;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public TrackLimits limits() {
        return limits;
    }

    @Override
    public void attach(String peerId, TrackSender sender) {
        senders.add(sender);
    }

    @Override
    public void detach(TrackSender sender) {
        senders.remove(sender);
    }
}
