package io.trystero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionStats;
import io.trystero.rtc.SessionDescription;
import io.trystero.rtc.Transport;
import io.trystero.rtc.TransportCapabilities;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class RehearsalTest {

    @Test
    void aMeetingThatNeverHappensIsGivenUpAfterFiveSeconds() {
        Nowhere nowhere = new Nowhere();

        assertThatThrownBy(() -> Rehearsal.run(nowhere))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Timeout")
                .hasMessageContaining("5000000000");
        assertThat(nowhere.factories).as("left").hasValue(0);
    }

    /** Its connections answer nothing and never open. */
    private static final class Nowhere implements Transport {

        private final AtomicInteger factories = new AtomicInteger();

        @Override
        public String name() {
            return "nowhere";
        }

        @Override
        public TransportCapabilities capabilities() {
            return new TransportCapabilities(65_536, false, false, false);
        }

        @Override
        public PeerConnectionFactory open() {
            factories.incrementAndGet();
            return new PeerConnectionFactory() {
                @Override
                public PeerConnection connect(PeerConnectionConfig config, PeerConnectionListener listener) {
                    return new Silent();
                }

                @Override
                public int connectionCount() {
                    return 0;
                }

                @Override
                public void dispose() {
                    factories.decrementAndGet();
                }
            };
        }
    }

    private static final class Silent implements PeerConnection {

        @Override
        public Mono<SessionDescription> createOffer(boolean iceRestart) {
            return Mono.never();
        }

        @Override
        public Mono<SessionDescription> createAnswer(SessionDescription offer) {
            return Mono.never();
        }

        @Override
        public Mono<Void> acceptAnswer(SessionDescription answer) {
            return Mono.never();
        }

        @Override
        public Mono<Void> addCandidate(IceCandidate candidate) {
            return Mono.never();
        }

        @Override
        public Mono<SessionDescription> localDescription() {
            return Mono.never();
        }

        @Override
        public Mono<PeerConnectionStats> stats() {
            return Mono.never();
        }

        @Override
        public void close() {}
    }
}
