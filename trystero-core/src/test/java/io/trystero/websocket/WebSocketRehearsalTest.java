package io.trystero.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trystero.signaling.Publication;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class WebSocketRehearsalTest {

    @Test
    void aRelayThatNeverHearsItselfIsGivenUpAfterFiveSeconds() {
        Mute relay = new Mute();

        assertThatThrownBy(() -> WebSocketRehearsal.run((url, options) -> relay, text -> Optional.empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Timeout")
                .hasMessageContaining("5000000000");
        assertThat(relay.isDisposed()).isTrue();
    }

    /** Subscribes, publishes, and says no more. */
    private static final class Mute implements TopicRelay {

        private boolean disposed;

        @Override
        public String url() {
            return "mute";
        }

        @Override
        public Flux<RelayStatus> status() {
            return Flux.never();
        }

        @Override
        public Flux<TopicEvent> subscribe(String topic) {
            return Flux.<TopicEvent>just(new TopicEvent.Subscribed()).concatWith(Flux.never());
        }

        @Override
        public Mono<Void> publish(Publication publication) {
            return Mono.empty();
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void dispose() {
            disposed = true;
        }

        @Override
        public boolean isDisposed() {
            return disposed;
        }
    }
}
