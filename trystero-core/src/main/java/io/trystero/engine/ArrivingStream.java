package io.trystero.engine;

import io.trystero.rtc.media.RemoteStream;
import io.trystero.rtc.media.RemoteTrack;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** A stream that comes over one connection. Fed on the loop. */
final class ArrivingStream implements RemoteStream {

    private final String id;
    private final List<RemoteTrack> all = new CopyOnWriteArrayList<>();
    private final Sinks.Many<RemoteTrack> tracks = Sinks.many().replay().limit(Bounds.REMOTE_TRACKS);

    ArrivingStream(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Flux<RemoteTrack> tracks() {
        return tracks.asFlux().filter(track -> !track.isEnded());
    }

    @Override
    public boolean isEnded() {
        return all.stream().allMatch(RemoteTrack::isEnded);
    }

    /** Returns whether it begins with that track, or begins again. */
    boolean add(RemoteTrack track) {
        all.removeIf(RemoteTrack::isEnded);
        boolean begins = all.isEmpty();
        all.add(track);
        tracks.emitNext(track, Sinks.EmitFailureHandler.FAIL_FAST);
        return begins;
    }

    void end() {
        tracks.tryEmitComplete();
    }

    @Override
    public String toString() {
        return "RemoteStream[" + id + "]";
    }
}
