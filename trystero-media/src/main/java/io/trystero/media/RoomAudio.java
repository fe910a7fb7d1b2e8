package io.trystero.media;

import io.trystero.CheckReturnValue;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.MediaKind;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The sound of a room. Thread-safe. */
public final class RoomAudio {

    private final RoomMedia media;

    RoomAudio(RoomMedia media) {
        this.media = media;
    }

    /** Sends to all who are here and to all who come while it lasts; see {@link #send(Publisher, MediaOptions)}. */
    @CheckReturnValue
    public Mono<Void> send(Publisher<AudioFrame> frames) {
        return send(frames, MediaOptions.toAll().andNewcomers());
    }

    /** Sends frames; see {@link #send(OutgoingAudio, MediaOptions)}. */
    @CheckReturnValue
    public Mono<Void> send(Publisher<AudioFrame> frames, MediaOptions options) {
        return Mono.defer(() -> send(OutgoingAudio.of(frames), options));
    }

    /**
     * Sends a track in a stream of its own. Cold; each track can be sent once.
     *
     * @return completes when the track has ended and was taken back, and takes it back when it is cancelled. Fails with what the
     *     track's publisher fails with, and as {@link RoomMedia#addStream(OutgoingStream, MediaOptions)} does
     */
    @CheckReturnValue
    public Mono<Void> send(OutgoingAudio track, MediaOptions options) {
        return media.sendUntilEnd(track, options);
    }

    /**
     * Returns the sound that peers send, in streams and in tracks by themselves: first what is there, then live. Each is
     * emitted once, with what was said first. Completes when the room has been left.
     */
    public Flux<RemoteAudio> receive() {
        return media.received(MediaKind.AUDIO).cast(RemoteAudio.class);
    }
}
