package io.trystero.engine;

import io.trystero.rtc.media.RemoteStream;
import io.trystero.rtc.media.RemoteTrack;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** A stream that comes over one connection. Fed on the loop, read from any thread. */
final class ArrivingStream implements RemoteStream {

    private final String id;
    private final List<RemoteTrack> all = new CopyOnWriteArrayList<>();
    private final List<FluxSink<RemoteTrack>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    ArrivingStream(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Flux<RemoteTrack> tracks() {
        return Flux.defer(() -> {
            Set<RemoteTrack> known = ConcurrentHashMap.newKeySet();
            // one that comes right now may be told twice, as of those that are there and as the next
            return Flux.<RemoteTrack>create(this::listen).filter(track -> {
                known.removeIf(RemoteTrack::isEnded);
                return !track.isEnded() && known.add(track);
            });
        });
    }

    private void listen(FluxSink<RemoteTrack> listener) {
        listeners.add(listener);
        listener.onDispose(() -> listeners.remove(listener));
        all.forEach(listener::next);
        if (over) {
            listener.complete();
        }
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
        listeners.forEach(listener -> listener.next(track));
        return begins;
    }

    void end() {
        over = true;
        listeners.forEach(FluxSink::complete);
    }

    @Override
    public String toString() {
        return "RemoteStream[" + id + "]";
    }
}
