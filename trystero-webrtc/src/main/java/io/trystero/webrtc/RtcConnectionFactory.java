package io.trystero.webrtc;

import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections of one instance. Holds no native factory of its own: each connection has a lease of a shared one. */
final class RtcConnectionFactory implements PeerConnectionFactory {

    private final FactoryPool pool;
    private final Set<RtcConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean disposed;

    RtcConnectionFactory(FactoryPool pool) {
        this.pool = pool;
    }

    @Override
    public PeerConnection connect(PeerConnectionConfig config, PeerConnectionListener listener) {
        if (disposed) {
            throw new IllegalStateException("the connection factory is disposed");
        }
        RtcConnection connection = new RtcConnection(pool, config, listener, connections::remove);
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
