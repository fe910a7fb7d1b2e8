package io.trystero.relay;

import io.trystero.relay.RelayMessage.Payload;
import io.trystero.signaling.Publication;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import io.trystero.websocket.ReconnectingWebSocket;
import io.trystero.websocket.WebSocketListener;
import io.trystero.websocket.WebSocketSendException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One relay as a client sees it. Any number of subscriptions to a topic share one on the wire, which is made again on each new
 * connection.
 *
 * <p>The server does not acknowledge a subscription, so it counts as taken once its frame is written: what is published over
 * this socket from then on comes after it.
 */
final class WebSocketTopicRelay implements TopicRelay, WebSocketListener {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    /** Events kept for a subscriber that does not keep up; then the oldest go. */
    private static final int MAX_WAITING_EVENTS = 1_024;

    private final String strategy;
    private final ReconnectingWebSocket socket;
    private final Sinks.Empty<Void> disposed = Sinks.empty();

    // On the socket's thread alone.
    private final Map<String, SharedTopic> topics = new HashMap<>();
    private long malformed;
    private boolean malformedWarned;

    WebSocketTopicRelay(String strategy, ReconnectingWebSocket socket) {
        this.strategy = strategy;
        this.socket = socket;
    }

    @Override
    public String url() {
        return socket.url();
    }

    @Override
    public Flux<RelayStatus> status() {
        return socket.status().map(status -> status.toRelayStatus(strategy, url()));
    }

    @Override
    public Flux<TopicEvent> subscribe(String topic) {
        return Flux.<TopicEvent>create(
                        sink -> {
                            socket.execute(() -> add(topic, sink));
                            sink.onDispose(() -> socket.execute(() -> remove(topic, sink)));
                        },
                        FluxSink.OverflowStrategy.IGNORE)
                .onBackpressureBuffer(
                        MAX_WAITING_EVENTS,
                        dropped -> LOG.debug("{}: a subscriber does not keep up, an event was dropped", url()),
                        BufferOverflowStrategy.DROP_OLDEST)
                .takeUntilOther(disposed.asMono());
    }

    @Override
    public Mono<Void> publish(Publication publication) {
        return Mono.defer(() -> socket.send(RelayCodec.publish(publication.topic(), publication.payload())));
    }

    @Override
    public void dispose() {
        // The socket first: the subscriptions that end need not be taken back one by one then.
        socket.dispose();
        if (disposed.tryEmitEmpty().isFailure()) {
            LOG.trace("{}: disposed again", url());
        }
    }

    @Override
    public boolean isDisposed() {
        return socket.isDisposed();
    }

    @Override
    public void onOpen() {
        malformedWarned = false;
        // A copy, since a subscriber that hears of it may come or go.
        List.copyOf(topics.values()).forEach(this::subscribeOnWire);
    }

    @Override
    public void onClose(String reason) {
        topics.values().forEach(SharedTopic::lost);
    }

    @Override
    public void onText(String text) {
        RelayMessage message = RelayCodec.read(text);
        String payload = message == null ? null : signal(message.payload());
        if (message == null || payload == null) {
            dropMalformed();
            return;
        }
        SharedTopic topic = topics.get(message.topic());
        if (topic != null) {
            topic.received(payload);
        }
    }

    /** A string or an object is a signal, as for the JavaScript client; other values are none. */
    private static @Nullable String signal(@Nullable Payload payload) {
        if (payload instanceof Payload.Json json) {
            return json.isObject() ? json.text() : null;
        }
        return payload == null ? null : payload.text();
    }

    private void dropMalformed() {
        malformed++;
        if (malformedWarned) {
            LOG.debug("{}: malformed message dropped, {} in all", url(), malformed);
        } else {
            malformedWarned = true;
            LOG.warn(
                    "{}: malformed message dropped, {} in all; more on this connection are not told", url(), malformed);
        }
    }

    private void add(String name, FluxSink<TopicEvent> sink) {
        SharedTopic topic = topics.get(name);
        if (topic != null) {
            topic.add(sink);
            return;
        }
        SharedTopic made = new SharedTopic(name);
        topics.put(name, made);
        made.add(sink);
        if (socket.isOpen()) {
            subscribeOnWire(made);
        }
    }

    private void remove(String name, FluxSink<TopicEvent> sink) {
        SharedTopic topic = topics.get(name);
        if (topic == null || !topic.remove(sink)) {
            return;
        }
        topics.remove(name);
        if (socket.isOpen()) {
            socket.send(RelayCodec.unsubscribe(name))
                    .subscribe(null, failure -> LOG.debug("{}: not unsubscribed: {}", url(), failure.getMessage()));
        }
    }

    private void subscribeOnWire(SharedTopic topic) {
        Object attempt = topic.attempt();
        socket.send(RelayCodec.subscribe(topic.name()))
                .subscribe(null, this::subscribeFailed, () -> socket.execute(() -> topic.subscribed(attempt)));
    }

    private void subscribeFailed(Throwable failure) {
        // Every other failure is that of the connection, after which all topics are subscribed again.
        if (failure instanceof WebSocketSendException unsent
                && unsent.reason() == WebSocketSendException.Reason.QUEUE_FULL) {
            socket.reconnect("no room to subscribe");
        }
    }
}
