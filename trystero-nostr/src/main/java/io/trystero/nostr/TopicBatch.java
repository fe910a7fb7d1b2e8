package io.trystero.nostr;

import io.trystero.signaling.TopicSubscriptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The topics of one subscription on the wire, and what the relay knows of them. */
final class TopicBatch {

    private final String id;
    private final Set<String> topics = new LinkedHashSet<>();
    private final Set<String> asked = new HashSet<>();
    private final List<Runnable> taken = new ArrayList<>();
    private @Nullable Object attempt;
    private boolean known;
    private boolean changed;

    TopicBatch(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    Set<String> topics() {
        return topics;
    }

    int size() {
        return topics.size();
    }

    void add(String topic) {
        changed |= topics.add(topic);
    }

    void remove(String topic) {
        if (topics.remove(topic)) {
            // if it is added again, there is another subscriber to be told of it
            asked.remove(topic);
            changed = true;
        }
    }

    /** Tells whether the relay does not know all that it should. */
    boolean isChanged() {
        return changed;
    }

    /** Tells whether the relay was told of it on this connection. */
    boolean isKnown() {
        return known;
    }

    boolean isWaiting() {
        return attempt != null;
    }

    boolean isWaitingFor(Object request) {
        return attempt == request;
    }

    /** The relay is being asked for all of the topics. */
    Object asking(TopicSubscriptions subscriptions) {
        Object request = new Object();
        attempt = request;
        known = true;
        changed = false;
        topics.stream().filter(asked::add).map(subscriptions::subscribing).forEach(taken::add);
        return request;
    }

    /** The relay has them; tells whether it was asked for them. */
    boolean answered() {
        if (attempt == null) {
            return false;
        }
        attempt = null;
        List<Runnable> done = List.copyOf(taken);
        taken.clear();
        done.forEach(Runnable::run);
        return true;
    }

    /** The relay knows nothing any more. */
    void forget() {
        asked.clear();
        taken.clear();
        attempt = null;
        known = false;
        changed = true;
    }
}
