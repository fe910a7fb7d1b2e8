package io.trystero.relay.example;

import io.trystero.signaling.Publication;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import io.trystero.signaling.TopicSubscriptions;
import io.trystero.websocket.ReconnectingWebSocket;
import io.trystero.websocket.WebSocketListener;
import java.util.HashMap;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One {@link LineServer} as a client sees it. Each subscription has a number of its own on the wire:
 *
 * <pre>
 * client:  sub 7 TOPIC     unsub 7     pub TOPIC PAYLOAD
 * server:  ok 7            msg 7 PAYLOAD
 * </pre>
 */
final class LineRelay implements TopicRelay, WebSocketListener, TopicSubscriptions.Wire {

    private final ReconnectingWebSocket socket;
    private final TopicSubscriptions subscriptions;

    // On the socket's thread alone.
    private final Map<String, Line> byNumber = new HashMap<>();
    private final Map<String, String> numbers = new HashMap<>();
    private int lastNumber;

    /** A subscription on the wire; {@code taken} is run when the server has taken it. */
    private record Line(String topic, Runnable taken) {}

    LineRelay(ReconnectingWebSocket socket) {
        this.socket = socket;
        this.subscriptions = new TopicSubscriptions(socket.url(), socket::execute, this);
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
        return subscriptions.subscribe(topic);
    }

    @Override
    public Mono<Void> publish(Publication publication) {
        return Mono.defer(() -> socket.send("pub " + publication.topic() + " " + publication.payload()));
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
        socket.dispose();
        subscriptions.complete();
    }

    @Override
    public boolean isDisposed() {
        return socket.isDisposed();
    }

    /** The server knows nothing of an earlier connection, so every subscription is made again. */
    @Override
    public void onOpen() {
        subscriptions.topics().forEach(this::subscribeOnWire);
    }

    @Override
    public void onClose(String reason) {
        byNumber.clear();
        numbers.clear();
        subscriptions.lost();
    }

    @Override
    public void onText(String text) {
        String[] words = text.split(" ", 3);
        Line line = words.length < 2 ? null : byNumber.get(words[1]);
        if (line == null) {
            // cancelled meanwhile, or not what the server may say: neither is a reason to fail
            return;
        }
        if (words[0].equals("ok")) {
            line.taken().run();
        } else if (words[0].equals("msg") && words.length == 3) {
            subscriptions.received(line.topic(), words[2]);
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
        String number = numbers.remove(topic);
        if (number != null) {
            byNumber.remove(number);
            send("unsub " + number);
        }
    }

    private void subscribeOnWire(String topic) {
        String number = Integer.toString(++lastNumber);
        numbers.put(topic, number);
        byNumber.put(number, new Line(topic, subscriptions.subscribing(topic)));
        send("sub " + number + " " + topic);
    }

    /** Without its line said a subscription would be missing for as long as the connection lives, so a new one is made. */
    private void send(String line) {
        socket.send(line).subscribe(null, failure -> socket.reconnect("a line was not sent"));
    }
}
