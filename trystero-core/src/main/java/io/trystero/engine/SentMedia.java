package io.trystero.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.rtc.media.LocalTrack;
import io.trystero.wire.PayloadKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one room sends to one peer (protocol, section 7): media are announced over the channel, as {@code @_stream} and {@code
 * @_track}, before the connection has their tracks, so that the other side can tell what these are.
 */
final class SentMedia {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RoomPeer peer;

    SentMedia(RoomPeer peer) {
        this.peer = peer;
    }

    /** Announces a stream, and sends its tracks. */
    void addStream(String streamId, List<LocalTrack> parts, @Nullable JsonNode metadata, MediaObserver told) {
        if (parts.stream().anyMatch(track -> sent().isSentElsewhere(track, streamId))) {
            told.onRefused(new IllegalStateException("a track of the stream is sent to this peer in another stream"));
            return;
        }
        if (isRefused(parts, told)) {
            return;
        }
        List<LocalTrack> fresh =
                parts.stream().filter(track -> !sent().isSentFor(peer, track)).toList();
        String name = sent().nameOfStream(streamId);
        announce(ControlActions.STREAM, name, name, null, metadata);
        MediaObserver all = new AllOf(parts.size(), told, () -> fresh.forEach(track -> sent().remove(peer, track)));
        parts.forEach(track -> sent().add(peer, track, sent().nameOf(track), streamId, name, all));
    }

    /** Announces a track, and sends it. */
    void addTrack(LocalTrack track, String streamId, @Nullable JsonNode metadata, MediaObserver told) {
        if (sent().isSentElsewhere(track, streamId)) {
            told.onRefused(new IllegalStateException("the track is sent to this peer in another stream"));
            return;
        }
        if (isRefused(List.of(track), told)) {
            return;
        }
        String name = sent().nameOf(track);
        String streamName = sent().nameOfStream(streamId);
        announce(ControlActions.TRACK, name, streamName, name, metadata);
        sent().add(peer, track, name, streamId, streamName, told);
    }

    /** Announces a track that takes the place of another, which must be sent here. */
    void replaceTrack(String key, LocalTrack old, LocalTrack next, @Nullable JsonNode metadata, MediaObserver told) {
        if (!next.equals(old) && sent().isSent(next)) {
            told.onRefused(
                    new IllegalStateException("the track that is to take its place is sent to this peer already"));
            return;
        }
        String id = sent().replace(peer, old, next);
        if (id == null) {
            told.onRefused(new IllegalStateException("the track that is to be replaced is not sent to this peer"));
        } else {
            announce(ControlActions.TRACK, key, null, id, metadata);
            told.onDone();
        }
    }

    /** Refuses what cannot be sent before anything is announced: who hears of it would wait for it, and pair it with the next. */
    private boolean isRefused(List<LocalTrack> parts, MediaObserver told) {
        for (LocalTrack track : parts) {
            IllegalArgumentException why = sent().refusal(track);
            if (why != null) {
                told.onRefused(why);
                return true;
            }
        }
        return false;
    }

    /** Tells once: when all of some tracks are there, or the first is not; if it is refused, the others are taken back. */
    private static final class AllOf implements MediaObserver {
        private final MediaObserver told;
        private final Runnable takeBack;
        private int left;

        AllOf(int count, MediaObserver told, Runnable takeBack) {
            this.left = count;
            this.told = told;
            this.takeBack = takeBack;
        }

        @Override
        public void onDone() {
            if (--left == 0) {
                told.onDone();
            }
        }

        @Override
        public void onAbsent(SendFailure reason) {
            if (left > 0) {
                left = 0;
                told.onAbsent(reason);
            }
        }

        @Override
        public void onRefused(Throwable why) {
            if (left > 0) {
                left = 0;
                takeBack.run();
                told.onRefused(why);
            }
        }
    }

    private PeerTracks sent() {
        return peer.shared().tracks();
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
