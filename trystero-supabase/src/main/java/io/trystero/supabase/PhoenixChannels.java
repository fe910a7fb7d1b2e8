package io.trystero.supabase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingContext;
import io.trystero.supabase.Channel.Saying;
import io.trystero.supabase.Channel.State;
import io.trystero.websocket.DroppedMessages;
import io.trystero.websocket.HttpProxy;
import io.trystero.websocket.ReconnectingWebSocket;
import io.trystero.websocket.ServerTrust;
import io.trystero.websocket.SocketRelayStatus;
import io.trystero.websocket.WebSocketListener;
import io.trystero.websocket.WebSocketOptions;
import io.trystero.websocket.WebSocketSendException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * {@link Channels} over a socket. Who says something in a channel has to be in it, so one that we only say something in is joined for
 * that, and left when we have nothing to say for a while. Confined to the socket's thread, but for what the interface says.
 */
final class PhoenixChannels implements Channels, WebSocketListener {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    /** How often it is looked whether something is due. */
    static final Duration TICK = Duration.ofSeconds(1);

    static final Duration HEARTBEAT = Duration.ofSeconds(25);

    /** Time for an answer to a join, past which it is tried again. */
    static final Duration JOIN_LIMIT = Duration.ofSeconds(10);

    private static final String NOT_CONNECTED = "not connected";

    /** What a server says of a key that it does not take. */
    private static final Pattern BAD_KEY =
            Pattern.compile("jwt|api[ _-]?key|access[ _-]?token|invalid[ _-]?token", Pattern.CASE_INSENSITIVE);

    private final String url;
    private final String key;
    private final Listener listener;
    private final ReconnectingWebSocket socket;
    private final Scheduler scheduler;
    private final SocketRelayStatus status;
    private final DroppedMessages dropped;
    private final ChannelTable channels = new ChannelTable();
    private Disposable ticks = Disposables.disposed();
    private long lastRef;
    private long heartbeatMillis;
    private @Nullable String heartbeat;
    private boolean warned;

    PhoenixChannels(
            String strategy,
            ProjectUrl url,
            String key,
            SignalingContext context,
            ReconnectingWebSocket socket,
            Listener listener) {
        this.url = url.toString();
        this.key = key;
        this.listener = listener;
        this.socket = socket;
        this.scheduler = context.scheduler();
        this.status = new SocketRelayStatus(strategy, this.url, socket);
        this.dropped = new DroppedMessages(this.url);
    }

    /** Makes the channels of a server and begins to connect. */
    static PhoenixChannels connect(
            String strategy,
            ProjectUrl url,
            String key,
            SignalingContext context,
            ServerTrust trust,
            @Nullable HttpProxy proxy,
            Listener listener) {
        WebSocketOptions options = WebSocketOptions.of(context, trust, proxy);
        return ReconnectingWebSocket.connect(
                url.webSocket(key),
                options,
                socket -> new PhoenixChannels(strategy, url, key, context, socket, listener));
    }

    @Override
    public Flux<RelayStatus> status() {
        return status.status();
    }

    @Override
    public void execute(Runnable task) {
        socket.execute(task);
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
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
        socket.execute(this::forgetConnection);
        socket.dispose();
        status.dispose();
    }

    @Override
    public boolean isDisposed() {
        return socket.isDisposed();
    }

    @Override
    public void drop(String what) {
        dropped.drop(what);
    }

    @Override
    public void join(String topic) {
        Channel channel = channels.getOrAdd(topic);
        channel.staying = true;
        if (channel.state == State.JOINED) {
            listener.onJoined(topic);
        } else if (channel.state == State.OUTSIDE) {
            joinNow(channel);
        }
    }

    @Override
    public void leave(String topic) {
        Channel channel = channels.remove(topic);
        if (channel != null) {
            fail(channel.takeWaiting(), "the channel is left");
            if (socket.isOpen() && (channel.state == State.JOINED || channel.state == State.JOINING)) {
                send(channel.joinRef, nextRef(), topic, "phx_leave", PhoenixCodec.object());
            }
            tellStatus("", Duration.ZERO);
        }
    }

