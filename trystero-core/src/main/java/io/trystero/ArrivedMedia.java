package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.RemoteStream;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.rtc.media.TrackStats;
import io.trystero.rtc.media.VideoFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The media that peers send to a room, as its subscribers see them: on the room's worker, and for as long as the peer is in the room
 * and we are. All but {@link #flux()} is called on the worker.
 */
final class ArrivedMedia {

    private final SerialWorker worker;
    private final Hub<RemoteMedia> arrivals;
    /** What a subscriber that comes now is told of first. */
    private final List<RemoteMedia> shown = new ArrayList<>();
    /** The peers that have sent media, until they leave or we do. */
    private final Map<PeerId, Stay> stays = new HashMap<>();

    ArrivedMedia(SerialWorker worker) {
        this.worker = worker;
        this.arrivals = new Hub<>("tracks().remote()", worker, Hub.Bounds.EVENTS);
    }

    /** Returns what is there and has not ended, then what comes. */
    Flux<RemoteMedia> flux() {
        return arrivals.flux(
                subscription -> {
                    shown.removeIf(ArrivedMedia::hasEnded);
                    shown.forEach(media -> subscription.next(media, 0));
                },
                worker::execute);
    }

    private static boolean hasEnded(RemoteMedia media) {
        return media instanceof RemoteMedia.Track track
                ? track.track().isEnded()
                : media.stream().isEnded();
    }

    void add(PeerId peer, RemoteStream stream, @Nullable RemoteTrack track, @Nullable JsonNode metadata) {
        Stay stay = stays.computeIfAbsent(peer, id -> new Stay());
        RoomStream here = new RoomStream(stream, stay, worker, Sinks.empty());
        RemoteMedia media = track == null
                ? new RemoteMedia.Stream(peer, here, metadata)
                : new RemoteMedia.Track(peer, here, new RoomTrack(track, stay, worker), metadata);
        shown.removeIf(known -> {
            boolean isSame = isSame(known, media);
            if (isSame && known.stream() instanceof RoomStream before) {
                before.superseded().tryEmitEmpty();
            }
            return isSame || hasEnded(known);
        });
        shown.add(media);
        arrivals.emit(media, 0);
    }

    private static boolean isSame(RemoteMedia one, RemoteMedia other) {
        return one.peer().equals(other.peer())
                && one.stream().id().equals(other.stream().id())
                && (one instanceof RemoteMedia.Track first
                        ? other instanceof RemoteMedia.Track second
                                && first.track().equals(second.track())
                        : other instanceof RemoteMedia.Stream);
    }

    void peerLeft(PeerId peer) {
        shown.removeIf(media -> media.peer().equals(peer));
        Stay stay = stays.remove(peer);
        if (stay != null) {
            stay.end();
        }
    }

    void close() {
        shown.clear();
        stays.values().forEach(Stay::end);
        stays.clear();
        arrivals.complete();
    }

    /** The time that a peer is in the room and we are, too: the connection may live longer. */
    private static final class Stay {
        private final Sinks.Empty<Void> end = Sinks.empty();
        private final Disposable.Composite listening = Disposables.composite();
        private volatile boolean over;

        void end() {
            over = true;
            listening.dispose();
            end.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
        }
    }

    /** A stream as a room shows it: on the room's worker, until the peer has left or it is announced again. */
    private record RoomStream(RemoteStream stream, Stay stay, SerialWorker worker, Sinks.Empty<Void> superseded)
            implements RemoteStream {

        @Override
        public String id() {
            return stream.id();
        }

        @Override
        public boolean isEnded() {
            return stay.over || stream.isEnded();
        }

        @Override
        public Flux<RemoteTrack> tracks() {
            return stream.tracks()
                    .concatMap(track -> worker.emit(Mono.<RemoteTrack>just(new RoomTrack(track, stay, worker))))
                    .concatWith(worker.emit(Mono.empty()))
                    .takeUntilOther(Mono.firstWithSignal(stay.end.asMono(), superseded.asMono()));
        }

        @Override
        public String toString() {
            return stream.toString();
        }
    }

    /** A track as a room shows it: on the room's worker, until the peer has left, too. */
    private record RoomTrack(RemoteTrack track, Stay stay, SerialWorker worker) implements RemoteTrack {

        @Override
        public MediaKind kind() {
            return track.kind();
        }

        @Override
        public String id() {
            return track.id();
        }

        @Override
        public String streamId() {
            return track.streamId();
        }

        @Override
        public Disposable onAudio(Consumer<? super AudioFrame> listener) {
            return untilLeft(track.onAudio(listener));
        }

        @Override
        public Disposable onVideo(Consumer<? super VideoFrame> listener) {
            return untilLeft(track.onVideo(listener));
        }

        private Disposable untilLeft(Disposable listening) {
            stay.listening.add(listening);
            return () -> {
                stay.listening.remove(listening);
                listening.dispose();
            };
        }

        @Override
        public boolean isEnded() {
            return stay.over || track.isEnded();
        }

        @Override
        public Mono<Void> onEnd() {
            return Mono.defer(() ->
                    isEnded() ? Mono.empty() : worker.emit(Mono.firstWithSignal(track.onEnd(), stay.end.asMono())));
        }

        @Override
        public Mono<TrackStats> stats() {
            return worker.emit(track.stats());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof RoomTrack shown && shown.track.equals(track);
        }

        @Override
        public int hashCode() {
            return track.hashCode();
        }

        @Override
        public String toString() {
            return track.toString();
        }
    }
}
