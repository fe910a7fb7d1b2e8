package io.trystero.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.trystero.relay.RelayMessage.Payload;
import io.trystero.relay.RelayStats.DropReason;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the sockets of one relay share: who is connected and who hears what. Thread-safe. */
final class RelayHub {

    private final RelayLimits limits;
    private final RelayCounters counters = new RelayCounters();
    private final TopicIndex<RelaySession> topics = new TopicIndex<>();
    private final Set<Channel> admitted = ConcurrentHashMap.newKeySet();
    private final Set<RelaySession> sessions = ConcurrentHashMap.newKeySet();

    /** Every connection, those that speak no WebSocket too; when it is closed, a new one is closed at once. */
    private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);

    private final AtomicInteger open = new AtomicInteger();
    /** Those that speak no WebSocket yet. */
    private final Set<Channel> strangers = ConcurrentHashMap.newKeySet();

    private volatile boolean ending;

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

    /**
     * Takes note of a connection that may or may not become a WebSocket. Twice as many as there may be sockets are let in, so
     * that those past the bound are told; more are not even heard.
     */
    void connected(Channel connection) {
        connections.add(connection);
        strangers.add(connection);
        // counted by itself: of two that come at once on two loops, each would see both in the group, and both be
        // closed
        int now = open.incrementAndGet();
        connection.closeFuture().addListener(closed -> {
            open.decrementAndGet();
            strangers.remove(connection);
        });
        if (now > 2L * limits.maxSockets()) {
            counters.dropped(DropReason.TOO_MANY_SOCKETS);
            var unused = connection.close();
        }
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

    /** Closes a connection that is no WebSocket yet, whatever else it has asked for. */
    void closeUnlessJoined(Channel connection) {
        if (strangers.contains(connection)) {
            var unused = connection.close();
        }
    }

    void joined(RelaySession session, Channel connection) {
        strangers.remove(connection);
        sessions.add(session);
        if (ending) {
            sayGoodbye(session);
        }
    }

    void left(RelaySession session) {
        sessions.remove(session);
    }

    /** Sends a message to all who hear the topic: encoded once, one buffer for all. */
    void publish(ByteBufAllocator allocator, String topic, Payload payload) {
        counters.published();
        List<RelaySession> subscribers = topics.subscribers(topic);
        if (subscribers.isEmpty()) {
            return;
        }
        ByteBuf frame = SharedFrame.encode(allocator, topic, payload);
        try {
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

    /** Closes all sockets, those that join yet too. Completes when they are closed. */
    Mono<Void> sayGoodbye() {
        ending = true;
        List<RelaySession> present = List.copyOf(sessions);
        present.forEach(RelayHub::sayGoodbye);
        return Flux.fromIterable(present)
                .flatMap(RelaySession::onClosed, Integer.MAX_VALUE)
                .then();
    }

    private static void sayGoodbye(RelaySession session) {
        session.close(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE, "relay shuts down");
    }

    /** Closes every connection that is left. Completes when they are closed. */
    Mono<Void> closeAll() {
        return Mono.create(sink -> connections.close().addListener(closed -> sink.success()));
    }

    RelayStats stats() {
        return counters.stats(sessions.size(), topics.size());
    }
}
