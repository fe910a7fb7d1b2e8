package io.trystero.test.room;

import io.trystero.signaling.Publication;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A strategy whose publications a test reads, and passes on as often and as late as it likes. */
final class Wiretap implements SignalingStrategy {

    /** Passes a publication on once, at once. */
    static final List<Duration> PASS = List.of(Duration.ZERO);

    /** Loses it. */
    static final List<Duration> LOSE = List.of();

    private final SignalingStrategy tapped;
    private final List<Publication> published = new ArrayList<>();
    private final List<TopicRelay> relays = new ArrayList<>();
    private Function<Publication, List<Duration>> rule = publication -> PASS;

    Wiretap(SignalingStrategy tapped) {
        this.tapped = tapped;
    }

    /**
     * Sets what becomes of what is published from now on.
     *
     * @param delays tells a delay for each copy that goes on
     */
    Wiretap rule(Function<Publication, List<Duration>> delays) {
        rule = delays;
        return this;
    }

    /** Loses the first so many publications of a kind. */
    Wiretap lose(Publication.Kind kind, int count) {
        int[] left = {count};
        return rule(publication -> publication.kind() == kind && left[0]-- > 0 ? LOSE : PASS);
    }

    /** Returns everything that was published, lost or not. */
    List<Publication> published() {
        return published;
    }

    /** Publishes something once more, on every relay. */
    Mono<Void> replay(Publication publication) {
        return Flux.fromIterable(relays)
                .flatMap(relay -> relay.publish(publication))
                .then();
    }

    long count(Publication.Kind kind) {
        return published.stream()
                .filter(publication -> publication.kind() == kind)
                .count();
    }

    @Override
    public String name() {
        return tapped.name();
    }

    @Override
    public boolean trickle() {
        return tapped.trickle();
    }

    @Override
    public Duration announceInterval() {
        return tapped.announceInterval();
    }

    @Override
    public List<TopicRelay> open(SignalingContext context) {
        List<TopicRelay> opened =
                tapped.open(context).stream().map(TopicRelay.class::cast).toList();
        relays.addAll(opened);
        return opened.stream().<TopicRelay>map(relay -> new Tap(relay, context)).toList();
    }

    private final class Tap implements TopicRelay {

        private final TopicRelay relay;
        private final SignalingContext context;

        Tap(TopicRelay relay, SignalingContext context) {
            this.relay = relay;
            this.context = context;
        }

        @Override
        public String url() {
            return relay.url();
        }

        @Override
        public Flux<RelayStatus> status() {
            return relay.status();
        }

        @Override
        public Flux<TopicEvent> subscribe(String topic) {
            return relay.subscribe(topic);
        }

        @Override
        public Mono<Void> publish(Publication publication) {
            return Flux.defer(() -> {
                        published.add(publication);
                        return Flux.fromIterable(rule.apply(publication));
                    })
                    .flatMap(delay -> delay.isZero()
                            ? relay.publish(publication)
                            : Mono.delay(delay, context.scheduler()).then(relay.publish(publication)))
                    .then();
        }

        @Override
        public void pause() {
            relay.pause();
        }

        @Override
        public void resume() {
            relay.resume();
        }

        @Override
        public void dispose() {
            relay.dispose();
        }
    }
}
