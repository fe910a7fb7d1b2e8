package io.trystero.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.wire.Reassembly;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one peer sends to one room (protocol, section 7): what it announces over the channel, as {@code @_stream} and {@code
 * @_track}, and the tracks that its connection brings find each other here.
 *
 * <p>JavaScript pairs them in the order in which they come, which mixes up streams of several tracks that are announced
 * together. Here the ids in the announcement count, and the order only where it has none.
 */
final class ArrivingMedia {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RoomPeer peer;
    private final Queue<Announced> streams = new ArrayDeque<>();
    private final Queue<Announced> tracks = new ArrayDeque<>();
    private final ShownAtOnce shownAtOnce = new ShownAtOnce();

    /** What the other side has said of media that come, or have come already. */
    private record Announced(
            String key,
            @Nullable String streamId,
            @Nullable String trackId,
            @Nullable JsonNode metadata,
            long at) {}

    /**
     * Announcements of streams that were there already, by their ids. The sender may have taken their tracks back before it
     * announced them, and our connection be told only after it: then they end, and come again.
     */
    private final class ShownAtOnce {
        private final Map<String, Announced> byId = new LinkedHashMap<>();

        void add(String id, Announced announced) {
            byId.remove(id);
            byId.put(id, announced);
            if (byId.size() > Bounds.ANNOUNCED_MEDIA) {
                byId.remove(byId.keySet().iterator().next());
            }
        }

        @Nullable
        Announced take(String id) {
            Announced announced = byId.remove(id);
            return announced != null && now() - announced.at() < Timing.MEDIA_AGAIN ? announced : null;
        }
    }

    ArrivingMedia(RoomPeer peer) {
        this.peer = peer;
    }

    private long now() {
        return peer.room().engine().loop().now();
    }

    private IncomingTracks incoming() {
        return peer.shared().incomingTracks();
    }

    void onStreamAnnounced(Reassembly.Completed message) {
        Announced announced = read(message);
        if (announced == null) {
            return;
        }
        ArrivingStream known = incoming().stream(announced.key(), announced.streamId());
        if (known != null) {
            show(announced, known);
            shownAtOnce.add(known.id(), announced);
        } else {
            keep(streams, announced);
        }
    }

    void onTrackAnnounced(Reassembly.Completed message) {
        Announced announced = read(message);
        if (announced == null) {
            return;
        }
        RemoteTrack known = incoming().track(announced.key(), announced.trackId());
        if (known != null) {
            show(announced, known, incoming().streamOf(known));
        } else {
            keep(tracks, announced);
        }
    }

    /**
     * A track has come, or comes again; one that was not announced in this room is not shown here.
     *
     * @param begins whether the stream begins with it, or begins again
     */
    void onTrack(RemoteTrack track, ArrivingStream stream, boolean begins) {
        Announced ofTrack = take(tracks, Announced::trackId, track.id());
        if (ofTrack == null) {
            ofTrack = takeRenamed(track, stream);
        }
        if (ofTrack != null) {
            show(ofTrack, track, stream);
        }
        Announced ofStream = take(streams, Announced::streamId, stream.id());
        if (ofStream == null && begins) {
            ofStream = shownAtOnce.take(stream.id());
        }
        if (ofStream != null) {
            show(ofStream, stream);
        }
    }

    private void show(Announced announced, ArrivingStream stream) {
        incoming().remember(announced.key(), stream);
        peer.room().observer().onStream(peer.peerId(), stream, announced.metadata());
    }

    private void show(Announced announced, RemoteTrack track, ArrivingStream stream) {
        incoming().remember(announced.key(), track);
        String id = announced.trackId();
        if (id != null && !id.equals(track.id()) && !id.equals(announced.key())) {
            incoming().remember(id, track);
        }
        peer.room().observer().onTrack(peer.peerId(), track, stream, announced.metadata());
    }

    private void keep(Queue<Announced> waiting, Announced announced) {
        waiting.add(announced);
        if (waiting.size() > Bounds.ANNOUNCED_MEDIA) {
            waiting.remove();
            peer.room().engine().counters().count(Counters.Kind.OVER_BOUND);
        }
    }

    /** Takes the oldest announcement with that id, else the oldest with none. */
    private static @Nullable Announced take(
            Queue<Announced> waiting, Function<Announced, @Nullable String> idOf, String id) {
        Announced found = null;
        for (Announced announced : waiting) {
            String announcedId = idOf.apply(announced);
            if (id.equals(announcedId)) {
                found = announced;
                break;
            }
            if (announcedId == null && found == null) {
                found = announced;
            }
        }
        waiting.remove(found);
        return found;
    }

    /**
     * Takes the oldest announcement of a track of that stream, under another id. Descriptions of libwebrtc, and so of browsers,
     * name a track by an id of their own if one that they had was taken back, or if its sender receives another of the kind
     * already ({@code RtpTransmissionManager::AddTrackUnifiedPlan}); and by that of the one before if it is sent by what sent
     * that. Not for what may be part of a stream that was announced.
     */
    private @Nullable Announced takeRenamed(RemoteTrack track, ArrivingStream stream) {
        boolean mayBePart = incoming().isShown(stream)
                || streams.stream().anyMatch(announced -> stream.id().equals(announced.streamId()));
        for (Announced announced : tracks) {
            if (stream.id().equals(announced.streamId())
                    && (!mayBePart
                            || incoming().hasHad(announced.trackId(), track.kind())
                            || incoming().hasHad(track.id(), track.kind()))) {
                tracks.remove(announced);
                return announced;
            }
        }
        return null;
    }

    private @Nullable Announced read(Reassembly.Completed message) {
        try {
            JsonNode json = JSON.readTree(
                    StandardCharsets.UTF_8.decode(message.payload().duplicate()).toString());
            if (json.path("k").isTextual()) {
                return new Announced(json.path("k").asText(), text(json, "s"), text(json, "t"), json.get("m"), now());
            }
        } catch (JsonProcessingException malformed) {
            // counted below
        }
        peer.room().engine().counters().count(Counters.Kind.MALFORMED_FRAME);
        return null;
    }

    private static @Nullable String text(JsonNode json, String name) {
        return json.path(name).isTextual() ? json.path(name).asText() : null;
    }
}
