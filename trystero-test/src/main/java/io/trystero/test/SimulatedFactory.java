package io.trystero.test;

import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The connections of one {@code Trystero} instance on a host. */
final class SimulatedFactory implements PeerConnectionFactory {

    private final SimulatedHost host;
    private final Switchboard switchboard;
    private final List<SimulatedConnection> connections = new CopyOnWriteArrayList<>();
    private volatile boolean disposed;

    SimulatedFactory(SimulatedHost host, Switchboard switchboard) {
        this.host = host;
        this.switchboard = switchboard;
    }

    @Override
    public PeerConnection connect(PeerConnectionConfig config, PeerConnectionListener listener) {
        if (disposed) {
            throw new IllegalStateException("the factory of " + host + " has been disposed");
        }
        SimulatedConnection connection = new SimulatedConnection(this, config, listener, switchboard);
        connections.add(connection);
        return connection;
    }

    @Override
    public void dispose() {
        if (!disposed) {
            disposed = true;
            connections.forEach(SimulatedConnection::close);
            host.forget(this);
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

    SimulatedHost host() {
        return host;
    }

    List<SimulatedConnection> connections() {
        return connections;
    }

    void forget(SimulatedConnection connection) {
        connections.remove(connection);
    }

    void wearOut() {
        connections.forEach(SimulatedConnection::wearOut);
    }

    void vanish() {
        disposed = true;
        connections.forEach(SimulatedConnection::vanish);
    }
}
