package io.trystero.media;

import io.trystero.PeerId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * When a peer is told of which stream: the JavaScript library gives each track that comes the oldest announcement that waits, so
 * the second track of a stream would take that of the next one, and the one's pictures be shown under the other's name. So nothing
 * is announced before a stream of several tracks has come. Thread-safe.
 */
final class Turns {

    /** Time for an offer over the channel to arrive; nobody says when it has. */
    static final Duration TO_COME = Duration.ofMillis(500);

    /** The longest that is waited; also for what a clock that is set back would make of it. */
    static final Duration LONGEST = TO_COME.multipliedBy(20);

    private final Scheduler scheduler;
    private final Map<PeerId, Long> free = new HashMap<>();

    Turns(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Returns what completes when it is a stream's turn.
     *
     * @param tracks how many it has
     */
    Mono<Void> await(PeerId peer, int tracks) {
        return Mono.defer(() -> {
            long wait = wait(peer, tracks);
            return wait > 0 ? Mono.delay(Duration.ofMillis(wait), scheduler).then() : Mono.empty();
        });
    }

    private synchronized long wait(PeerId peer, int tracks) {
        long now = scheduler.now(TimeUnit.MILLISECONDS);
        free.values().removeIf(past -> past <= now);
        long wait = Math.min(free.getOrDefault(peer, now) - now, LONGEST.toMillis());
        if (tracks > 1) {
            free.put(peer, now + wait + TO_COME.toMillis());
        }
        return wait;
    }
}
