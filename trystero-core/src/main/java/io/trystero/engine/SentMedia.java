package io.trystero.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.engine.OutgoingTracks.Sent;
import io.trystero.rtc.media.LocalTrack;
import io.trystero.wire.PayloadKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one room sends to one peer (protocol, section 7): media are announced over the channel, as {@code @_stream} and {@code
 * @_track}, before the connection describes their tracks, so that the other side can tell what these are.
 */
final class SentMedia {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RoomPeer peer;

    SentMedia(RoomPeer peer) {
        this.peer = peer;
    }

    /** Announces a stream, and sends its tracks. */
    void addStream(String streamId, List<LocalTrack> parts, @Nullable JsonNode metadata, MediaObserver told) {
        if (parts.stream().anyMatch(track -> outgoing().isSentElsewhere(track, streamId))) {
            told.onRefused(new IllegalStateException("a track of the stream is sent to this peer in another stream"));
            return;
        }
        outgoing()
                .add(
                        peer,
                        parts,
                        streamId,
                        tracks -> {
                            String name = tracks.get(0).streamName();
                            announce(ControlActions.STREAM, name, name, null, metadata);
                        },
                        told);
    }

    /** Announces a track, and sends it. */
    void addTrack(LocalTrack track, String streamId, @Nullable JsonNode metadata, MediaObserver told) {
        if (outgoing().isSentElsewhere(track, streamId)) {
            told.onRefused(new IllegalStateException("the track is sent to this peer in another stream"));
            return;
        }
        outgoing()
                .add(
                        peer,
                        List.of(track),
                        streamId,
                        tracks -> {
                            Sent sent = tracks.get(0);
                            sent.announcedAlone();
                            announce(ControlActions.TRACK, sent.id(), sent.streamName(), sent.id(), metadata);
                        },
                        told);
    }

    /**
     * Sends a track in the place of another, which must be sent here. That is told by the name that the other was announced by. Of
     * one that came with a stream a JavaScript peer knows no such name: it would take the word for the next track that comes.
     */
    void replaceTrack(LocalTrack old, LocalTrack next, @Nullable JsonNode metadata, MediaObserver told) {
        outgoing()
                .replace(
                        peer,
                        old,
                        next,
                        sent -> {
                            if (sent.isAlone()) {
                                announce(ControlActions.TRACK, sent.id(), null, sent.id(), metadata);
                            }
                        },
                        told);
    }

    private OutgoingTracks outgoing() {
        return peer.shared().outgoingTracks();
    }

    private void announce(
            String action,
            String key,
            @Nullable String streamId,
            @Nullable String trackId,
            @Nullable JsonNode metadata) {
        ObjectNode announcement = JSON.createObjectNode().put("k", key);
        if (streamId != null) {
            announcement.put("s", streamId);
        }
        if (trackId != null) {
            announcement.put("t", trackId);
        }
        if (metadata != null) {
            announcement.set("m", metadata);
        }
        peer.control(
                action,
                PayloadKind.JSON,
                ByteBuffer.wrap(announcement.toString().getBytes(StandardCharsets.UTF_8)),
                null);
    }
}
