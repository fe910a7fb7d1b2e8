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

    /**
     * Measures at once, which is told to nobody, and then again and again. Ends when the connection can't be asked any more.
     */
    static Flux<MediaStats> of(PeerId peer, Mono<TrackStats> stats, Duration every, Scheduler scheduler) {
        return stats.flatMapMany(first -> {
                    Bitrate bitrate = new Bitrate(scheduler, first.bytes());
                    return Flux.interval(every, scheduler)
                            .onBackpressureDrop()
                            .concatMap(tick -> stats, 1)
                            .map(totals -> new MediaStats(peer, totals, bitrate.next(totals.bytes())));
                })
                .onErrorComplete();
    }

    private static final class Bitrate {
        private final Scheduler scheduler;
        private long at;
        private long bytes;

        Bitrate(Scheduler scheduler, long bytes) {
            this.scheduler = scheduler;
            this.at = now();
            this.bytes = bytes;
        }

        long next(long total) {
            long now = now();
            // a transport may begin to count anew
            long more = Math.max(0, total - bytes);
            long rate = now > at ? more * 8_000 / (now - at) : 0;
            at = now;
            bytes = total;
            return rate;
        }

        private long now() {
            return scheduler.now(TimeUnit.MILLISECONDS);
        }
    }
}
