package io.trystero.test;

import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.rtc.media.TrackStats;
import io.trystero.rtc.media.VideoFrame;
import io.trystero.test.SimulatedSender.Travelling;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** One track that comes to a side. All but the methods of the SPI is called on the loop. */
final class SimulatedRemoteTrack implements RemoteTrack {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.media");

    private final SimulatedTracks tracks;
    private final MediaSection section;
    private final List<Consumer<? super AudioFrame>> audio = new CopyOnWriteArrayList<>();
    private final List<Consumer<? super VideoFrame>> video = new CopyOnWriteArrayList<>();
    private final Sinks.Empty<Void> end = Sinks.empty();
    private volatile boolean ended;
    private boolean reported;
    private long packets;
    private long bytes;
    private long lost;
    private long due = -1;
    private long frames;
    private int width;
    private int height;

    SimulatedRemoteTrack(SimulatedTracks tracks, MediaSection section) {
        this.tracks = tracks;
        this.section = section;
    }

    @Override
    public MediaKind kind() {
        return section.kind();
    }

    @Override
    public String id() {
        return section.trackId();
    }

    @Override
    public String streamId() {
        return section.streamId();
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
        if (kind() != wanted) {
            throw new IllegalStateException("track " + id() + " carries " + kind() + ", not " + wanted);
        }
        if (ended) {
            return Disposables.disposed();
        }
        Consumer<T> own = listener::accept; // the same listener twice is two
        listeners.add(own);
        return () -> listeners.remove(own);
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
        return tracks.stats(() -> new TrackStats(
                packets,
                bytes,
                lost,
                null,
                frames,
                width,
                height,
                section.codec().name()));
    }

    long lost() {
        return lost;
    }

    void arrive(Travelling frame) {
        if (due >= 0) {
            lost += frame.packetsBefore() - due;
        }
        due = frame.packetsBefore() + frame.packets();
        packets += frame.packets();
        bytes += frame.bytes();
        AudioFrame sound = frame.sound();
        if (sound != null) {
            tell(audio, sound);
        }
        VideoFrame picture = frame.picture();
        if (picture != null) {
            frames++;
            width = picture.width();
            height = picture.height();
            tell(video, picture);
        }
    }

    void end() {
        ended = true;
        audio.clear();
        video.clear();
        end.tryEmitEmpty();
    }

    private <T> void tell(List<Consumer<? super T>> listeners, T frame) {
        for (Consumer<? super T> listener : listeners) {
            try {
                listener.accept(frame);
            } catch (RuntimeException e) {
                if (!reported) {
                    reported = true;
                    LOG.warn("a frame of track {} was not taken; further ones that fail are not told", id(), e);
                }
            }
        }
    }

    @Override
    public String toString() {
        return "RemoteTrack[" + kind() + " " + id() + " of " + streamId() + (ended ? ", ended]" : "]");
    }
}
