package io.trystero.signaling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Sinks;

/**
 * Who listens to which topic of a {@link TopicRelay}, for its implementations: any number of subscriptions to a topic share
 * one on the wire, which is made again on each new connection.
 *
 * <p>{@link #subscribe} and {@link #complete} are thread-safe; all else is for the relay's own thread.
 */
public final class TopicSubscriptions {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    /** Events kept for a subscriber that does not keep up; then the oldest go. */
    private static final int MAX_WAITING_EVENTS = 1_024;

    private final String url;
    private final Executor thread;
    private final Wire wire;
    private final Map<String, Topic> topics = new HashMap<>();
    private final Sinks.Empty<Void> completed = Sinks.empty();

    /** What the relay does on the wire, on its own thread. */
    public interface Wire {

        /** The first subscriber of a topic has come. */
        void onFirst(String topic);

        /** The last subscriber of a topic has gone. */
        void onLast(String topic);
    }

    /**
     * Begins with no topics.
     *
     * @param url the relay's, for logs
     * @param thread runs tasks on the relay's own thread, in order: at once if called there
     */
    public TopicSubscriptions(String url, Executor thread, Wire wire) {
        this.url = url;
        this.thread = thread;
        this.wire = wire;
    }

    /** Returns what {@link TopicRelay#subscribe} returns. */
    public Flux<TopicEvent> subscribe(String topic) {
        return Flux.<TopicEvent>create(
                        sink -> {
                            thread.execute(() -> add(topic, sink));
                            sink.onDispose(() -> thread.execute(() -> remove(topic, sink)));
                        },
                        FluxSink.OverflowStrategy.IGNORE)
                .onBackpressureBuffer(
                        MAX_WAITING_EVENTS,
                        dropped -> LOG.debug("{}: a subscriber does not keep up, an event was dropped", url),
                        BufferOverflowStrategy.DROP_OLDEST)
                .takeUntilOther(completed.asMono());
    }

    /** Completes all subscriptions, those still to come included. */
    public void complete() {
        if (completed.tryEmitEmpty().isFailure()) {
            LOG.trace("{}: completed again", url);
        }
    }

    /** Returns the topics that somebody listens to, a copy. */
    public List<String> topics() {
        return List.copyOf(topics.keySet());
    }

    /** Tells whether somebody listens to a topic. */
    public boolean contains(String topic) {
        return topics.containsKey(topic);
    }

    /**
     * Says that a subscription is on its way to the server.
     *
     * @return to be run when the server has taken it; does nothing once another is on its way, or the connection was lost
     */
    public Runnable subscribing(String name) {
        Topic topic = topics.get(name);
        if (topic == null) {
            return () -> {};
        }
        Object attempt = new Object();
        topic.attempt = attempt;
        topic.taken = false;
        return () -> {
            if (topic.attempt == attempt && !topic.taken) {
                topic.taken = true;
                topic.tell(new TopicEvent.Subscribed());
            }
        };
    }

    /** Hands on a message; one that nobody listens to is forgotten. */
    public void received(String name, String payload) {
        Topic topic = topics.get(name);
        if (topic != null) {
            topic.tell(new TopicEvent.Received(payload));
        }
    }

    /** Says that the connection is gone. */
    public void lost() {
        List.copyOf(topics.values()).forEach(Topic::lost);
    }

    /** Says that the server does not keep a subscription any longer, though the connection is there. */
    public void lost(String name) {
        Topic topic = topics.get(name);
        if (topic != null) {
            topic.lost();
        }
    }

    private void add(String name, FluxSink<TopicEvent> sink) {
        Topic topic = topics.get(name);
        if (topic != null) {
            topic.add(sink);
            return;
        }
        Topic made = new Topic();
        topics.put(name, made);
        made.add(sink);
        wire.onFirst(name);
    }

    private void remove(String name, FluxSink<TopicEvent> sink) {
        Topic topic = topics.get(name);
        if (topic != null && topic.remove(sink)) {
            topics.remove(name);
            wire.onLast(name);
        }
    }

    private static final class Topic {

        private List<FluxSink<TopicEvent>> subscribers = List.of();
        private @Nullable Object attempt;
        private boolean taken;

        void add(FluxSink<TopicEvent> subscriber) {
            // Copied on write, since a subscriber may come or go while an event is being told.
            List<FluxSink<TopicEvent>> more = new ArrayList<>(subscribers);
            more.add(subscriber);
            subscribers = more;
            if (taken) {
                subscriber.next(new TopicEvent.Subscribed());
            }
        }

        /** Removes a subscriber and tells whether it was the last. */
        boolean remove(FluxSink<TopicEvent> subscriber) {
            List<FluxSink<TopicEvent>> fewer = new ArrayList<>(subscribers);
            boolean removed = fewer.remove(subscriber);
            subscribers = fewer;
            return removed && fewer.isEmpty();
        }

        void lost() {
            attempt = null;
            if (taken) {
                taken = false;
                tell(new TopicEvent.Lost());
            }
        }

        void tell(TopicEvent event) {
            subscribers.forEach(subscriber -> subscriber.next(event));
        }
    }
}
