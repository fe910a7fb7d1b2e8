package io.trystero.webrtc;

import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import io.trystero.rtc.media.TrackStats;
import io.trystero.rtc.media.VideoFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One track of ours on one connection, with a native source of its own. Frames are pushed by the worker alone: a native source
 * changes its list of sinks without a lock, in calls that the worker makes too, and while a description is applied.
 */
final class RtcTrackSender implements TrackSender {

    /** Pieces of sound that may wait for the worker, or for a description to be applied: half a second. */
    static final int MOST_SOUND = 50;

    /** Pictures that may: one that is older is of no use. */
    static final int MOST_PICTURES = 2;

    private static final int FRAMES_A_SECOND = 100;
    private static final int BITS_A_SAMPLE = 16;

    private final TrackSpec spec;
    private final Function<RtcTrackSender, Mono<TrackStats>> stats;
    private final FrameQueue frames;

    // The worker's.
    private final NativeReference<RTCRtpSender> sender;
    private final NativeReference<? extends MediaStreamTrack> track;
    private final @Nullable CustomAudioSource audio;
    private final @Nullable CustomVideoSource video;
    private boolean released;

    RtcTrackSender(
            TrackSpec spec,
            NativeWorker worker,
            Function<RtcTrackSender, Mono<TrackStats>> stats,
            NativeReference<RTCRtpSender> sender,
            MediaStreamTrack track,
            @Nullable CustomAudioSource audio,
            @Nullable CustomVideoSource video) {
        this.spec = spec;
        this.stats = stats;
        this.frames = new FrameQueue(worker, audio == null ? MOST_PICTURES : MOST_SOUND);
        this.sender = sender;
        this.track = new NativeReference<>(track);
        this.audio = audio;
        this.video = video;
    }

    TrackSpec spec() {
        return spec;
    }

    @Override
    public void push(AudioFrame frame) {
        CustomAudioSource source = audio;
        if (source == null) {
            throw new IllegalArgumentException("track " + spec.id() + " carries pictures, not sound");
        }
        if (frame.length() * FRAMES_A_SECOND != frame.sampleRate()) {
            throw new IllegalArgumentException("a frame of sound must be of 10 ms, but this is " + frame);
        }
        byte[] bytes = new byte[2 * frame.samples().length];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(frame.samples());
        frames.add(() -> source.pushAudio(bytes, BITS_A_SAMPLE, frame.sampleRate(), frame.channels(), frame.length()));
    }

    @Override
    public void push(VideoFrame frame) {
        CustomVideoSource source = video;
        if (source == null) {
            throw new IllegalArgumentException("track " + spec.id() + " carries sound, not pictures");
        }
        frames.add(() -> push(source, frame));
    }

    private static void push(CustomVideoSource source, VideoFrame frame) {
        NativeI420Buffer buffer = NativeI420Buffer.allocate(frame.width(), frame.height());
        Planes.write(frame, buffer);
        dev.onvoid.webrtc.media.video.VideoFrame made =
                new dev.onvoid.webrtc.media.video.VideoFrame(buffer, frame.rotation(), System.nanoTime());
        try {
            source.pushFrame(made);
        } finally {
            made.release();
        }
    }

    /** Keeps frames back until {@link #resume()}. Worker only. */
    void hold() {
        frames.hold();
    }

    void resume() {
        frames.resume();
    }

    /** Returns what sends it, which outlives it. */
    NativeReference<RTCRtpSender> sender() {
        return sender;
    }

    /** Lets go of the native track, once no connection sends it any more. Worker only. */
    void release() {
        if (released) {
            return;
        }
        released = true;
        frames.close();
        track.release();
        if (audio != null) {
            audio.dispose();
        }
        if (video != null) {
            video.dispose();
        }
    }

    @Override
    public Mono<TrackStats> stats() {
        return stats.apply(this);
    }
}
