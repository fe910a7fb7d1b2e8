package io.trystero.relay;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Who subscribes to which topic. Thread-safe. Lists are copied on write: most topics have one subscriber, and a fan-out walks a
 * list that never changes under it.
 */
final class TopicIndex<S> {

    private final ConcurrentMap<String, List<S>> topics = new ConcurrentHashMap<>();

    /** Adds a subscriber that the topic does not have yet. */
    void add(String topic, S subscriber) {
        topics.merge(topic, List.of(subscriber), TopicIndex::concat);
    }

    void remove(String topic, S subscriber) {
        topics.computeIfPresent(topic, (name, subscribers) -> {
            List<S> fewer =
                    subscribers.stream().filter(other -> other != subscriber).toList();
            return fewer.isEmpty() ? null : fewer;
        });
    }

    List<S> subscribers(String topic) {
        return topics.getOrDefault(topic, List.of());
    }

    int size() {
        return topics.size();
    }

    @SuppressWarnings("unchecked")
    private static <S> List<S> concat(List<S> some, List<S> more) {
        Object[] all = Arrays.copyOf(some.toArray(), some.size() + more.size());
        System.arraycopy(more.toArray(), 0, all, some.size(), more.size());
        return (List<S>) List.of(all);
    }
}
