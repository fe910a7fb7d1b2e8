package io.trystero.supabase;

import io.trystero.supabase.Channel.State;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The channels that we are in or want to be in, by topic: to stay there, or as a visitor who has something to say. Not thread-safe. */
final class ChannelTable {

    /** Channels that we only visit, beside which the one is to be left that was not used for the longest. */
    static final int MAX_VISITED = 64;

    /** Time that we stay in a visited channel with nothing to say. */
    static final Duration IDLE = Duration.ofSeconds(30);

    private final Map<String, Channel> channels = new HashMap<>();

    @Nullable
    Channel get(String topic) {
        return channels.get(topic);
    }

    Channel getOrAdd(String topic) {
        return channels.computeIfAbsent(topic, Channel::new);
    }

    @Nullable
    Channel remove(String topic) {
        return channels.remove(topic);
    }

    /** Returns all, a copy. */
    List<Channel> all() {
        return List.copyOf(channels.values());
    }

    /** Removes and returns those that we only visit. */
    List<Channel> removeVisited() {
        List<Channel> visited = visited();
        visited.forEach(channel -> channels.remove(channel.topic));
        return visited;
    }

    /** Returns the one to leave before another is visited, if there are as many as may be. */
    Optional<Channel> toLeave() {
        List<Channel> visited = visited();
        return visited.size() < MAX_VISITED
                ? Optional.empty()
                : visited.stream().min(Comparator.comparingLong(channel -> channel.usedMillis));
    }

    /** Returns the one whose join has that reference, if it is under way. */
    Optional<Channel> joining(String ref) {
        return channels.values().stream()
                .filter(channel -> channel.state == State.JOINING && channel.joinRef.equals(ref))
                .findFirst();
    }

    /** Tells whether the server lets us into none of several in which we are to stay. */
    boolean isAllRefused() {
        List<Channel> staying =
                channels.values().stream().filter(channel -> channel.staying).toList();
        return !staying.isEmpty() && staying.stream().allMatch(channel -> channel.state == State.REFUSED);
    }

    private List<Channel> visited() {
        return channels.values().stream().filter(channel -> !channel.staying).toList();
    }
}
