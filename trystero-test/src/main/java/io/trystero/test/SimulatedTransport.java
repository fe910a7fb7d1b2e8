package io.trystero.test;

import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.Transport;
import io.trystero.rtc.TransportCapabilities;

/** The transport of one host. */
final class SimulatedTransport implements Transport {

    private final SimulatedHost host;
    private final Switchboard switchboard;

    SimulatedTransport(SimulatedHost host, Switchboard switchboard) {
        this.host = host;
        this.switchboard = switchboard;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public TransportCapabilities capabilities() {
        return switchboard.quality().capabilities();
    }

    @Override
    public PeerConnectionFactory open() {
        SimulatedFactory factory = new SimulatedFactory(host, switchboard);
        host.remember(factory);
        return factory;
    }

    /** Names the host. */
    @Override
    public String toString() {
        return "simulated WebRTC of " + host;
    }
}
