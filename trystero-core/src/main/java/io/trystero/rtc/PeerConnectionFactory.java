package io.trystero.rtc;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Makes the peer connections of one {@code Trystero} instance. Thread-safe; no method blocks. */
public interface PeerConnectionFactory extends Disposable {

    /**
     * Starts a connection and returns at once; native work goes on elsewhere.
     *
     * @param config the connection's settings
     * @param listener told of everything that happens, in order, never by two threads at once
     * @return the connection, with its data channel already asked for if it is the {@linkplain
     *     PeerConnectionConfig.Role#OFFERER offerer}'s
     * @throws IllegalStateException if this factory is disposed
     */
    PeerConnection connect(PeerConnectionConfig config, PeerConnectionListener listener);

    /** Closes every connection left and begins to release what the factory holds; returns at once. Idempotent. */
    @Override
    void dispose();

    /** Returns a {@code Mono} that completes, on any thread, once a disposed factory has released all that it held. */
    default Mono<Void> onDispose() {
        return Mono.empty();
    }

    /** Returns the number of connections made and not yet closed: for tests and metrics. */
    int connectionCount();
}
