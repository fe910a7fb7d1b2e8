package io.trystero.rtc.media;

import reactor.core.publisher.Flux;

/** Tracks of a peer that belong together. */
public interface RemoteStream {

    /** Returns what the sender's descriptions name it by. */
    String id();

    /** Tells whether all tracks that it has had are ended, the connection is closed, or the room that showed it was left. */
    boolean isEnded();

    /**
     * Returns its tracks: first those that it has at subscription, then each that is added. Completes when the connection is
     * closed, or the peer or we have left the room that showed the stream; or, after very many others, once it has ended.
     */
    Flux<RemoteTrack> tracks();
}
