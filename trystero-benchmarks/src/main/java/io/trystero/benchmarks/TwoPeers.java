package io.trystero.benchmarks;

import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.media.RoomMedia;
import io.trystero.relay.WebSocketRelay;
import io.trystero.relay.WebSocketRelayStrategy;
import io.trystero.webrtc.WebRtcTransport;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** Two peers of this process with media, and the relay by which they meet. */
final class TwoPeers implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(20);

    private final WebSocketRelay relay = Objects.requireNonNull(
            WebSocketRelay.builder().host("127.0.0.1").bind().block(LIMIT));
    private final Trystero one = instance();
    private final Trystero other = instance();

    /** Both in one room. */
    record Meeting(Room one, Room other) {

        RoomMedia media() {
            return RoomMedia.of(one);
        }

        RoomMedia otherMedia() {
            return RoomMedia.of(other);
        }
    }

    private Trystero instance() {
        return Trystero.builder("benchmarks")
                .transport(WebRtcTransport.withMedia())
                .iceServers()
                .strategy(WebSocketRelayStrategy.of(relay.url()))
                .build();
    }

    /** Joins a room with both and waits until they have met. */
    Meeting meet(String room) {
        Meeting meeting = Objects.requireNonNull(
                Mono.zip(one.join(room), other.join(room), Meeting::new).block(LIMIT));
        meeting.one().peerEvents().blockFirst(LIMIT);
        meeting.other().peerEvents().blockFirst(LIMIT);
        return meeting;
    }

    @Override
    public void close() {
        one.close();
        other.close();
        relay.dispose();
    }
}
