package io.trystero.rtc.media;

import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** A track that comes over one connection. Thread-safe; nothing blocks. */
public interface RemoteTrack {

    MediaKind kind();

    /** Returns what the sender's description names it by. */
    String id();

    /** Returns what the sender's description names its stream by. */
    String streamId();

    /**
     * Listens to a track of sound, until disposed of or until the track ends. Without a listener its sound is not decoded
     * any further than the transport must.
     *
     * @param listener called on a thread of the transport, one frame after the other, each of 10 ms: returns at once, and what
     *     it throws is logged and dropped
     * @throws IllegalStateException if it is a track of pictures
     */
    Disposable onAudio(Consumer<? super AudioFrame> listener);

    /**
     * Watches a track of pictures likewise.
     *
     * @throws IllegalStateException if it is a track of sound
     */
    Disposable onVideo(Consumer<? super VideoFrame> listener);

    /** Tells whether the sender has taken the track back, or the connection is closed. */
    boolean isEnded();

    /**
     * Returns a {@code Mono} that completes, on a thread of the transport, when the sender has taken the track back, or the
     * connection is closed. Of a track that a room shows: on the room's worker, and also when the peer or we have left it.
     */
    Mono<Void> onEnd();

    /** Returns what is measured about it now. Cold; fails if the connection is closed. */
    Mono<TrackStats> stats();
}
