package io.trystero.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.trystero.relay.RelayMessage.Payload;
import io.trystero.relay.RelayStats.DropReason;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the sockets of one relay share: who is connected and who hears what. Thread-safe. */
final class RelayHub {

    private final RelayLimits limits;
    private final RelayCounters counters = new RelayCounters();
    private final TopicIndex<RelaySession> topics = new TopicIndex<>();
    private final Set<Channel> admitted = ConcurrentHashMap.newKeySet();
    private final Set<RelaySession> sessions = ConcurrentHashMap.newKeySet();

    RelayHub(RelayLimits limits) {
        this.limits = limits;
    }

    RelayLimits limits() {
        return limits;
    }

    RelayCounters counters() {
        return counters;
    }

    TopicIndex<RelaySession> topics() {
        return topics;
    }

    /** Gives a connection one of the places for as long as it is open, if there is one. */
    boolean admit(Channel channel) {
        if (admitted.contains(channel)) {
            return true;
        }
        if (admitted.size() >= limits.maxSockets()) {
            counters.dropped(DropReason.TOO_MANY_SOCKETS);
            return false;
        }
        admitted.add(channel);
        channel.closeFuture().addListener(closed -> admitted.remove(channel));
        return true;
    }

    void joined(RelaySession session) {
        sessions.add(session);
    }

    void left(RelaySession session) {
        sessions.remove(session);
    }

    Set<RelaySession> sessions() {
        return sessions;
    }

    /** Sends a message to all who hear the topic: encoded once, one buffer for all. */
    void publish(ByteBufAllocator allocator, String topic, Payload payload) {
        List<RelaySession> subscribers = topics.subscribers(topic);
        if (subscribers.isEmpty()) {
            counters.published();
            return;
        }
        ByteBuf frame = SharedFrame.encode(allocator, topic, payload);
        if (frame == null) {
            counters.dropped(DropReason.MALFORMED);
            return;
        }
        try {
            counters.published();
            int delivered = 0;
            for (RelaySession subscriber : subscribers) {
                delivered += subscriber.deliver(frame) ? 1 : 0;
            }
            counters.delivered(delivered);
        } finally {
            frame.release();
        }
    }

    /** Pings every client, and drops those that have fallen silent. */
    void ping() {
        sessions.forEach(RelaySession::ping);
    }

    RelayStats stats() {
        return counters.stats(sessions.size(), topics.size());
    }
}
