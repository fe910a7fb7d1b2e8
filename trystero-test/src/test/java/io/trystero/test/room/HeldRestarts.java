package io.trystero.test.room;

import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionStats;
import io.trystero.rtc.SessionDescription;
import io.trystero.rtc.Transport;
import io.trystero.rtc.TransportCapabilities;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A transport that makes no offer of an ICE restart before it is let. */
final class HeldRestarts implements Transport {

    private final Transport transport;
    private final Sinks.Empty<Void> let = Sinks.empty();
    private int asked;

    HeldRestarts(Transport transport) {
        this.transport = transport;
    }

    /** Returns how many offers it was asked for. */
    int asked() {
        return asked;
    }

    void letGo() {
        let.tryEmitEmpty().orThrow();
    }

    @Override
    public String name() {
        return transport.name();
    }

    @Override
    public TransportCapabilities capabilities() {
        return transport.capabilities();
    }

    @Override
    public PeerConnectionFactory open() {
        PeerConnectionFactory factory = transport.open();
        return new PeerConnectionFactory() {
            @Override
            public PeerConnection connect(PeerConnectionConfig config, PeerConnectionListener listener) {
                return new Holding(factory.connect(config, listener));
            }

            @Override
            public void dispose() {
                factory.dispose();
            }

            @Override
            public Mono<Void> onDispose() {
                return factory.onDispose();
            }

            @Override
            public int connectionCount() {
                return factory.connectionCount();
            }
        };
    }

    private final class Holding implements PeerConnection {

        private final PeerConnection connection;

        Holding(PeerConnection connection) {
            this.connection = connection;
        }

        @Override
        public Mono<SessionDescription> createOffer(boolean iceRestart) {
            if (!iceRestart) {
                return connection.createOffer(false);
            }
            asked++;
            return let.asMono().then(Mono.defer(() -> connection.createOffer(true)));
        }

        @Override
        public Mono<SessionDescription> createAnswer(SessionDescription offer) {
            return connection.createAnswer(offer);
        }

        @Override
        public Mono<Void> acceptAnswer(SessionDescription answer) {
            return connection.acceptAnswer(answer);
        }

        @Override
        public Mono<Void> addCandidate(IceCandidate candidate) {
            return connection.addCandidate(candidate);
        }

        @Override
        public Mono<SessionDescription> localDescription() {
            return connection.localDescription();
        }

        @Override
        public Mono<PeerConnectionStats> stats() {
            return connection.stats();
        }

        @Override
        public void closeGracefully() {
            connection.closeGracefully();
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
