package io.trystero.media;

import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.Transport;
import io.trystero.rtc.TransportCapabilities;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import reactor.core.publisher.Mono;

/** A transport whose connections, if they were made while it was stuck, take no tracks and don't say so either. */
final class StuckTransport implements Transport {

    private final Transport real;
    private boolean stuck;

    StuckTransport(Transport real) {
        this.real = real;
    }

    void stick() {
        stuck = true;
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public TransportCapabilities capabilities() {
        return real.capabilities();
    }

    @Override
    public PeerConnectionFactory open() {
        PeerConnectionFactory factory = real.open();
        return new PeerConnectionFactory() {
            @Override
            public PeerConnection connect(PeerConnectionConfig config, PeerConnectionListener listener) {
                PeerConnection connection = factory.connect(config, listener);
                return stuck ? withoutTracks(connection) : connection;
            }

            @Override
            public void dispose() {
                factory.dispose();
            }

            @Override
            public int connectionCount() {
                return factory.connectionCount();
            }
        };
    }

    private static PeerConnection withoutTracks(PeerConnection connection) {
        return (PeerConnection) Proxy.newProxyInstance(
                StuckTransport.class.getClassLoader(),
                new Class<?>[] {PeerConnection.class},
                (proxy, method, given) -> {
                    if (method.getName().equals("addTrack")) {
                        return Mono.never();
                    }
                    try {
                        return method.invoke(connection, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