    @Override
    public Mono<Void> broadcast(String topic, String event, JsonNode payload) {
        return Mono.create(sink -> say(topic, new Saying(event, payload, sink)));
    }

    private void say(String topic, Saying saying) {
        if (!socket.isOpen()) {
            saying.sink().error(failure(NOT_CONNECTED));
            return;
        }
        Channel channel = channels.get(topic);
        if (channel == null) {
            channels.toLeave().ifPresent(oldest -> leave(oldest.topic));
            channel = channels.getOrAdd(topic);
        }
        channel.usedMillis = now();
        if (channel.state == State.JOINED) {
            send(channel, saying);
        } else if (channel.state == State.REFUSED) {
            saying.sink().error(failure("the channel is refused"));
        } else if (!channel.keep(saying)) {
            saying.sink().error(failure("too much waits to be said in a channel"));
        } else if (channel.state == State.OUTSIDE && channel.dueMillis <= now()) {
            joinNow(channel);
        }
    }

    private void joinNow(Channel channel) {
        if (!socket.isOpen()) {
            return;
        }
        String ref = nextRef();
        channel.state = State.JOINING;
        channel.joinRef = ref;
        channel.usedMillis = now();
        channel.dueMillis = now() + JOIN_LIMIT.toMillis();
        send(ref, ref, channel.topic, "phx_join", PhoenixCodec.joining(key));
    }

    private void send(String joinRef, String ref, String topic, String event, ObjectNode payload) {
        socket.send(PhoenixCodec.text(joinRef.isEmpty() ? null : joinRef, ref, topic, event, payload))
                .subscribe(null, this::unsent);
    }

    private void send(Channel channel, Saying saying) {
        socket.send(PhoenixCodec.broadcast(channel.joinRef, nextRef(), channel.topic, saying.event(), saying.payload()))
                .subscribe(null, saying.sink()::error, saying.sink()::success);
    }

    private void unsent(Throwable failure) {
        // Every other failure is that of the connection, after which all begins anew.
        if (failure instanceof WebSocketSendException why && why.reason() == WebSocketSendException.Reason.QUEUE_FULL) {
            socket.reconnect("too much waits to be sent");
        }
    }

