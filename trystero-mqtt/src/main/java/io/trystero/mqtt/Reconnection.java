package io.trystero.mqtt;

import io.trystero.signaling.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

/**
 * When a broker is tried again: after random(0..period), the period doubling from 3 333 ms to 60 s until a connection was of
 * use. Its first failure is a warning; those that follow without a use between are not. On the worker alone.
 */
final class Reconnection {

    /** A connection that lasted that long was of use: the next failure is the first of a new streak. */
    static final Duration OF_USE = Duration.ofSeconds(20);

    private static final Duration FIRST_PERIOD = Duration.ofMillis(3_333);
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(60);
    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    private final String url;
    private final Runnable connect;
    private final Backoff backoff;
    private final WorkerTimer timer;
    private boolean warned;

    /**
     * Begins with the first period.
     *
     * @param url the broker's, as it is shown
     * @param connect makes the next try
     */
    Reconnection(String url, Runnable connect, Scheduler.Worker worker, RandomGenerator random) {
        this.url = url;
        this.connect = connect;
        this.backoff = new Backoff(FIRST_PERIOD, LONGEST_PERIOD, random);
        this.timer = new WorkerTimer(worker);
    }

    /** A connection was made. */
    void opened() {
        LOG.debug("{} is up", url);
        timer.set(OF_USE, () -> {
            warned = false;
            backoff.reset();
        });
    }

    /** The connection, or the try at one, came to its end: tries again after the time that is returned. */
    Duration lost(String reason) {
        Duration delay = backoff.next();
        if (warned) {
            LOG.debug("{} is down: {}; next try in {} ms", url, reason, delay.toMillis());
        } else {
            warned = true;
            LOG.warn("{} is down: {}; next try in {} ms, and so on until it is back", url, reason, delay.toMillis());
        }
        timer.set(delay, connect);
        return delay;
    }

    /** Tries now. */
    void now() {
        backoff.reset();
        stop();
        connect.run();
    }

    /** Tries no more by itself. */
    void stop() {
        timer.cancel();
    }
}
