package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.media.MediaOptions;
import io.trystero.media.OutgoingStream;
import io.trystero.media.OutgoingTrack;
import io.trystero.media.PeerStream;
import io.trystero.media.ReceivedTrack;
import io.trystero.media.RoomMedia;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The media of one room: what the shell sends there, and what is measured of what comes. */
final class ShellMedia {

    /** Tracks of a stream that come within that time are told of with it. */
    private static final Duration TOGETHER = Duration.ofMillis(100);

    /** Past that many, tracks that have ended are no longer measured. */
    private static final int MOST_METERS = 256;

    private final RoomMedia media;
    private final RoomEvents events;
    private final Map<String, OutgoingStream> everywhere;
    private final Map<String, OutgoingStream> sent = new ConcurrentHashMap<>();
    private final Map<String, TrackMeter> meters = new LinkedHashMap<>();

    /**
     * Begins with none.
     *
     * @param everywhere the streams of all rooms, by id: one may be sent in several
     */
    ShellMedia(Room room, RoomEvents events, Map<String, OutgoingStream> everywhere) {
        this.media = RoomMedia.of(room);
        this.events = events;
        this.everywhere = everywhere;
    }

    /** Returns what tells of media that come, to be listened to as long as the room lasts. */
    List<Flux<?>> events() {
        return List.of(
                media.peerStreams().flatMap(this::onStream, Integer.MAX_VALUE),
                media.peerStreams()
                        .flatMap(PeerStream::tracks, Integer.MAX_VALUE)
                        .doOnNext(this::measure),
                media.peerTracks().doOnNext(this::onTrack));
    }

    Mono<ObjectNode> addStream(Fields fields) {
        OutgoingStream stream = stream(fields);
        return media.addStream(stream, options(fields)).then(added(stream));
    }

    Mono<ObjectNode> addTrack(Fields fields) {
        OutgoingStream stream = stream(fields);
        return Flux.fromIterable(stream.tracks())
                .concatMap(track -> media.addTrack(track, stream.id(), options(fields)))
                .then(added(stream));
    }

    Mono<ObjectNode> removeStreams(Fields fields) {
        return remove(fields, media::removeStream);
    }

    Mono<ObjectNode> removeTracks(Fields fields) {
        return remove(
                fields,
                stream -> Flux.fromIterable(stream.tracks())
                        .concatMap(media::removeTrack)
                        .then());
    }

    private Mono<ObjectNode> remove(Fields fields, Function<OutgoingStream, Mono<Void>> take) {
        List<OutgoingStream> streams = fields.has("streamId") ? List.of(known(fields)) : List.copyOf(sent.values());
        return Flux.fromIterable(streams)
                .concatMap(stream -> take.apply(stream).then(Mono.fromRunnable(() -> sent.remove(stream.id()))))
                .then(Mono.fromSupplier(Json::object));
    }

    Mono<ObjectNode> replaceTrack(Fields fields) {
        OutgoingStream stream = known(fields);
        OutgoingTrack<?> next = MediaSources.of(fields).get(0);
        List<OutgoingTrack<?>> tracks = new ArrayList<>(stream.tracks());
        int at = MediaSources.sameKind(tracks, next);
        if (at < 0) {
            throw new InvalidCommandException("stream " + stream.id() + " has no track of that kind");
        }
        OutgoingTrack<?> old = tracks.set(at, next);
        OutgoingStream replaced = new OutgoingStream(stream.id(), tracks);
        return media.replaceTrack(old, next, options(fields)).then(added(replaced));
    }

    /** Returns a stream that was added before, or a new one. */
    private OutgoingStream stream(Fields fields) {
        String id = fields.optionalText("streamId");
        if (id == null) {
            return OutgoingStream.of(MediaSources.of(fields).toArray(OutgoingTrack<?>[]::new));
        }
        OutgoingStream known = everywhere.get(id);
        if (known == null) {
            throw new InvalidCommandException("no stream " + id + " was added");
        }
        return known;
    }

    private OutgoingStream known(Fields fields) {
        String id = fields.text("streamId");
        OutgoingStream known = sent.get(id);
        if (known == null) {
            throw new InvalidCommandException("no stream " + id + " is sent in this room");
        }
        return known;
    }

    private Mono<ObjectNode> added(OutgoingStream stream) {
        return Mono.fromSupplier(() -> {
            sent.put(stream.id(), stream);
            everywhere.put(stream.id(), stream);
            ObjectNode value = Json.object().put("streamId", stream.id());
            ArrayNode tracks = value.putArray("tracks");
            stream.tracks()
                    .forEach(track -> tracks.addObject().put("id", track.id()).put("kind", MediaSources.kind(track)));
            return value;
        });
    }

    private static MediaOptions options(Fields fields) {
        List<String> targets = fields.texts("target");
        MediaOptions options = targets.isEmpty()
                ? MediaOptions.toAll()
                : MediaOptions.to(targets.stream().map(PeerId::new).toArray(PeerId[]::new));
        return fields.has("metadata") ? options.metadata(fields.any("metadata")) : options;
    }

    /** Tells of a stream with the tracks that come with it. */
    private Mono<?> onStream(PeerStream stream) {
        ObjectNode event = events.event("stream", stream.peer()).put("streamId", stream.id());
        if (stream.metadata() != null) {
            event.set("metadata", stream.metadata());
        }
        return stream.tracks().take(TOGETHER).collectList().doOnNext(all -> {
            ArrayNode tracks = event.putArray("tracks");
            all.forEach(track -> tracks.addObject().put("id", track.id()).put("kind", MediaSources.kind(track)));
            events.emit(event);
        });
    }

    private void onTrack(ReceivedTrack<?> track) {
        measure(track);
        ObjectNode event = events.event("track", track.peer())
                .put("streamId", track.streamId())
                .put("id", track.id())
                .put("kind", MediaSources.kind(track));
        if (track.metadata() != null) {
            event.set("metadata", track.metadata());
        }
        events.emit(event);
    }

    private void measure(ReceivedTrack<?> track) {
        synchronized (meters) {
            String key = track.peer() + " " + track.id();
            TrackMeter known = meters.get(key);
            if (known == null || known.isEnded()) {
                meters.put(key, TrackMeter.of(track));
            }
            if (meters.size() > MOST_METERS) {
                meters.values().removeIf(TrackMeter::isEnded);
            }
        }
    }

    Mono<ObjectNode> measured() {
        List<TrackMeter> all;
        synchronized (meters) {
            all = List.copyOf(meters.values());
        }
        return Flux.fromIterable(all).concatMap(TrackMeter::read).collectList().map(TrackMeter::sum);
    }
}
