package io.trystero.engine;

import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.RemoteTrack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The peer's tracks on one connection: each is shown in each of its rooms in which the peer announces it. On the loop. */
final class IncomingTracks {

    private final SharedPeer peer;
    private final Counters counters;
    private final Map<String, ArrivingStream> streams = new HashMap<>();
    private final Map<String, ArrivingStream> streamsByKey = new HashMap<>();
    private final Map<String, RemoteTrack> tracksByKey = new HashMap<>();
    private final List<RemoteTrack> tracks = new ArrayList<>();
    /** Ids that tracks of the peer have had. */
    private final Map<String, MediaKind> knownIds = new LinkedHashMap<>();

    IncomingTracks(SharedPeer peer, Counters counters) {
        this.peer = peer;
        this.counters = counters;
    }

    /** A track comes, or comes again. */
    void onTrack(RemoteTrack track) {
        tracks.removeIf(known -> known.isEnded() || known.id().equals(track.id()));
        if (tracks.size() >= Bounds.REMOTE_TRACKS) {
            counters.count(Counters.Kind.OVER_BOUND);
            return;
        }
        tracks.add(track);
        if (streams.size() >= Bounds.MEDIA_KEYS) {
            forgetEndedStreams();
        }
        ArrivingStream stream = streams.computeIfAbsent(track.streamId(), ArrivingStream::new);
        boolean begins = stream.add(track);
        peer.activeRooms().forEach(room -> room.arrivingMedia().onTrack(track, stream, begins));
        knownIds.put(track.id(), track.kind());
        if (knownIds.size() > Bounds.MEDIA_KEYS) {
            knownIds.remove(knownIds.keySet().iterator().next());
        }
    }

    /** Tells whether a stream has been shown as such, so that a track of it need not have been announced by itself. */
    boolean isShown(ArrivingStream stream) {
        return streamsByKey.containsValue(stream);
    }

    /** Tells whether a track of that id has come before. */
    boolean hasHad(@Nullable String id, MediaKind kind) {
        return id != null && knownIds.get(id) == kind;
    }

    /** What is left are no more streams than tracks. */
    private void forgetEndedStreams() {
        streams.values().removeIf(stream -> {
            boolean ended = stream.isEnded();
            if (ended) {
                stream.end();
            }
            return ended;
        });
        streamsByKey.values().removeIf(ArrivingStream::isEnded);
    }

    /** Finds what was announced before by that key, or is in the descriptions by that id, and has not ended. */
    @Nullable
    ArrivingStream stream(String key, @Nullable String id) {
        ArrivingStream known = streamsByKey.get(key);
        if (known == null || known.isEnded()) {
            known = id == null ? null : streams.get(id);
        }
        return known == null || known.isEnded() ? null : known;
    }

    /** Finds a track likewise. */
    @Nullable
    RemoteTrack track(String key, @Nullable String id) {
        RemoteTrack known = tracksByKey.get(key);
        if (known == null || known.isEnded()) {
            known = tracksByKey.get(id);
        }
        if (known != null && !known.isEnded()) {
            return known;
        }
        return tracks.stream()
                .filter(track -> track.id().equals(id) && !track.isEnded())
                .findFirst()
                .orElse(null);
    }

    ArrivingStream streamOf(RemoteTrack track) {
        return Objects.requireNonNull(streams.get(track.streamId()));
    }

    void remember(String key, ArrivingStream stream) {
        remember(streamsByKey, key, stream, ArrivingStream::isEnded);
    }

    void remember(String key, RemoteTrack track) {
        remember(tracksByKey, key, track, RemoteTrack::isEnded);
    }

    private <T> void remember(Map<String, T> known, String key, T media, Predicate<T> isEnded) {
        if (known.size() >= Bounds.MEDIA_KEYS && !known.containsKey(key)) {
            known.values().removeIf(isEnded);
        }
        if (known.size() < Bounds.MEDIA_KEYS || known.containsKey(key)) {
            known.put(key, media);
        } else {
            counters.count(Counters.Kind.OVER_BOUND);
        }
    }

    /** The connection is gone. */
    void end() {
        streams.values().forEach(ArrivingStream::end);
    }
}
