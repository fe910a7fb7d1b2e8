package io.trystero.webrtc;

import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The connections of one instance. Holds no native factory of its own: each connection has a lease of a shared one. */
final class RtcConnectionFactory implements PeerConnectionFactory {

    private final FactoryPool pool;
    private final long wornAfter;
    private final Set<RtcConnection> connections = ConcurrentHashMap.newKeySet();
    private final Sinks.Empty<Void> released = Sinks.empty();
    private volatile boolean disposed;

    /** @param wornAfter so many received messages wear a connection out */
    RtcConnectionFactory(FactoryPool pool, long wornAfter) {
        this.pool = pool;
        this.wornAfter = wornAfter;
    }

    @Override
    public PeerConnection connect(PeerConnectionConfig config, PeerConnectionListener listener) {
        if (disposed) {
            throw new IllegalStateException("the connection factory is disposed");
        }
        RtcConnection connection = new RtcConnection(pool, wornAfter, config, listener, this::closed);
        connections.add(connection);
        connection.start();
        if (disposed) {
            connection.close(); // dispose() may have looked before it was there
        }
        return connection;
    }

    @Override
    public void dispose() {
        disposed = true;
        connections.forEach(RtcConnection::close);
        tellIfReleased();
    }

    @Override
    public Mono<Void> onDispose() {
        return released.asMono();
    }

    private void closed(RtcConnection connection) {
        connections.remove(connection);
        tellIfReleased();
    }

    private void tellIfReleased() {
        if (disposed && connections.isEmpty()) {
            // only the first time counts
            released.tryEmitEmpty();
        }
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }

    @Override
    public int connectionCount() {
        return connections.size();
    }
}
