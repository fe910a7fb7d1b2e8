package io.trystero.firebase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.trystero.firebase.ServerMessage.Change;
import io.trystero.signaling.TopicSubscriptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node of a room, as it is heard: {@code <key>/_} is an announce, {@code <self topic>/<sender>/<key>} a signal, which is removed
 * once it is read. On the client's thread alone.
 */
final class RoomNode {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    /** The child of a presence that holds the announce. */
    static final String PRESENCE = "_";

    /**
     * Announces told of those that are stored when we come: the newest. Whose is older hears our own announce, and some are of peers
     * that are no more.
     */
    static final int MAX_STORED_ANNOUNCES = 256;

    /** Signals told of those that are stored when we come: the newest. */
    static final int MAX_STORED_SIGNALS = 512;

    /** Signals known to be read, in case that the database tells of one again. */
    static final int MAX_READ = 1_024;

    private final String path;
    private final TopicSubscriptions subscriptions;
    private final DatabaseClient client;
    private final Set<String> subscribed = new HashSet<>();
    private final Recent<Boolean> read = new Recent<>(MAX_READ, (key, known) -> {});
    private boolean listening;

    RoomNode(String path, TopicSubscriptions subscriptions, DatabaseClient client) {
        this.path = path;
        this.subscriptions = subscriptions;
        this.client = client;
    }

    /** A path is subscribed to: this one, or that of a self topic of the room, to which nothing can have been said before. */
    void subscribed(String topicPath) {
        subscribed.add(topicPath);
        if (listening) {
            subscriptions.subscribing(topicPath).run();
        }
    }

    /** A path is not subscribed to any more; returns whether none is. */
    boolean unsubscribed(String topicPath) {
        subscribed.remove(topicPath);
        return subscribed.isEmpty();
    }

    void listening() {
        listening = true;
        Set.copyOf(subscribed)
                .forEach(topicPath -> subscriptions.subscribing(topicPath).run());
    }

    void lost() {
        listening = false;
        subscribed.forEach(subscriptions::lost);
    }

    /** Something has changed at or below this node. */
    void changed(Change change) {
        JsonNode value = change.value();
        if (value.isNull() || value.isMissingNode()) {
            return;
        }
        switch (change.path().size()) {
            case 0 -> snapshot(value);
            case 1 -> child(change.path().get(0), value);
            case 2 -> {
                if (change.path().get(1).equals(PRESENCE)) {
                    announced(value);
                } else {
                    signals(change.path().get(0), Map.of(change.path().get(1), value));
                }
            }
            case 3 ->
                signals(
                        change.path().get(0),
                        Map.of(
                                change.path().get(1),
                                DatabaseCodec.object().set(change.path().get(2), value)));
            default -> client.drop("too deep in a room's node");
        }
    }

    private void snapshot(JsonNode room) {
        Deque<JsonNode> announces = new ArrayDeque<>();
        // Keys are in the order of time only within the map that sorts them.
        NavigableMap<String, JsonNode> children = children(room);
        children.descendingMap().forEach((key, child) -> {
            if (isPresence(child) && announces.size() < MAX_STORED_ANNOUNCES) {
                announces.addFirst(child.get(PRESENCE));
            }
        });
        announces.forEach(this::announced);
        children.forEach((key, child) -> {
            if (!isPresence(child)) {
                child(key, child);
            }
        });
    }

    private static boolean isPresence(JsonNode child) {
        return child.isObject() && child.has(PRESENCE);
    }

    private void child(String key, JsonNode child) {
        if (isPresence(child)) {
            announced(child.get(PRESENCE));
        } else if (child.isObject()) {
            signals(key, children(child));
        } else {
            client.drop("neither a presence nor a self topic");
        }
    }

    private void announced(JsonNode announce) {
        if (announce.isObject()) {
            subscriptions.received(path, announce.toString());
        } else {
            client.drop("a presence that is none");
        }
    }

    /** Takes signals of some senders, in the order in which they were sent. */
    private void signals(String selfTopic, Map<String, JsonNode> bySender) {
        String self = path + "/" + selfTopic;
        if (!subscribed.contains(self) || self.equals(path)) {
            return;
        }
        TreeMap<String, JsonNode> byPath = new TreeMap<>();
        Map<String, String> pathOf = new TreeMap<>();
        bySender.forEach((sender, signals) -> {
            if (!signals.isObject()) {
                client.drop("no signals of a sender");
                return;
            }
            children(signals).forEach((key, signal) -> {
                byPath.put(key + "/" + sender, signal);
                pathOf.put(key + "/" + sender, self + "/" + sender + "/" + key);
            });
        });
        int skipped = Math.max(0, byPath.size() - MAX_STORED_SIGNALS);
        byPath.entrySet().stream().skip(skipped).forEach(entry -> {
            String at = pathOf.getOrDefault(entry.getKey(), self);
            String text = text(entry.getValue());
            if (text == null) {
                client.drop("no signal");
            } else if (read.put(at, true) == null) {
                subscriptions.received(self, text);
            }
            client.put(at, NullNode.instance)
                    .subscribe(null, failure -> LOG.debug("a signal stays: {}", failure.getMessage()));
        });
    }

    /** Returns the JSON text that is a signal, which some store as JSON; null if it is none. */
    private static @Nullable String text(JsonNode signal) {
        return signal.isTextual() ? signal.asText() : signal.isObject() ? signal.toString() : null;
    }

    /** Returns an object's children by key, but for those whose key would lead elsewhere. */
    private static NavigableMap<String, JsonNode> children(JsonNode object) {
        TreeMap<String, JsonNode> children = new TreeMap<>();
        object.properties().forEach(entry -> {
            if (!entry.getKey().isEmpty() && entry.getKey().indexOf('/') < 0) {
                children.put(entry.getKey(), entry.getValue());
            }
        });
        return children;
    }
}
