package io.trystero.nostr;

import io.trystero.signaling.TopicSubscriptions;
import io.trystero.websocket.ReconnectingWebSocket;
import io.trystero.websocket.WebSocketSendException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

/**
 * Which topics a relay was asked for. Those that come and go together are told together, and while the relay has not answered a
 * request, changes to it wait. On the socket's thread alone.
 */
final class Subscribing {

    /** Topics of a subscription on the wire; for more there is another one. */
    static final int MAX_TOPICS = 250;

    /** How long ago what is asked for may be dated: the clocks of others may be that slow. */
    static final Duration SLOW_CLOCK = Duration.ofSeconds(60);

    /** A relay that has not said by then that a subscription is in place does not say so, and is taken to have it. */
    static final Duration ANSWERED_WITHIN = Duration.ofSeconds(2);

    /** How long a change waits for others to go with it. */
    static final Duration TURN = Duration.ofMillis(1);

    private static final int ID_LENGTH = 64;
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    private final ReconnectingWebSocket socket;
    private final TopicSubscriptions subscriptions;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final List<TopicBatch> batches = new ArrayList<>();
    private boolean flushing;

    Subscribing(
            ReconnectingWebSocket socket,
            TopicSubscriptions subscriptions,
            Scheduler scheduler,
            RandomGenerator random) {
        this.socket = socket;
        this.subscriptions = subscriptions;
        this.scheduler = scheduler;
        this.random = random;
    }

    void add(String topic) {
        TopicBatch batch = batches.stream()
                .filter(each -> each.size() < MAX_TOPICS)
                .findFirst()
                .orElseGet(this::newBatch);
        batch.add(topic);
        flushSoon();
    }

    void remove(String topic) {
        batches.forEach(batch -> batch.remove(topic));
        flushSoon();
    }

    /** Tells whether a subscription on the wire is ours. */
    boolean contains(String id) {
        return find(id) != null;
    }

    /** There is a connection, which knows nothing of an earlier one. */
    void opened() {
        batches.forEach(TopicBatch::forget);
        flush();
    }

    void lost() {
        batches.forEach(TopicBatch::forget);
    }

    /** The relay says that a subscription is in place. */
    void answered(String id) {
        TopicBatch batch = find(id);
        if (batch != null && batch.answered()) {
            flushSoon();
        }
    }

    private @Nullable TopicBatch find(String id) {
        return batches.stream()
                .filter(batch -> batch.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    private TopicBatch newBatch() {
        StringBuilder id = new StringBuilder();
        random.ints(ID_LENGTH, 0, ALPHABET.length()).forEach(i -> id.append(ALPHABET.charAt(i)));
        TopicBatch batch = new TopicBatch(id.toString());
        batches.add(batch);
        return batch;
    }

    /** Tells the relay when those who subscribe or cancel now have all done so. */
    private void flushSoon() {
        if (!flushing && socket.isOpen()) {
            flushing = true;
            later(TURN, () -> {
                flushing = false;
                flush();
            });
        }
    }

    private void flush() {
        for (Iterator<TopicBatch> each = batches.iterator(); each.hasNext() && socket.isOpen(); ) {
            TopicBatch batch = each.next();
            if (batch.isWaiting()) {
                continue;
            }
            if (batch.size() == 0) {
                each.remove();
                if (batch.isKnown()) {
                    send(NostrCodec.close(batch.id()));
                }
            } else if (batch.isChanged()) {
                request(batch);
            }
        }
    }

    private void request(TopicBatch batch) {
        Object attempt = batch.asking(subscriptions);
        long since = scheduler.now(TimeUnit.SECONDS) - SLOW_CLOCK.toSeconds();
        send(NostrCodec.request(batch.id(), batch.topics(), Math.max(0, since)));
        later(ANSWERED_WITHIN, () -> {
            if (batch.isWaitingFor(attempt)) {
                LOG.debug("{}: a subscription was not confirmed, and is taken to be in place", socket.url());
                answered(batch.id());
            }
        });
    }

    private void send(String text) {
        socket.send(text).subscribe(null, failure -> {
            // Every other failure is that of the connection, after which all topics are subscribed again.
            if (failure instanceof WebSocketSendException unsent
                    && unsent.reason() == WebSocketSendException.Reason.QUEUE_FULL) {
                socket.reconnect("no room to subscribe");
            }
        });
    }

    private void later(Duration delay, Runnable task) {
        try {
            scheduler.schedule(() -> socket.execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            LOG.debug("{}: the scheduler has ended", socket.url());
        }
    }
}