    @Override
    public void onOpen() {
        forgetConnection();
        dropped.onOpen();
        heartbeatMillis = now();
        channels.all().forEach(this::joinNow);
        ticks = scheduler.schedulePeriodically(
                () -> socket.execute(this::tick), TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void onRefused(int httpStatus) {
        if (httpStatus == 401 || httpStatus == 403) {
            retire("the API key is refused: HTTP status " + httpStatus);
        }
    }

    @Override
    public void onClose(String reason) {
        forgetConnection();
    }

    private void forgetConnection() {
        ticks.dispose();
        heartbeat = null;
        channels.removeVisited().forEach(channel -> channel.takeWaiting().forEach(this::unsaid));
        for (Channel channel : channels.all()) {
            channel.takeWaiting().forEach(this::unsaid);
            channel.state = State.OUTSIDE;
            channel.joinRef = "";
            listener.onLeft(channel.topic);
        }
    }

    private void unsaid(Saying saying) {
        saying.sink().error(failure("the connection is lost"));
    }

    @Override
    public void onText(String text) {
        onMessage(PhoenixCodec.read(text));
    }

    @Override
    public void onBinary(ByteBuffer bytes) {
        onMessage(PhoenixCodec.read(bytes));
    }

    private void onMessage(@Nullable PhoenixMessage message) {
        if (message == null) {
            dropped.drop("malformed");
        } else if (message instanceof PhoenixMessage.Reply reply) {
            onReply(reply);
        } else if (message instanceof PhoenixMessage.Ended ended) {
            onEnded(ended);
        } else if (message instanceof PhoenixMessage.Broadcast broadcast) {
            Channel channel = channels.get(broadcast.topic());
            if (channel != null && channel.staying) {
                listener.onBroadcast(broadcast.topic(), broadcast.event(), broadcast.payload());
            }
        }
    }

    private void onReply(PhoenixMessage.Reply reply) {
        if (reply.ref().equals(heartbeat)) {
            heartbeat = null;
            return;
        }
        channels.joining(reply.ref()).ifPresent(channel -> {
            if (reply.ok()) {
                joined(channel);
            } else {
                refused(channel, SocketRelayStatus.line(reply.reason()));
            }
        });
    }

    private void joined(Channel channel) {
        channel.joined();
        warned = false;
        tellStatus("", Duration.ZERO);
        if (channel.staying) {
            listener.onJoined(channel.topic);
        }
        channel.takeWaiting().forEach(saying -> send(channel, saying));
    }

    private void refused(Channel channel, String reason) {
        if (BAD_KEY.matcher(reason).find()) {
            retire("the API key is refused: " + reason);
            return;
        }
        Duration delay = Duration.ofMillis(channel.out(State.REFUSED, now()));
        fail(channel.takeWaiting(), "the channel is refused: " + reason);
        warn("a channel is refused: " + reason);
        tellStatus("channels are refused: " + reason, delay);
    }

    private void onEnded(PhoenixMessage.Ended ended) {
        Channel channel = channels.get(ended.topic());
        if (channel == null
                || channel.state == State.OUTSIDE
                || (ended.joinRef() != null && !ended.joinRef().equals(channel.joinRef))) {
            return;
        }
        warn("a channel has ended by " + ended.event());
        outside(channel);
    }

    private void outside(Channel channel) {
        channel.out(State.OUTSIDE, now());
        if (channel.staying) {
            listener.onLeft(channel.topic);
        }
    }

    private void warn(String what) {
        if (warned) {
            LOG.debug("{}: {}", url, what);
        } else {
            warned = true;
            LOG.warn("{}: {}; it is joined again, and more are not told until one is", url, what);
        }
    }

    private void retire(String reason) {
        LOG.warn("{} is given up: {}", url, reason);
        forgetConnection();
        status.retired(reason);
    }

    private void tellStatus(String refusal, Duration nextTry) {
        if (!channels.isAllRefused()) {
            status.ready();
        } else if (!refusal.isEmpty()) {
            status.refused(refusal, nextTry);
        }
    }

    private void tick() {
        if (!socket.isOpen()) {
            return;
        }
        long now = now();
        if (now - heartbeatMillis >= HEARTBEAT.toMillis()) {
            if (heartbeat != null) {
                socket.reconnect("it does not answer heartbeats");
                return;
            }
            heartbeatMillis = now;
            heartbeat = nextRef();
            send("", heartbeat, "phoenix", "heartbeat", PhoenixCodec.object());
        }
        for (Channel channel : channels.all()) {
            look(channel, now);
        }
    }

    private void look(Channel channel, long now) {
        if (!channel.staying && now - channel.usedMillis >= ChannelTable.IDLE.toMillis()) {
            leave(channel.topic);
        } else if (channel.state == State.JOINING && now >= channel.dueMillis) {
            fail(channel.takeWaiting(), "the server does not let us into the channel");
            warn("a join is not answered");
            outside(channel);
        } else if ((channel.state == State.OUTSIDE || channel.state == State.REFUSED) && now >= channel.dueMillis) {
            joinNow(channel);
        }
    }

    private void fail(Queue<Saying> sayings, String reason) {
        sayings.forEach(saying -> saying.sink().error(failure(reason)));
    }

    private IllegalStateException failure(String reason) {
        return new IllegalStateException(url + ": " + reason);
    }

    private String nextRef() {
        return Long.toString(++lastRef);
    }

    private long now() {
        return scheduler.now(TimeUnit.MILLISECONDS);
    }
}
