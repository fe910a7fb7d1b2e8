package io.trystero;

import io.trystero.engine.EventLoop;
import io.trystero.engine.RoomEngine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;
import reactor.util.context.ContextView;
import reactor.util.retry.Retry;

/**
 * Attempts at peers to which no route was found, in series: the room's {@link Retry} says whether and when there is another.
 * Confined to the loop, but for the {@code Retry}, which is the user's and runs on the room's worker.
 */
final class ConnectRetries {

    /** Past it a failure ends the series before it begins. */
    static final int MAX_SERIES = 1_024;

    /** How long another attempt may take to fail or succeed: the lives of an offer and of its answer. */
    private static final long ATTEMPT_LIFE = 80_666;

    private final Retry retry;
    private final EventLoop loop;
    private final SerialWorker worker;
    private final RoomEngine room;
    private final Consumer<JoinFailure> giveUp;
    private final Map<String, Series> all = new HashMap<>();

    /** Says to a {@link Retry} which attempt failed, and why. */
    private record Attempt(long totalRetries, Throwable failure) implements Retry.RetrySignal {

        @Override
        public long totalRetriesInARow() {
            return totalRetries;
        }

        @Override
        public ContextView retryContextView() {
            return Context.empty();
        }

        @Override
        public Retry.RetrySignal copy() {
            return this;
        }
    }

    /** @param giveUp hears the last failure of a series, on the loop */
    ConnectRetries(Retry retry, EventLoop loop, SerialWorker worker, RoomEngine room, Consumer<JoinFailure> giveUp) {
        this.retry = retry;
        this.loop = loop;
        this.worker = worker;
        this.room = room;
        this.giveUp = giveUp;
    }

    void failed(JoinFailure failure) {
        String peerId = failure.peer().value();
        Series series = all.get(peerId);
        if (series == null) {
            if (all.size() >= MAX_SERIES) {
                giveUp.accept(failure);
                return;
            }
            series = new Series(peerId, failure);
            all.put(peerId, series);
        }
        series.failed(failure);
    }

    void connected(String peerId) {
        Series series = all.get(peerId);
        if (series != null) {
            series.end();
        }
    }

    void close() {
        List.copyOf(all.values()).forEach(Series::end);
    }

    /** All attempts at one peer until one succeeds or no other is made. */
    private final class Series {

        private final String peerId;
        /** Holds one at most: while a decision is awaited the peer is not tried. */
        private final Sinks.Many<Retry.RetrySignal> failures =
                Sinks.many().unicast().onBackpressureBuffer();

        private final Disposable.Swap decisions = Disposables.swap();
        private final Disposable.Swap patience = Disposables.swap();
        private JoinFailure last;
        private int attempts;
        private boolean over;

        Series(String peerId, JoinFailure first) {
            this.peerId = peerId;
            this.last = first;
            worker.execute(() -> decisions.update(Flux.defer(this::decide)
                    .subscribe(
                            again -> loop.execute(this::tryAgain),
                            exhausted -> loop.execute(this::exhausted),
                            () -> loop.execute(this::exhausted))));
        }

        private Flux<Object> decide() {
            return Flux.from(retry.generateCompanion(failures.asFlux()));
        }

        void failed(JoinFailure failure) {
            attempts++;
            last = failure;
            patience.update(Disposables.single());
            room.pause(peerId);
            Attempt attempt = new Attempt(attempts - 1L, new TrysteroException(failure.message()));
            worker.execute(() -> {
                var unused = failures.tryEmitNext(attempt); // nobody listens once it has decided
            });
        }

        private void tryAgain() {
            if (!over) {
                patience.update(loop.schedule(this::exhausted, ATTEMPT_LIFE));
                room.tryAgain(peerId);
            }
        }

        private void exhausted() {
            if (!over) {
                end();
                giveUp.accept(last.after(attempts));
            }
        }

        void end() {
            over = true;
            all.remove(peerId, this);
            decisions.dispose();
            patience.dispose();
            room.resume(peerId);
        }
    }
}
