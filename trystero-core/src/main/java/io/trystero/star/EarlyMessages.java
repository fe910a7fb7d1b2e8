package io.trystero.star;

import io.trystero.Message;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * What a willing peer has passed on and nobody here has read: messages wait for the first subscriber, as those of an action that
 * is no star's do. They come from the subscription that passes them on, which was there before. On the room's worker, but for
 * {@link #before}.
 */
final class EarlyMessages<T> {

    static final int MOST_MESSAGES = 16_384;

    /** A message that is larger may wait alone. */
    static final long MOST_BYTES = 16L << 20;

    private final Sinks.Many<Message<Arrival<T>>> waiting =
            Sinks.many().unicast().onBackpressureBuffer();
    private final AtomicBoolean taken = new AtomicBoolean();
    private int messages;
    private long bytes;
    private long missed;
    private boolean over;

    /** Keeps a message, unless there is a subscriber that hears it by itself. */
    void add(Message<Arrival<T>> message, long size) {
        if (over) {
            return;
        }
        if (missed > 0 || messages >= MOST_MESSAGES || (bytes > 0 && bytes + size > MOST_BYTES)) {
            missed++;
            return;
        }
        messages++;
        bytes += size;
        var unused = waiting.tryEmitNext(message); // who took them may have cancelled
    }

    /** Returns what has waited and then what comes; for all subscribers but the first, what comes alone. */
    Flux<Message<Arrival<T>>> before(Flux<Message<Arrival<T>>> live) {
        return Flux.defer(() -> {
            if (!taken.compareAndSet(false, true)) {
                return live;
            }
            // Subscribed to at once, so that its first message, which has come here just before, tells where the two
            // meet.
            Flux<Message<Arrival<T>>> rest = live.doOnNext(message -> close()).skip(1);
            return Flux.mergeSequential(waiting.asFlux(), rest);
        });
    }

    /** Keeps nothing any more; whoever reads it is told what it missed. */
    void close() {
        if (over) {
            return;
        }
        over = true;
        var unused = missed == 0
                ? waiting.tryEmitComplete()
                : waiting.tryEmitError(Exceptions.failWithOverflow(
                        missed + " messages came before anybody subscribed, and there was no room to keep them"));
    }
}
