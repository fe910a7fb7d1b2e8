package io.trystero.engine;

import io.trystero.rtc.ConnectionClosedException;
import io.trystero.rtc.media.LocalTrack;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tracks of one connection, which its rooms share: one of ours is sent once, for as long as a room wants it; one of the
 * peer's is shown in each room in which the peer announces it.
 */
final class PeerTracks {

    private final SharedPeer peer;
    private final Connection connection;
    private final Renegotiation renegotiation;
    private final Counters counters;
    private final Map<LocalTrack, Sent> sent = new LinkedHashMap<>();
    private final Map<String, ArrivingStream> streams = new HashMap<>();
    private final Map<String, ArrivingStream> streamsByKey = new HashMap<>();
    private final Map<String, RemoteTrack> tracksByKey = new HashMap<>();
    private final List<RemoteTrack> tracks = new ArrayList<>();
    private final WireNames names = new WireNames();
    /** Ids that tracks of the peer have had. */
    private final Map<String, MediaKind> knownIds = new LinkedHashMap<>();

    /** A track of ours. The track may be replaced; what sends it stays. */
    private static final class Sent {
        private final LocalTrack first;
        private LocalTrack track;
        private final String id;
        private final String streamId;
        private final String streamName;
        private final Set<RoomPeer> owners = new HashSet<>();
        private @Nullable TrackSender sender;
        private boolean over;

        Sent(LocalTrack track, String id, String streamId, String streamName) {
            this.first = track;
            this.track = track;
            this.id = id;
            this.streamId = streamId;
            this.streamName = streamName;
        }
    }

    PeerTracks(SharedPeer peer, Renegotiation renegotiation, Counters counters) {
        this.peer = peer;
        this.counters = counters;
        this.connection = peer.connection();
        this.renegotiation = renegotiation;
    }

    /** Returns what descriptions are to name a stream by: one that is not sent here at all gets a name that was never used. */
    String nameOfStream(String streamId) {
        return sent.values().stream()
                .filter(known -> known.streamId.equals(streamId))
                .map(known -> known.streamName)
                .findFirst()
                .orElseGet(() -> names.take(streamId));
    }

    /** Returns what descriptions are to name a track by, likewise. */
    String nameOf(LocalTrack track) {
        Sent known = sent.get(track);
        return known == null ? names.take(track.id()) : known.id;
    }

    /**
     * Sends a track for a room, as part of a stream.
     *
     * @param name what {@link #nameOf} has just returned for it
     * @param streamName what {@link #nameOfStream} has
     * @param told that it is done, or that the transport refuses it
     */
    void add(RoomPeer room, LocalTrack track, String name, String streamId, String streamName, MediaObserver told) {
        Sent known = sent.get(track);
        if (known != null) {
            known.owners.add(room);
            told.onDone();
            return;
        }
        Sent fresh = new Sent(track, name, streamId, streamName);
        fresh.owners.add(room);
        sent.put(track, fresh);
        connection.addTrack(
                new TrackSpec(track.kind(), name, streamName, track.limits()),
                sender -> {
                    if (fresh.over) {
                        connection.removeTrack(sender);
                    } else {
                        fresh.sender = sender;
                        fresh.track.attach(peer.peerId(), sender);
                    }
                    renegotiation.need();
                    told.onDone();
                },
                refused -> {
                    sent.remove(fresh.track, fresh);
                    if (refused instanceof ConnectionClosedException) {
                        // its end comes after this
                        told.onAbsent(SendFailure.PEER_LEFT);
                    } else {
                        told.onRefused(refused);
                    }
                });
    }

    /** Sends a track for a room no more; returns whether it was. */
    boolean remove(RoomPeer room, LocalTrack track) {
        Sent known = sentNowOrFirst(track);
        if (known == null || !known.owners.remove(room)) {
            return false;
        }
        if (known.owners.isEmpty()) {
            sent.remove(known.track);
            drop(known);
        }
        return true;
    }

    /** Returns what sends a track, or sends another in the place of that one. */
    private @Nullable Sent sentNowOrFirst(LocalTrack track) {
        Sent known = sent.get(track);
        return known != null
                ? known
                : sent.values().stream()
                        .filter(other -> other.first.equals(track))
                        .findFirst()
                        .orElse(null);
    }

    private void drop(Sent dropped) {
        dropped.over = true;
        TrackSender sender = dropped.sender;
        if (sender != null) {
            dropped.track.detach(sender);
            connection.removeTrack(sender);
            renegotiation.need();
        }
    }

    /**
     * Sends another track in the place of one, without a word to the other side's connection; returns the id that descriptions
     * have for it, {@code null} if the room does not send the one.
     */
    @Nullable
    String replace(RoomPeer room, LocalTrack old, LocalTrack next) {
        Sent known = sent.get(old);
        if (known == null || !known.owners.contains(room)) {
            return null;
        }
        sent.remove(old);
        sent.put(next, known);
        known.track = next;
        TrackSender sender = known.sender;
        if (sender != null) {
            old.detach(sender);
            next.attach(peer.peerId(), sender);
        }
        return known.id;
    }

    /** Tells whether a track is sent here for a room. */
    boolean isSentFor(RoomPeer room, LocalTrack track) {
        Sent known = sent.get(track);
        return known != null && known.owners.contains(room);
    }

    /** Returns why the connection can't send a track, {@code null} if it can as far as is known. */
    @Nullable
    IllegalArgumentException refusal(LocalTrack track) {
        List<String> codecs = connection.codecs(track.kind());
        return track.limits().codecs().stream()
                .filter(preferred -> !codecs.isEmpty() && codecs.stream().noneMatch(preferred::equalsIgnoreCase))
                .findFirst()
                .map(unknown -> new IllegalArgumentException(
                        "codec " + unknown + " is unknown; there are " + String.join(", ", codecs)))
                .orElse(null);
    }

    /** Tells whether a track is sent here, for whatever room. */
    boolean isSent(LocalTrack track) {
        return sent.containsKey(track);
    }

    /** Tells whether a track is sent here as part of another stream. */
    boolean isSentElsewhere(LocalTrack track, String streamId) {
        Sent known = sent.get(track);
        return known != null && !known.streamId.equals(streamId);
    }

    /** The room is left, or the peer has left it. */
    void detached(RoomPeer room) {
        for (LocalTrack track : List.copyOf(sent.keySet())) {
            remove(room, track);
        }
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
        for (Sent each : sent.values()) {
            each.over = true;
            if (each.sender != null) {
                each.track.detach(each.sender);
            }
        }
        sent.clear();
        streams.values().forEach(ArrivingStream::end);
    }
}
