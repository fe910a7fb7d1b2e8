package io.trystero.media;

import io.trystero.PeerId;
import io.trystero.rtc.media.TrackStats;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Measures one track over one connection again and again. */
final class StatsFlux {

    private StatsFlux() {}

    /** Ends when the connection can't be asked any more. */
    static Flux<MediaStats> of(PeerId peer, Mono<TrackStats> stats, Duration every, Scheduler scheduler) {
        return Flux.defer(() -> {
            Bitrate bitrate = new Bitrate(scheduler);
            return Flux.interval(every, scheduler)
                    .onBackpressureDrop()
                    .concatMap(tick -> stats, 1)
                    .map(totals -> new MediaStats(peer, totals, bitrate.next(totals.bytes())))
                    .onErrorComplete();
        });
    }

    private static final class Bitrate {
        private final Scheduler scheduler;
        private long at;
        private long bytes;

        Bitrate(Scheduler scheduler) {
            this.scheduler = scheduler;
            this.at = now();
        }

        long next(long total) {
            long now = now();
            long rate = now > at ? (total - bytes) * 8_000 / (now - at) : 0;
            at = now;
            bytes = total;
            return rate;
        }

        private long now() {
            return scheduler.now(TimeUnit.MILLISECONDS);
        }
    }
}
