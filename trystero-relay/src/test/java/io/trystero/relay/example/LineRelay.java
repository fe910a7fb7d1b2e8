package io.trystero.relay.example;

import io.trystero.signaling.Publication;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import io.trystero.websocket.ReconnectingWebSocket;
import io.trystero.websocket.WebSocketListener;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One {@link LineServer} as a client sees it. Each subscription has a number of its own on the wire:
 *
 * <pre>
 * client:  sub 7 TOPIC     unsub 7     pub TOPIC PAYLOAD
 * server:  ok 7            msg 7 PAYLOAD
 * </pre>
 */
final class LineRelay implements TopicRelay, WebSocketListener {

    /** Events kept for a subscriber that does not keep up; then the oldest go. */
    private static final int MAX_WAITING_EVENTS = 1_024;

    private final ReconnectingWebSocket socket;
    private final Sinks.Empty<Void> disposed = Sinks.empty();

    // On the socket's thread alone.
    private final Map<String, Subscriber> subscribers = new LinkedHashMap<>();
    private int lastNumber;

    private record Subscriber(String topic, FluxSink<TopicEvent> sink) {}

    LineRelay(ReconnectingWebSocket socket) {
        this.socket = socket;
    }

    @Override
    public String url() {
        return socket.url();
    }

    @Override
    public Flux<RelayStatus> status() {
        return socket.status().map(status -> status.toRelayStatus("line", url()));
    }

    @Override
    public Flux<TopicEvent> subscribe(String topic) {
        return Flux.<TopicEvent>create(
                        sink -> socket.execute(() -> add(new Subscriber(topic, sink))),
                        FluxSink.OverflowStrategy.IGNORE)
                .onBackpressureBuffer(MAX_WAITING_EVENTS, dropped -> {}, BufferOverflowStrategy.DROP_OLDEST)
                .takeUntilOther(disposed.asMono());
    }

    @Override
    public Mono<Void> publish(Publication publication) {
        return Mono.defer(() -> socket.send("pub " + publication.topic() + " " + publication.payload()));
    }

    @Override
    public void dispose() {
        socket.dispose();
        disposed.tryEmitEmpty();
    }

    @Override
    public boolean isDisposed() {
        return socket.isDisposed();
    }

    /** The server knows nothing of an earlier connection, so every subscription is made again. */
    @Override
    public void onOpen() {
        subscribers.forEach(this::subscribeOnWire);
    }

    @Override
    public void onText(String text) {
        String[] words = text.split(" ", 3);
        Subscriber subscriber = words.length < 2 ? null : subscribers.get(words[1]);
        if (subscriber == null) {
            // cancelled meanwhile, or not what the server may say: neither is a reason to fail
            return;
        }
        if (words[0].equals("ok")) {
            subscriber.sink().next(new TopicEvent.Subscribed());
        } else if (words[0].equals("msg") && words.length == 3) {
            subscriber.sink().next(new TopicEvent.Received(words[2]));
        }
    }

    private void add(Subscriber subscriber) {
        String number = Integer.toString(++lastNumber);
        subscribers.put(number, subscriber);
        subscriber.sink().onDispose(() -> socket.execute(() -> remove(number)));
        if (socket.isOpen()) {
            subscribeOnWire(number, subscriber);
        }
    }

    private void remove(String number) {
        if (subscribers.remove(number) != null && socket.isOpen()) {
            send("unsub " + number);
        }
    }

    private void subscribeOnWire(String number, Subscriber subscriber) {
        send("sub " + number + " " + subscriber.topic());
    }

    /** Without its line said a subscription would be missing for as long as the connection lives, so a new one is made. */
    private void send(String line) {
        socket.send(line).subscribe(null, failure -> socket.reconnect("a line was not sent"));
    }
}
