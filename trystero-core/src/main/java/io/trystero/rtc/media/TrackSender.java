package io.trystero.rtc.media;

import reactor.core.publisher.Mono;

/**
 * Sends one track over one connection. Thread-safe; nothing blocks.
 *
 * <p>A frame that can't be sent in time, as the connection is being negotiated, is late, busy or closed, is dropped: one
 * connection never paces another.
 */
public interface TrackSender {

    /**
     * Sends sound.
     *
     * @param frame 10 ms; one of another length, or for a track of pictures, is refused by an {@link IllegalArgumentException}
     */
    void push(AudioFrame frame);

    /**
     * Sends a picture.
     *
     * @param frame one for a track of sound is refused by an {@link IllegalArgumentException}
     */
    void push(VideoFrame frame);

    /** Returns what is measured about it now. Cold; fails if the connection is closed. */
    Mono<TrackStats> stats();
}
