package io.trystero.relay;

import io.trystero.signaling.TopicEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.FluxSink;

/** A topic that some subscribers share on the wire. Confined to the socket's thread. */
final class SharedTopic {

    private final String name;
    private List<FluxSink<TopicEvent>> subscribers = List.of();
    private @Nullable Object attempt;
    private boolean taken;

    SharedTopic(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

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

    /** Begins to subscribe on a connection; what came of earlier attempts counts no more. */
    Object attempt() {
        taken = false;
        Object made = new Object();
        attempt = made;
        return made;
    }

    void subscribed(Object by) {
        if (by == attempt) {
            taken = true;
            tell(new TopicEvent.Subscribed());
        }
    }

    void lost() {
        taken = false;
        attempt = null;
    }

    void received(String payload) {
        tell(new TopicEvent.Received(payload));
    }

    private void tell(TopicEvent event) {
        subscribers.forEach(subscriber -> subscriber.next(event));
    }
}
