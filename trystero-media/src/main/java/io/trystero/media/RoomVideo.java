package io.trystero.media;

import io.trystero.CheckReturnValue;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.VideoFrame;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The pictures of a room. Thread-safe. */
public final class RoomVideo {

    private final RoomMedia media;

    RoomVideo(RoomMedia media) {
        this.media = media;
    }

    /** Sends to all who are here and to all who come while it lasts; see {@link #send(Publisher, MediaOptions)}. */
    @CheckReturnValue
    public Mono<Void> send(Publisher<VideoFrame> frames) {
        return send(frames, MediaOptions.toAll().andNewcomers());
    }

    /** Sends frames; see {@link #send(OutgoingVideo, MediaOptions)}. */
    @CheckReturnValue
    public Mono<Void> send(Publisher<VideoFrame> frames, MediaOptions options) {
        return Mono.defer(() -> send(OutgoingVideo.of(frames), options));
    }

    /**
     * Sends a track in a stream of its own. Cold; each track can be sent once.
     *
     * @return completes when the track has ended and was taken back, and takes it back when it is cancelled. Fails with what the
     *     track's publisher fails with, and as {@link RoomMedia#addStream(OutgoingStream, MediaOptions)} does
     */
    @CheckReturnValue
    public Mono<Void> send(OutgoingVideo track, MediaOptions options) {
        return media.sendUntilEnd(track, options);
    }

    /**
     * Returns the pictures that peers send, in streams and in tracks by themselves: first what is there, then live. Each is
     * emitted once, with what was said first. Completes when the room has been left.
     */
    public Flux<RemoteVideo> receive() {
        return media.received(MediaKind.VIDEO).cast(RemoteVideo.class);
    }
}
