package io.trystero.rtc;

import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import reactor.core.publisher.Mono;

/**
 * One peer connection with one data channel, and tracks if the transport {@linkplain TransportCapabilities#media() has them}.
 * Thread-safe; nothing blocks, and every call returns before its work is done.
 *
 * <p>Each {@code Mono} is cold and meant to be subscribed once; it signals on a thread of the transport. Operations run in
 * the order in which they were subscribed. Once the connection is closed, by either side, all of them fail with a {@link
 * ConnectionClosedException}; what fails otherwise was refused.
 */
public interface PeerConnection {

    /**
     * Makes an offer and sets it as the local description: at once, or, of a connection that is there and for an offer without fresh ICE
     * credentials, when it is answered.
     *
     * @param iceRestart whether to gather anew, with fresh ICE credentials
     * @return the offer as it stands at once: candidates gathered later come through {@link
     *     PeerConnectionListener#onCandidate}
     */
    Mono<SessionDescription> createOffer(boolean iceRestart);

    /**
     * Sets a remote offer, rolling a local one back if one is pending, and makes the answer to it. If the one rolled back
     * was the first, its channel goes with it: the other side's is the connection's.
     *
     * @return the answer as it stands at once
     */
    Mono<SessionDescription> createAnswer(SessionDescription offer);

    /** Sets the remote answer to the offer that is pending. Fails if none is. */
    Mono<Void> acceptAnswer(SessionDescription answer);

    /**
     * Adds a remote candidate. Only after the remote description that it belongs to; an empty candidate line, the end of
     * candidates, is accepted and may be ignored.
     */
    Mono<Void> addCandidate(IceCandidate candidate);

    /** Returns the local description as it stands now, with the candidates gathered so far. */
    Mono<SessionDescription> localDescription();

    /**
     * Adds a track of ours, to be part of the next description that is made here; until the other side has taken that,
     * what is pushed goes nowhere.
     *
     * @return what sends it; fails with an {@link IllegalArgumentException} if a codec that it prefers is unknown, and with an
     *     {@link UnsupportedOperationException} if the transport has no media
     */
    default Mono<TrackSender> addTrack(TrackSpec track) {
        return Mono.error(new UnsupportedOperationException("this transport carries data alone"));
    }

    /** Takes back a track of ours; the next description that is made here says so. */
    default Mono<Void> removeTrack(TrackSender sender) {
        return Mono.error(new UnsupportedOperationException("this transport carries data alone"));
    }

    /** Returns what is measured about the path in use now. */
    Mono<PeerConnectionStats> stats();

    /**
     * Closes the channel once what was handed to it has been delivered, and the connection with it; {@link
     * PeerConnectionListener#onClosed()} follows. Takes as long as the path does, so that a caller sets itself a limit and then
     * calls {@link #close()}. A transport whose {@link #close()} loses nothing need not do more than that.
     */
    default void closeGracefully() {
        close();
    }

    /**
     * Closes the connection and its channel; idempotent, at any time. Messages handed to the channel and not sent yet are
     * lost. {@link PeerConnectionListener#onClosed()} follows if it has not been called yet.
     */
    void close();
}
