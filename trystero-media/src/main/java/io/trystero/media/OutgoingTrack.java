package io.trystero.media;

import io.trystero.PeerId;
import io.trystero.rtc.media.LocalTrack;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.TrackSender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * A track of ours: one publisher of frames and one clock that asks it for them, however many peers it goes to. Thread-safe.
 *
 * <p>The publisher is subscribed to once, as soon as the first peer's connection has taken the track, or when it was added to a room
 * where nobody is, and paced from then on, whether anybody is there or not. When it completes or fails, or when the track is {@linkplain #stop() stopped}, the track has ended and can't be
 * added any more.
 *
 * @param <F> the kind of frame
 */
public abstract sealed class OutgoingTrack<F> permits OutgoingAudio, OutgoingVideo {

    private static final Duration SHORT = Duration.ofSeconds(1);

    private final String id = UUID.randomUUID().toString();
    private final Publisher<? extends F> frames;
    private final TrackLimits limits;
    private final Senders senders = new Senders();
    private final AtomicReference<@Nullable FrameClock<F>> clock = new AtomicReference<>();
    private final AtomicReference<@Nullable Scheduler> scheduler = new AtomicReference<>();
    private final Sinks.Empty<Void> end = Sinks.empty();
    private volatile boolean kept;
    private volatile boolean ended;

    OutgoingTrack(Publisher<? extends F> frames, TrackLimits limits) {
        this.frames = frames;
        this.limits = limits;
    }

    /** Returns what names it on the wire. */
    public String id() {
        return id;
    }

    /** Tells whether its publisher has ended, or it was stopped. */
    public boolean isEnded() {
        return ended;
    }

    /**
     * Completes when the publisher has completed and its last frame was sent, or when it was stopped; fails with what the
     * publisher fails with.
     */
    public Mono<Void> onEnd() {
        return end.asMono();
    }

    /** Ends it and cancels its publisher; idempotent. It is not taken back by this from whom it is sent to, who get nothing any more. */
    public void stop() {
        FrameClock<F> running = clock.get();
        if (running != null) {
            running.stop();
        }
        ended(null);
    }

    /**
     * Returns what is measured about it, for each peer that it goes to, again and again. Completes when the track ends.
     *
     * @param every the time between two measurements of one peer
     */
    public Flux<MediaStats> stats(Duration every) {
        return senders.stats(every).takeUntilOther(end.asMono().onErrorComplete());
    }

    abstract MediaKind kind();

    abstract FrameClock<F> clock(Scheduler scheduler);

    abstract void push(TrackSender sender, F frame);

    /** Is told, before it is added to a connection, where its time is kept: the first time counts. */
    void prepare(Scheduler timers) {
        scheduler.compareAndSet(null, timers);
    }

    /** An adding has completed, whether or not somebody is there. */
    void added() {
        kept = true;
        begin();
    }

    /** An adding has failed: if that was all, and whoever took the track is gone again, it is as if it had never been added. */
    void notAdded() {
        if (!kept && senders.all.isEmpty()) {
            FrameClock<F> running = clock.getAndSet(null);
            if (running != null) {
                running.stop();
            }
            if (!senders.all.isEmpty()) {
                begin(); // somebody took it meanwhile
            }
        }
    }

    /** Begins to ask for frames, if that has not been done. */
    private void begin() {
        Scheduler timers = scheduler.get();
        if (timers != null && clock.get() == null && !ended) {
            FrameClock<F> fresh = clock(timers);
            if (clock.compareAndSet(null, fresh)) {
                fresh.start(frames, this::push, this::ended);
                if (ended) {
                    fresh.stop();
                }
            } else {
                fresh.stop();
            }
        }
    }

    void checkNotEnded() {
        if (ended) {
            throw new IllegalStateException(this + " has ended");
        }
    }

    LocalTrack local() {
        return senders;
    }

    private void push(F frame) {
        senders.all.keySet().forEach(sender -> push(sender, frame));
    }

    private void ended(@Nullable Throwable why) {
        ended = true;
        if (why == null) {
            end.tryEmitEmpty();
        } else {
            end.tryEmitError(why);
        }
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + id + "]";
    }

    /** The connections that it goes over. */
    private final class Senders implements LocalTrack {

        private final Map<TrackSender, PeerId> all = new ConcurrentHashMap<>();
        private final Sinks.Many<TrackSender> added = Sinks.many().multicast().directBestEffort();

        @Override
        public MediaKind kind() {
            return OutgoingTrack.this.kind();
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public TrackLimits limits() {
            return limits;
        }

        @Override
        public void attach(String peerId, TrackSender sender) {
            all.put(sender, new PeerId(peerId));
            added.emitNext(sender, Sinks.EmitFailureHandler.busyLooping(SHORT));
            // not when all others have taken it, too: the slowest would keep it from everybody
            begin();
        }

        @Override
        public void detach(TrackSender sender) {
            all.remove(sender);
        }

        Flux<MediaStats> stats(Duration every) {
            return Flux.defer(() -> {
                Set<TrackSender> known = ConcurrentHashMap.newKeySet();
                return Flux.merge(added.asFlux(), Flux.defer(() -> Flux.fromIterable(List.copyOf(all.keySet()))))
                        .filter(known::add)
                        .flatMap(
                                sender -> measured(sender, every).doFinally(end -> known.remove(sender)),
                                Integer.MAX_VALUE);
            });
        }

        private Flux<MediaStats> measured(TrackSender sender, Duration every) {
            PeerId peer = all.get(sender);
            Scheduler timers = scheduler.get();
            return peer == null || timers == null
                    ? Flux.empty()
                    : StatsFlux.of(peer, sender.stats(), every, timers).takeWhile(stats -> all.containsKey(sender));
        }
    }
}
