package io.trystero;

import com.fasterxml.jackson.core.type.TypeReference;
import io.trystero.rtc.Transport;
import io.trystero.signaling.Publication;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A meeting that nobody sees: two instances of this process find each other in memory, connect on this machine alone, and say
 * a word. What a first join would have to load, link and compile is then there.
 */
final class Rehearsal {

    /** Where machines have no network at all, there is nobody to meet. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final String NAME = "rehearsal";

    private Rehearsal() {}

    /** Meets, speaks, parts; blocks until that is done. */
    static void run(Transport transport) {
        SignalingStrategy strategy = new InMemory();
        Trystero one = instance(transport, strategy);
        Trystero other = instance(transport, strategy);
        try {
            Mono.zip(one.join(NAME), other.join(NAME))
                    .flatMap(rooms -> Mono.zip(converse(rooms.getT1()), converse(rooms.getT2())))
                    .block(LIMIT);
        } finally {
            Mono.when(one.disposeLater(), other.disposeLater()).block(LIMIT);
        }
    }

    private static Trystero instance(Transport transport, SignalingStrategy strategy) {
        return new Trystero(Trystero.builder(NAME)
                .strategy(strategy)
                .transport(transport)
                .iceServers()
                .leaveOnShutdown(false)
                .copy());
    }

    /** Says a word once somebody is there, and waits for one. */
    private static Mono<?> converse(Room room) {
        MessageAction<Map<?, ?>> words = room.action("word", new TypeReference<>() {});
        Mono<?> heard = words.messages().next();
        Mono<Void> said = room.peerEvents().next().then(words.send(Map.of("said", true)));
        return Mono.zip(heard, said.thenReturn(true));
    }

    /** A relay in memory, which all instances that open it share. */
    private static final class InMemory implements SignalingStrategy {

        private final Sinks.Many<Publication> published =
                Sinks.many().multicast().directBestEffort();

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public List<TopicRelay> open(SignalingContext context) {
            return List.of(new Relay());
        }

        private final class Relay implements TopicRelay {

            private final Sinks.Empty<Void> disposed = Sinks.empty();
            private volatile boolean isDisposed;

            @Override
            public String url() {
                return NAME;
            }

            @Override
            public Flux<RelayStatus> status() {
                return Flux.just(RelayStatus.up(NAME, NAME))
                        .concatWith(Flux.never())
                        .takeUntilOther(disposed.asMono());
            }

            @Override
            public Flux<TopicEvent> subscribe(String topic) {
                return published
                        .asFlux()
                        .filter(publication -> publication.topic().equals(topic))
                        .<TopicEvent>map(publication -> new TopicEvent.Received(publication.payload()))
                        .startWith(new TopicEvent.Subscribed())
                        .takeUntilOther(disposed.asMono());
            }

            @Override
            public Mono<Void> publish(Publication publication) {
                return Mono.fromRunnable(
                        () -> published.emitNext(publication, Sinks.EmitFailureHandler.busyLooping(LIMIT)));
            }

            @Override
            public void pause() {}

            @Override
            public void resume() {}

            @Override
            public void dispose() {
                isDisposed = true;
                var unused = disposed.tryEmitEmpty(); // the second time there is nothing to tell
            }

            @Override
            public boolean isDisposed() {
                return isDisposed;
            }
        }
    }
}
