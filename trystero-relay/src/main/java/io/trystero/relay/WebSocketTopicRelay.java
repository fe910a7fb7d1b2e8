package io.trystero.relay;

import io.trystero.relay.RelayMessage.Payload;
import io.trystero.signaling.Publication;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import io.trystero.signaling.TopicSubscriptions;
import io.trystero.websocket.ReconnectingWebSocket;
import io.trystero.websocket.WebSocketListener;
import io.trystero.websocket.WebSocketSendException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One relay as a client sees it.
 *
 * <p>The server does not acknowledge a subscription, so it counts as taken once its frame is written: what is published over
 * this socket from then on comes after it.
 */
final class WebSocketTopicRelay implements TopicRelay, WebSocketListener, TopicSubscriptions.Wire {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    private final String strategy;
    private final ReconnectingWebSocket socket;
    private final TopicSubscriptions subscriptions;

    // On the socket's thread alone.
    private long malformed;
    private boolean malformedWarned;

    WebSocketTopicRelay(String strategy, ReconnectingWebSocket socket) {
        this.strategy = strategy;
        this.socket = socket;
        this.subscriptions = new TopicSubscriptions(socket.url(), socket::execute, this);
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
        return subscriptions.subscribe(topic);
    }

    @Override
    public Mono<Void> publish(Publication publication) {
        return Mono.defer(() -> socket.send(RelayCodec.publish(publication.topic(), publication.payload())));
    }

    @Override
    public void pause() {
        socket.pause();
    }

    @Override
    public void resume() {
        socket.resume();
    }

    @Override
    public void dispose() {
        // The socket first: the subscriptions that end need not be taken back one by one then.
        socket.dispose();
        subscriptions.complete();
    }

    @Override
    public boolean isDisposed() {
        return socket.isDisposed();
    }

    @Override
    public void onOpen() {
        malformedWarned = false;
        subscriptions.topics().forEach(this::subscribeOnWire);
    }

    @Override
    public void onClose(String reason) {
        subscriptions.lost();
    }

    @Override
    public void onText(String text) {
        RelayMessage message = RelayCodec.read(text);
        String payload = message == null ? null : signal(message.payload());
        if (message == null || payload == null) {
            dropMalformed();
            return;
        }
        subscriptions.received(message.topic(), payload);
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

    @Override
    public void onFirst(String topic) {
        if (socket.isOpen()) {
            subscribeOnWire(topic);
        }
    }

    @Override
    public void onLast(String topic) {
        if (socket.isOpen()) {
            socket.send(RelayCodec.unsubscribe(topic))
                    .subscribe(null, failure -> LOG.debug("{}: not unsubscribed: {}", url(), failure.getMessage()));
        }
    }

    private void subscribeOnWire(String topic) {
        Runnable taken = subscriptions.subscribing(topic);
        socket.send(RelayCodec.subscribe(topic)).subscribe(null, this::subscribeFailed, () -> socket.execute(taken));
    }

    private void subscribeFailed(Throwable failure) {
        // Every other failure is that of the connection, after which all topics are subscribed again.
        if (failure instanceof WebSocketSendException unsent
                && unsent.reason() == WebSocketSendException.Reason.QUEUE_FULL) {
            socket.reconnect("no room to subscribe");
        }
    }
}
