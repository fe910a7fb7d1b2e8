package io.trystero.firebase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.firebase.Listens.Listen;
import io.trystero.firebase.Listens.State;
import io.trystero.firebase.ServerMessage.Change;
import io.trystero.firebase.ServerMessage.Reply;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingContext;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * A {@link DatabaseClient} over a socket. Once that is open the database says hello, we say who we are if we are to, and then ask
 * for what is to be listened to. Confined to the socket's thread, but for what the interface says.
 */
final class SocketDatabaseClient implements DatabaseClient, WebSocketListener {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    /** How often the client looks whether something is due. */
    static final Duration TICK = Duration.ofSeconds(5);

    /** Silence of ours after which a sign of life is sent. */
    static final Duration KEEP_ALIVE = Duration.ofSeconds(45);

    /** Time for the database to say hello. */
    static final Duration HELLO_LIMIT = Duration.ofSeconds(15);

    /** Time for an answer, past which the connection counts as lost. */
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    /** Time for the application to come up with its token. */
    static final Duration TOKEN_LIMIT = Duration.ofSeconds(20);

    /** Time after which what was refused is asked for again: rules and tokens change. */
    static final Duration AFTER_REFUSAL = Duration.ofSeconds(60);

    private final DatabaseUrl url;
    private final @Nullable AuthToken token;
    private final Listener listener;
    private final ReconnectingWebSocket socket;
    private final Scheduler scheduler;
    private final SocketRelayStatus status;
    private final DroppedMessages dropped;
    private final PushIds keys;
    private final Frames frames = new Frames();
    private final Requests requests = new Requests();
    private final Listens listens = new Listens();
    private Disposable ticks = Disposables.disposed();
    private Disposable askingToken = Disposables.disposed();
    private boolean hello;
    private long openedMillis;
    private long sentMillis;
    private long retryMillis;
    private long serverAheadMillis;
    private volatile boolean ready;

    SocketDatabaseClient(
            String strategy,
            DatabaseUrl url,
            @Nullable AuthToken token,
            SignalingContext context,
            ReconnectingWebSocket socket,
            Listener listener) {
        this.url = url;
        this.token = token;
        this.listener = listener;
        this.socket = socket;
        this.scheduler = context.scheduler();
        this.status = new SocketRelayStatus(strategy, url.toString(), socket);
        this.dropped = new DroppedMessages(url.toString());
        this.keys = new PushIds(context.random());
    }

