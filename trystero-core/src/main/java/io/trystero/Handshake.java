package io.trystero;

import reactor.core.publisher.Mono;

/**
 * Decides, once a connection is open, whether a peer may come into a room. Both sides run theirs; the peer joins when both
 * have passed.
 */
@FunctionalInterface
public interface Handshake {

    /**
     * Runs the handshake with one peer.
     *
     * @return lets the peer in when it completes and refuses it when it fails; cancelled when the time is over or the peer
     *     is gone. Subscribed on the room's worker
     */
    Mono<Void> run(HandshakeContext context);
}
