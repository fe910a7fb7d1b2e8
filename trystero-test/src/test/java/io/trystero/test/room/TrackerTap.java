package io.trystero.test.room;

import io.trystero.signaling.OfferEvent;
import io.trystero.signaling.OfferRelay;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Trackers whose every message a test reads, and adds to. */
final class TrackerTap implements SignalingStrategy {

    private final SignalingStrategy tapped;
    private final List<Announce> announces = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final Sinks.Many<OfferEvent> said = Sinks.many().multicast().directBestEffort();
    private final List<OfferEvent> heard = new ArrayList<>();
    private int answersToLose;

    /** One announce on one tracker. */
    record Announce(String url, String topic, List<OfferRelay.StandingOffer> offers, boolean seeding, long at) {

        Set<String> ids() {
            return offers.stream().map(OfferRelay.StandingOffer::id).collect(Collectors.toSet());
        }
    }

    record Answer(String url, String peerId, String offerId, String sdp) {}

    TrackerTap(SignalingStrategy tapped) {
        this.tapped = tapped;
    }

    List<Announce> announces() {
        return announces;
    }

    Announce last() {
        return announces.get(announces.size() - 1);
    }

    List<Answer> answers() {
        return answers;
    }

    /** Loses the next so many answers. */
    void loseAnswers(int count) {
        answersToLose = count;
    }

    /** Returns the answers that came. */
    List<OfferEvent.Answered> answered() {
        return heard.stream()
                .filter(OfferEvent.Answered.class::isInstance)
                .map(OfferEvent.Answered.class::cast)
                .toList();
    }

    /** Says something as each tracker would. */
    void say(OfferEvent event) {
        said.tryEmitNext(event);
    }

    @Override
    public String name() {
        return tapped.name();
    }

    @Override
    public boolean trickle() {
        return false;
    }

    @Override
    public Duration announceInterval() {
        return tapped.announceInterval();
    }

    @Override
    public List<OfferRelay> open(SignalingContext context) {
        return tapped.open(context).stream()
                .<OfferRelay>map(relay -> new Tap((OfferRelay) relay, context))
                .toList();
    }

    private final class Tap implements OfferRelay {

        private final OfferRelay relay;
        private final SignalingContext context;

        Tap(OfferRelay relay, SignalingContext context) {
            this.relay = relay;
            this.context = context;
        }

        @Override
        public int capacity() {
            return relay.capacity();
        }

        @Override
        public Flux<OfferEvent> attend(String topic) {
            return relay.attend(topic).doOnNext(heard::add).mergeWith(said.asFlux());
        }

        @Override
        public Mono<Void> announce(String topic, List<StandingOffer> offers, boolean seeding) {
            long now = context.scheduler().now(TimeUnit.MILLISECONDS);
            announces.add(new Announce(url(), topic, offers, seeding, now));
            return relay.announce(topic, offers, seeding);
        }

        @Override
        public Mono<Void> answer(String topic, String peerId, String offerId, String sdp) {
            answers.add(new Answer(url(), peerId, offerId, sdp));
            return answersToLose-- > 0 ? Mono.empty() : relay.answer(topic, peerId, offerId, sdp);
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