    /** Makes a client and begins to connect it. */
    static SocketDatabaseClient connect(
            String strategy,
            DatabaseUrl url,
            @Nullable AuthToken token,
            SignalingContext context,
            ServerTrust trust,
            @Nullable HttpProxy proxy,
            Listener listener) {
        WebSocketOptions options = WebSocketOptions.builder()
                .trust(trust)
                .proxy(proxy)
                .scheduler(context.scheduler())
                .random(context.random())
                .build();
        return ReconnectingWebSocket.connect(
                url.webSocket(),
                options,
                socket -> new SocketDatabaseClient(strategy, url, token, context, socket, listener));
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
    public boolean isReady() {
        return ready && socket.isOpen();
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
    public String newKey() {
        return keys.next(now() + serverAheadMillis);
    }

    @Override
    public void drop(String what) {
        dropped.drop(what);
    }

    @Override
    public void listen(String path) {
        Listen listen = listens.add(path);
        if (isReady()) {
            ask(listen);
        }
    }

    @Override
    public void unlisten(String path) {
        Listen listen = listens.remove(path);
        if (listen != null && isReady() && (listen.state == State.ASKED || listen.state == State.TAKEN)) {
            var unused = request("n", located(path));
        }
        tellStatus("");
    }

    @Override
    public Mono<Void> put(String path, JsonNode value) {
        return request("p", located(path).set("d", value));
    }

    @Override
    public Mono<Void> removeOnDisconnect(String path) {
        return request("o", located(path).set("d", NullNode.instance));
    }

    @Override
    public Mono<Void> keepOnDisconnect(String path) {
        return request("oc", located(path).set("d", NullNode.instance));
    }

    private static ObjectNode located(String path) {
        return DatabaseCodec.object().put("p", "/" + path);
    }

    private Mono<Void> request(String action, ObjectNode body) {
        Sinks.Empty<Void> done = Sinks.empty();
        request(action, body, new Requests.Answer() {
            @Override
            public void onReply(Reply reply) {
                if (reply.isOk()) {
                    done.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
                } else {
                    done.emitError(
                            new DatabaseException(url.toString(), "refused: " + reason(reply)),
                            Sinks.EmitFailureHandler.FAIL_FAST);
                }
            }

            @Override
            public void onLost(String reason) {
                done.emitError(new DatabaseException(url.toString(), reason), Sinks.EmitFailureHandler.FAIL_FAST);
            }
        });
        return done.asMono();
    }

    private void request(String action, ObjectNode body, Requests.Answer answer) {
        if (!hello || !socket.isOpen()) {
            answer.onLost("not connected");
        } else if (requests.isFull()) {
            answer.onLost("too many requests wait for an answer");
        } else {
            long number = requests.add(answer, now());
            for (String frame : Frames.split(DatabaseCodec.request(number, action, body))) {
                send(frame, number);
            }
        }
    }

    private void send(String frame, long number) {
        sentMillis = now();
        socket.send(frame)
                .subscribe(
                        null,
                        failure -> socket.execute(() -> {
                            requests.unsent(number, String.valueOf(failure.getMessage()));
                            // Some frames of the message may have gone out, and nothing after them would make sense.
                            if (failure instanceof WebSocketSendException unsent
                                    && unsent.reason() == WebSocketSendException.Reason.QUEUE_FULL) {
                                socket.reconnect("too much waits to be sent");
                            }
                        }));
    }

    @Override
    public void onOpen() {
        forgetConnection();
        dropped.onOpen();
        openedMillis = now();
        sentMillis = openedMillis;
        status.waiting();
        ticks = scheduler.schedulePeriodically(
                () -> socket.execute(this::tick), TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void onClose(String reason) {
        forgetConnection();
        listener.onLost();
    }

    private void forgetConnection() {
        ready = false;
        hello = false;
        ticks.dispose();
        askingToken.dispose();
        frames.clear();
        listens.forgetConnection();
        requests.lost("the connection is lost");
    }

    @Override
    public void onText(String frame) {
        String message;
        try {
            message = frames.add(frame);
        } catch (Frames.TooLongException tooLong) {
            socket.reconnect(String.valueOf(tooLong.getMessage()));
            return;
        }
        if (message != null) {
            ServerMessage read = DatabaseCodec.read(message);
            if (read == null) {
                dropped.drop("malformed");
            } else {
                onMessage(read);
            }
        }
    }

    @Override
    public void onBinary(ByteBuffer bytes) {
        dropped.drop("binary");
    }

    private void onMessage(ServerMessage message) {
        if (message instanceof ServerMessage.Hello said) {
            onHello(said);
        } else if (message instanceof ServerMessage.Reset reset) {
            redirect(reset.host(), null);
            socket.reconnect("it sends us to another server");
        } else if (message instanceof ServerMessage.Shutdown shutdown) {
            retire("it does not serve us any more: " + SocketRelayStatus.line(shutdown.reason()));
        } else if (message instanceof Reply reply) {
            if (!requests.answered(reply)) {
                dropped.drop("an answer to nothing");
            }
        } else if (message instanceof ServerMessage.Changed changed) {
            changed.changes().forEach(change -> listens.route(change, this::onChanged));
        } else if (message instanceof ServerMessage.ListenRevoked revoked) {
            Listen listen = listens.get(String.join("/", revoked.path()));
            if (listen != null) {
                refused(listen, "the database's rules do not let us read any more");
            }
        } else if (message instanceof ServerMessage.AuthRevoked revoked) {
            notAccepted("the auth token is not good any more: " + SocketRelayStatus.line(revoked.status()));
        }
    }

    private void onHello(ServerMessage.Hello said) {
        if (hello) {
            dropped.drop("another hello");
            return;
        }
        hello = true;
        serverAheadMillis = said.timestamp() == 0 ? 0 : said.timestamp() - now();
        redirect(said.host(), said.session());
        authenticate();
    }

    private void redirect(String host, @Nullable String session) {
        try {
            socket.redirect(url.webSocket(host, session));
        } catch (IllegalArgumentException noServer) {
            dropped.drop("the name of a server that is none");
        }
    }

    private void authenticate() {
        if (token == null) {
            begin();
            return;
        }
        askingToken.dispose();
        askingToken = token.value()
                .timeout(TOKEN_LIMIT, scheduler)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("there is none")))
                .subscribe(
                        secret -> socket.execute(() -> authenticate(secret)),
                        failure -> socket.execute(() -> notAccepted(
                                "no auth token: " + failure.getClass().getSimpleName())));
    }

    private void authenticate(String secret) {
        request("auth", DatabaseCodec.object().put("cred", secret), new Requests.Answer() {
            @Override
            public void onReply(Reply reply) {
                if (reply.isOk()) {
                    begin();
                } else {
                    notAccepted("the auth token is refused: " + SocketRelayStatus.line(reply.status()));
                }
            }

            @Override
            public void onLost(String reason) {
                LOG.debug("{}: not authenticated: {}", url, reason);
            }
        });
    }

    private void begin() {
        retryMillis = 0;
        ready = true;
        listens.all().stream().filter(listen -> listen.state != State.TAKEN).forEach(this::ask);
        tellStatus("");
    }

    private void ask(Listen listen) {
        if (listen.state == State.ASKED || listen.state == State.TAKEN) {
            return;
        }
        listen.state = State.ASKED;
        request("q", located(listen.path).put("h", ""), new Requests.Answer() {
            @Override
            public void onReply(Reply reply) {
                if (listens.get(listen.path) == listen && listen.state == State.ASKED) {
                    answered(listen, reply);
                }
            }

            @Override
            public void onLost(String reason) {
                LOG.debug("{}: not listened: {}", url, reason);
                listen.state = State.IDLE;
            }
        });
    }

    private void answered(Listen listen, Reply reply) {
        if (!reply.isOk()) {
            refused(listen, "reading /" + listen.path + " is refused: " + reason(reply));
            return;
        }
        listen.state = State.TAKEN;
        tellStatus("");
        listener.onListening(listen.path);
        listen.takeEarly().forEach(change -> listener.onChanged(listen.path, change));
    }

    private void refused(Listen listen, String reason) {
        listen.state = State.REFUSED;
        listen.takeEarly();
        LOG.warn("{}: {}", url, reason);
        listener.onListenLost(listen.path);
        retryLater();
        tellStatus(reason);
    }

    private void onChanged(Listen listen, Change change) {
        if (listen.state == State.TAKEN) {
            listener.onChanged(listen.path, change);
        } else if (listen.state == State.ASKED && !listen.keep(change)) {
            dropped.drop("too much before a listen was taken");
        }
    }

    /** A token that is given once for all will not get better. */
    private void notAccepted(String reason) {
        if (token != null && token.isFixed()) {
            retire(reason);
            return;
        }
        LOG.warn("{}: {}", url, reason);
        ready = false;
        listens.all().forEach(listen -> listener.onListenLost(listen.path));
        listens.forgetConnection();
        retryLater();
        status.refused(reason, AFTER_REFUSAL);
    }

    private void retire(String reason) {
        LOG.warn("{} is given up: {}", url, reason);
        forgetConnection();
        status.retired(reason);
        listener.onLost();
    }

    private void retryLater() {
        if (retryMillis == 0) {
            retryMillis = now() + AFTER_REFUSAL.toMillis();
        }
    }

    private void tellStatus(String refusal) {
        if (!ready) {
            return;
        }
        if (!listens.isAllRefused()) {
            status.ready();
        } else if (!refusal.isEmpty()) {
            status.refused(refusal, AFTER_REFUSAL);
        }
    }

    private void tick() {
        if (!socket.isOpen()) {
            return;
        }
        long now = now();
        Long oldest = requests.oldestMillis();
        if (!hello && now - openedMillis >= HELLO_LIMIT.toMillis()) {
            socket.reconnect("it does not say hello");
        } else if (oldest != null && now - oldest >= ANSWER_LIMIT.toMillis()) {
            socket.reconnect("it does not answer");
        } else if (retryMillis != 0 && now >= retryMillis) {
            retryMillis = 0;
            if (ready) {
                listens.all().stream()
                        .filter(listen -> listen.state == State.REFUSED)
                        .forEach(this::ask);
            } else if (hello) {
                authenticate();
            }
        } else if (now - sentMillis >= KEEP_ALIVE.toMillis()) {
            send(Frames.KEEP_ALIVE, 0);
        }
    }

    private long now() {
        return scheduler.now(TimeUnit.MILLISECONDS);
    }

    /** Says what is wrong, cut short and in one line, as the database has a say in it. */
    private static String reason(Reply reply) {
        return SocketRelayStatus.line(reply.reason().isEmpty() ? reply.status() : reply.reason());
    }
}
