package io.trystero.webrtc;

import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.MediaStreamTrackState;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.AudioTrackSink;
import dev.onvoid.webrtc.media.video.VideoTrack;
import dev.onvoid.webrtc.media.video.VideoTrackSink;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.rtc.media.TrackStats;
import io.trystero.rtc.media.VideoFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A track that comes. The connection lets go of the native track while it applies a description that takes it back, so this
 * holds a reference of its own until the sink is gone. A sink is registered as long as somebody listens: it copies, hands over
 * and returns.
 */
final class RtcRemoteTrack implements RemoteTrack {

    private static final Logger log = LoggerFactory.getLogger("io.trystero.media");

    private final MediaKind kind;
    private final String id;
    private final String streamId;
    private final String nativeId;
    private final NativeReference<MediaStreamTrack> track;
    private final NativeWorker worker;
    private final Function<RtcRemoteTrack, Mono<TrackStats>> stats;
    private final List<Consumer<? super AudioFrame>> audio = new CopyOnWriteArrayList<>();
    private final List<Consumer<? super VideoFrame>> video = new CopyOnWriteArrayList<>();
    private final Sinks.Empty<Void> end = Sinks.empty();
    private final AudioTrackSink audioSink = this::onData;
    private final VideoTrackSink videoSink = this::onFrame;
    private volatile boolean ended;

    // The worker's.
    private boolean listening;
    private boolean released;

    private volatile @Nullable Throwable failed;

    RtcRemoteTrack(
            MediaKind kind,
            String id,
            String streamId,
            String nativeId,
            NativeReference<MediaStreamTrack> track,
            NativeWorker worker,
            Function<RtcRemoteTrack, Mono<TrackStats>> stats) {
        this.kind = kind;
        this.id = id;
        this.streamId = streamId;
        this.nativeId = nativeId;
        this.track = track;
        this.worker = worker;
        this.stats = stats;
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
    public String streamId() {
        return streamId;
    }

    /** Returns what native code knows the track by. */
    String nativeId() {
        return nativeId;
    }

    @Override
    public Disposable onAudio(Consumer<? super AudioFrame> listener) {
        return listen(MediaKind.AUDIO, audio, listener);
    }

    @Override
    public Disposable onVideo(Consumer<? super VideoFrame> listener) {
        return listen(MediaKind.VIDEO, video, listener);
    }

    private <T> Disposable listen(MediaKind wanted, List<Consumer<? super T>> listeners, Consumer<? super T> listener) {
        if (kind != wanted) {
            throw new IllegalStateException("track " + id + " carries " + kind + ", not " + wanted);
        }
        if (ended) {
            return Disposables.disposed();
        }
        Consumer<T> own = listener::accept; // the same listener twice is two
        listeners.add(own);
        worker.tryExecute(this::settle);
        return () -> {
            if (listeners.remove(own)) {
                worker.tryExecute(this::settle);
            }
        };
    }

    /** Registers the sink, or takes it away, as listeners call for. Worker only. */
    private void settle() {
        boolean wanted = !ended && !(audio.isEmpty() && video.isEmpty());
        if (wanted == listening) {
            return;
        }
        listening = wanted;
        MediaStreamTrack source = track.object();
        if (source instanceof AudioTrack sound) {
            if (wanted) {
                sound.addSink(audioSink);
            } else {
                sound.removeSink(audioSink);
            }
        } else if (source instanceof VideoTrack pictures) {
            if (wanted) {
                pictures.addSink(videoSink);
            } else {
                pictures.removeSink(videoSink);
            }
        }
    }

    /** It has ended: on any thread; the sink goes as soon as the worker comes to it. */
    void ended() {
        ended = true;
        worker.tryExecute(this::release);
    }

    /** Tells whether a description has stopped the transceiver that it comes by, which native code may say nothing of. Worker only. */
    boolean isStopped() {
        return !released && track.object().getState() == MediaStreamTrackState.ENDED;
    }

    /** Takes the sink away, and lets go of the native track. Worker only. */
    void release() {
        ended = true;
        if (released) {
            return;
        }
        released = true;
        try {
            settle();
        } finally {
            track.release();
            audio.clear();
            video.clear();
            end.tryEmitEmpty();
        }
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public Mono<Void> onEnd() {
        return end.asMono();
    }

    @Override
    public Mono<TrackStats> stats() {
        return stats.apply(this);
    }

    /** On the thread that serves all sinks of the factory. */
    private void onData(byte[] data, int bitsPerSample, int sampleRate, int channels, int length) {
        try {
            short[] samples = new short[data.length / 2];
            ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
            tell(audio, AudioFrame.of(sampleRate, channels, samples));
        } catch (Throwable e) {
            report(e); // an exception that leaves a callback aborts the JVM
        }
    }

    /** On a decoder's thread. */
    private void onFrame(dev.onvoid.webrtc.media.video.VideoFrame frame) {
        try {
            try {
                tell(video, Planes.read(frame.buffer.toI420(), frame.rotation));
            } finally {
                frame.release();
            }
        } catch (Throwable e) {
            report(e);
        }
    }

    private <T> void tell(List<Consumer<? super T>> listeners, T frame) {
        for (Consumer<? super T> listener : listeners) {
            try {
                listener.accept(frame);
            } catch (RuntimeException e) {
                report(e);
            }
        }
    }

    private void report(Throwable error) {
        if (failed == null) {
            failed = error;
            log.warn("a frame of track {} was not taken; further ones that fail are not told", id, error);
        }
    }
}
