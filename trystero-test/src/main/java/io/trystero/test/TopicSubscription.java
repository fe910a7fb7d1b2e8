package io.trystero.test;

import io.trystero.signaling.TopicEvent;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** One subscriber of one topic. What it has not asked for waits in a bounded queue. */
final class TopicSubscription implements Subscription {

    private static final int MAX_WAITING = 4_096;

    private final RelayClient client;
    private final String topic;
    private final Loop loop;
    private final CoreSubscriber<? super TopicEvent> actual;
    private final AtomicLong requested = new AtomicLong();
    private final ArrayDeque<TopicEvent> waiting = new ArrayDeque<>(0);
    private boolean taken;
    private boolean completed;
    private volatile boolean over;

    TopicSubscription(RelayClient client, String topic, Loop loop, CoreSubscriber<? super TopicEvent> actual) {
        this.client = client;
        this.topic = topic;
        this.loop = loop;
        this.actual = actual;
    }

    RelayClient client() {
        return client;
    }

    String topic() {
        return topic;
    }

    void start() {
        if (!over) {
            client.add(this);
        }
    }

    void hear(TopicEvent event) {
        if (over || completed) {
            return;
        }
        taken |= event instanceof TopicEvent.Subscribed;
        if (waiting.isEmpty() && requested.get() > 0) {
            emit(event);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(event);
        } else {
            client.overflowed();
        }
    }

    /** The connection is gone. */
    void lost() {
        if (taken) {
            hear(new TopicEvent.Lost());
            taken = false;
        }
    }

    void complete() {
        completed = true;
        drain();
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n)) {
            long before = requested.getAndUpdate(now -> Operators.addCap(now, n));
            if (before == 0) {
                loop.run(this::drain);
            }
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            loop.run(() -> client.remove(this));
        }
    }

    private void drain() {
        while (!over && !waiting.isEmpty() && requested.get() > 0) {
            emit(waiting.remove());
        }
        if (completed && !over && waiting.isEmpty() && client.host().isAlive()) {
            over = true;
            actual.onComplete();
        }
    }

    private void emit(TopicEvent event) {
        if (requested.get() != Long.MAX_VALUE) {
            requested.decrementAndGet();
        }
        if (client.host().isAlive()) {
            actual.onNext(event);
        }
    }
}
