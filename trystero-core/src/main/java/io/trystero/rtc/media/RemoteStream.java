package io.trystero.rtc.media;

import reactor.core.publisher.Flux;

/** Tracks of a peer that belong together. */
public interface RemoteStream {

    /** Returns what the sender's descriptions name it by. */
    String id();

    /** Tells whether all tracks that it has had are ended, or the connection is closed. */
    boolean isEnded();

    /**
     * Returns its tracks: first those that it has at subscription, then each that is added. Completes when the connection is
     * closed.
     */
    Flux<RemoteTrack> tracks();
}
