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
import reactor.core.scheduler.Scheduler;

/**
 * A {@link DatabaseClient} over a socket. Once that is open the database says hello, we say who we are if we are to, and then ask
 * for what is to be listened to. Confined to the socket's thread, but for what the interface says.
 */
final class SocketDatabaseClient implements DatabaseClient, WebSocketListener {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    /** How often the client looks whether something is due. */
    static final Duration TICK = Duration.ofSeconds(5);

    /** Time for the database to say hello. */
    static final Duration HELLO_LIMIT = Duration.ofSeconds(15);

    /** Time after which what was refused is asked for again: rules and tokens change. */
    static final Duration AFTER_REFUSAL = Duration.ofSeconds(60);

    private final DatabaseUrl url;
    private final Listener listener;
    private final ReconnectingWebSocket socket;
    private final Scheduler scheduler;
    private final SocketRelayStatus status;
    private final DroppedMessages dropped;
    private final PushIds keys;
    private final RequestLine line;
    private final Login login;
    private final Frames frames = new Frames();
    private final Listens listens = new Listens();
    private Disposable ticks = Disposables.disposed();
    private boolean hello;
    private long openedMillis;
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
        this.listener = listener;
        this.socket = socket;
        this.scheduler = context.scheduler();
        this.status = new SocketRelayStatus(strategy, url.toString(), socket);
        this.dropped = new DroppedMessages(url.toString());
        this.keys = new PushIds(context.random());
        this.line = new RequestLine(url.toString(), socket, this::now);
        this.login = new Login(token, line, socket::execute, scheduler);
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
        WebSocketOptions options = WebSocketOptions.of(context, trust, proxy);
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
            var unused = line.request("n", located(path));
        }
        tellStatus("");
    }

    @Override
    public Mono<Void> put(String path, JsonNode value) {
        return line.request("p", located(path).set("d", value));
    }

    @Override
    public Mono<Void> removeOnDisconnect(String path) {
        return line.request("o", located(path).set("d", NullNode.instance));
    }

    @Override
    public Mono<Void> keepOnDisconnect(String path) {
        return line.request("oc", located(path).set("d", NullNode.instance));
    }

    private static ObjectNode located(String path) {
        return DatabaseCodec.object().put("p", "/" + path);
    }

    @Override
    public void onOpen() {
        forgetConnection();
        dropped.onOpen();
        openedMillis = now();
        line.connected();
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
        login.cancel();
        frames.clear();
        listens.forgetConnection();
        line.close();
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
            if (!line.answered(reply)) {
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
            revoked(SocketRelayStatus.line(revoked.status()));
        }
    }

    private void onHello(ServerMessage.Hello said) {
        if (hello) {
            dropped.drop("another hello");
            return;
        }
        hello = true;
        line.open();
        serverAheadMillis = said.timestamp() == 0 ? 0 : said.timestamp() - now();
        redirect(said.host(), said.session());
        login.begin(this::begin, this::notAccepted);
    }

    private void redirect(String host, @Nullable String session) {
        try {
            socket.redirect(url.webSocket(host, session));
        } catch (IllegalArgumentException noServer) {
            dropped.drop("the name of a server that is none");
        }
    }

    /** What we listen to stays, unless the database says that it does not, while we tell it anew who we are. */
    private void revoked(String status) {
        if (login.mayImprove()) {
            LOG.debug("{}: the auth token has run out: {}", url, status);
            login.begin(this::begin, this::notAccepted);
        } else {
            notAccepted("the auth token is not good any more: " + status);
        }
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
        line.request("q", located(listen.path).put("h", ""), new Requests.Answer() {
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
            refused(listen, "reading /" + listen.path + " is refused: " + RequestLine.reason(reply));
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
        if (!login.mayImprove()) {
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
        if (!hello && now - openedMillis >= HELLO_LIMIT.toMillis()) {
            socket.reconnect("it does not say hello");
        } else if (line.isOverdue()) {
            socket.reconnect("it does not answer");
        } else if (retryMillis != 0 && now >= retryMillis) {
            retryMillis = 0;
            if (ready) {
                listens.all().stream()
                        .filter(listen -> listen.state == State.REFUSED)
                        .forEach(this::ask);
            } else if (hello) {
                login.begin(this::begin, this::notAccepted);
            }
        } else {
            line.keepAlive();
        }
    }

    private long now() {
        return scheduler.now(TimeUnit.MILLISECONDS);
    }
}
