package io.trystero.websocket;

import io.trystero.signaling.Backoff;
import io.trystero.websocket.WebSocketSendException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

/**
 * A WebSocket to one server that connects when it is made and, until disposed, again whenever the connection fails or is lost:
 * after random(0..period), the period doubling from 3 333 ms to 60 s and going back when a connection opens. It never gives up.
 *
 * <p>Each {@link WebSocketOptions#pingInterval} it pings the server; a connection on which nothing at all came since the last
 * ping counts as lost, so a dead one is noticed within two intervals.
 *
 * <p>All methods are thread-safe and none blocks. State changes, the listener's methods and status emissions happen on the
 * socket's own thread, an event loop shared with other sockets. Those loops are daemon threads, made for the first socket of the
 * process and ended with its last.
 */
public final class ReconnectingWebSocket implements Disposable {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    private final WebSocketUrl url;
    private final WebSocketOptions options;
    private final Connector connector;
    private final Backoff backoff;
    private final Sinks.Many<WebSocketStatus> status = Sinks.many().replay().latest();
    private final AtomicBoolean disposed = new AtomicBoolean();
    private final AtomicLong queuedBytes = new AtomicLong();
    private volatile boolean open;

    // On the socket's thread alone.
    private WebSocketListener listener = () -> {};
    private WebSocketUrl target;
    private @Nullable Session session;
    private Disposable timer = Disposables.disposed();
    private long timerTicket;
    private boolean warned;
    private boolean paused;

    ReconnectingWebSocket(WebSocketUrl url, WebSocketOptions options, Connector connector) {
        this.url = url;
        this.target = url;
        this.options = options;
        this.connector = connector;
        this.backoff = new Backoff(options.firstPeriod(), options.largestPeriod(), options.random());
        emit(new WebSocketStatus.Connecting());
    }

    /**
     * Makes a socket and starts to connect it.
     *
     * @param listener given the socket, makes the protocol to speak over it; the first event comes after this has returned
     * @return the listener
     */
    public static <L extends WebSocketListener> L connect(
            WebSocketUrl url, WebSocketOptions options, Function<? super ReconnectingWebSocket, ? extends L> listener) {
        return connect(url, options, new NettyConnector(options), listener);
    }

    static <L extends WebSocketListener> L connect(
            WebSocketUrl url,
            WebSocketOptions options,
            Connector connector,
            Function<? super ReconnectingWebSocket, ? extends L> listener) {
        ReconnectingWebSocket socket = new ReconnectingWebSocket(url, options, connector);
        L made;
        try {
            made = listener.apply(socket);
        } catch (RuntimeException failure) {
            socket.dispose();
            throw failure;
        }
        socket.execute(() -> {
            socket.listener = made;
            if (!socket.paused) {
                socket.open();
            }
        });
        return made;
    }

    /** Returns the server's URL, without secrets. */
    public String url() {
        return url.redacted();
    }

    /**
     * Returns what the socket is doing: the current state first, then each change; a subscriber that falls behind gets the
     * latest. Completes when the socket is disposed.
     */
    public Flux<WebSocketStatus> status() {
        return status.asFlux().distinctUntilChanged().onBackpressureLatest();
    }

    /** Tells whether a connection is open. It may be gone by the time that this is read. */
    public boolean isOpen() {
        return open;
    }

    /**
     * Sends a text message. Cold; each subscription sends once.
     *
     * @return completes when the message has been handed to the network; fails with {@link WebSocketSendException} if there is no
     *     connection, too much waits to be sent, or the connection breaks. Cancel does not take the message back
     */
    public Mono<Void> send(String text) {
        return Mono.create(sink -> offer(text.getBytes(StandardCharsets.UTF_8), true, sink));
    }

    /** Sends a binary message: what is left in the buffer when subscribed to. Otherwise like {@link #send(String)}. */
    public Mono<Void> send(ByteBuffer message) {
        return Mono.create(sink -> {
            byte[] bytes = new byte[message.remaining()];
            message.duplicate().get(bytes);
            offer(bytes, false, sink);
        });
    }

    /**
     * Runs a task on the socket's thread, where the listener's methods run: at once if this is that thread, else in order with
     * the tasks and messages handed in before. A task handed in after disposal may be dropped.
     */
    public void execute(Runnable task) {
        if (!connector.execute(task)) {
            LOG.debug("{}: a task came after the socket was disposed", url);
        }
    }

    /**
     * Gives up the connection, if one is open, and makes another after the usual delay: for a server that answers but makes no
     * sense any more.
     */
    public void reconnect(String reason) {
        execute(() -> {
            if (session != null && session.opened) {
                session.fail(reason);
            }
        });
    }

    /**
     * Makes the next connection to another URL, as a server may ask for, and further ones too; when one of them fails to open, the
     * one after it goes to the socket's own URL again. A connection that is open stays.
     */
    public void redirect(WebSocketUrl other) {
        execute(() -> target = other);
    }

    /** Makes no new connection until {@link #resume()}: one that is open stays, a try that runs ends as it will. Idempotent. */
    public void pause() {
        execute(() -> {
            paused = true;
            if (session == null && !disposed.get()) {
                cancelTimer();
                emit(new WebSocketStatus.Down("paused", null));
            }
        });
    }

    /** Connects again after {@link #pause()}, at once if there is no connection. Idempotent. */
    public void resume() {
        execute(() -> {
            if (paused) {
                paused = false;
                if (session == null) {
                    backoff.reset();
                    open();
                }
            }
        });
    }

    /** Closes the connection with code 1000 and stops reconnecting; returns at once. Idempotent. */
    @Override
    public void dispose() {
        if (disposed.compareAndSet(false, true)) {
            execute(this::end);
        }
    }

    @Override
    public boolean isDisposed() {
        return disposed.get();
    }

    private void end() {
        open = false;
        cancelTimer();
        Session last = session;
        session = null;
        if (last != null) {
            last.end();
        }
        Sinks.EmitResult result = status.tryEmitComplete();
        if (result.isFailure()) {
            LOG.debug("{}: status not completed: {}", url, result);
        }
        connector.close();
    }

    private void open() {
        if (disposed.get()) {
            return;
        }
        emit(new WebSocketStatus.Connecting());
        Session next = new Session();
        session = next;
        after(options.connectTimeout(), () -> next.fail("no connection within " + options.connectTimeout()));
        next.link = connector.connect(target, next);
    }

    private void keepAlive(Session alive) {
        if (alive.pinged && !alive.heard) {
            alive.fail("silent for " + options.pingInterval() + " after a ping");
            return;
        }
        // A relay that opens and soon closes, over and over, is one streak of failure.
        warned = warned && !alive.pinged;
        alive.pinged = true;
        alive.heard = false;
        alive.link().ping();
        after(options.pingInterval(), () -> keepAlive(alive));
    }

    private void lost(String reason) {
        open = false;
        session = null;
        if (paused) {
            cancelTimer();
            emit(new WebSocketStatus.Down(reason + "; paused", null));
            return;
        }
        Duration delay = backoff.next();
        if (warned) {
            LOG.debug("{} is down: {}; next try in {} ms", url, reason, delay.toMillis());
        } else {
            warned = true;
            LOG.warn("{} is down: {}; next try in {} ms, and so on until it is back", url, reason, delay.toMillis());
        }
        after(delay, this::open);
        emit(new WebSocketStatus.Down(reason, delay));
    }

    private String redact(String text) {
        return url.redact(target.redact(text));
    }

    private void offer(byte[] bytes, boolean text, MonoSink<Void> sink) {
        if (!open) {
            sink.error(unsent(disposed.get() ? Reason.DISPOSED : Reason.DOWN));
        } else if (queuedBytes.addAndGet(bytes.length) > options.maxQueuedBytes()) {
            queuedBytes.addAndGet(-bytes.length);
            sink.error(unsent(Reason.QUEUE_FULL));
        } else if (!connector.execute(() -> write(bytes, text, sink))) {
            queuedBytes.addAndGet(-bytes.length);
            sink.error(unsent(Reason.DISPOSED));
        }
    }

    private void write(byte[] bytes, boolean text, MonoSink<Void> sink) {
        Session now = session;
        if (now == null || !now.opened) {
            queuedBytes.addAndGet(-bytes.length);
            sink.error(unsent(disposed.get() ? Reason.DISPOSED : Reason.DOWN));
            return;
        }
        now.link().send(bytes, text, failure -> {
            queuedBytes.addAndGet(-bytes.length);
            if (failure == null) {
                sink.success();
            } else {
                LOG.debug("{}: message not sent: {}", url, failure.getClass().getSimpleName());
                sink.error(unsent(Reason.BROKEN));
            }
        });
    }

    private WebSocketSendException unsent(Reason reason) {
        return new WebSocketSendException(url(), reason);
    }

    private void emit(WebSocketStatus now) {
        Sinks.EmitResult result = status.tryEmitNext(now);
        if (result.isFailure()) {
            LOG.debug("{}: status not told: {}", url, result);
        }
    }

    /** Calls the listener, whose mistakes must not take the connection down. */
    private void tell(Runnable event) {
        try {
            event.run();
        } catch (Throwable failure) {
            Exceptions.throwIfJvmFatal(failure);
            LOG.warn("{}: an event could not be handled", url, failure);
        }
    }

    /** Sets the one timer of the socket's present state. */
    private void after(Duration delay, Runnable action) {
        cancelTimer();
        long ticket = timerTicket;
        try {
            timer = options.scheduler()
                    .schedule(() -> execute(() -> fire(ticket, action)), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            LOG.debug("{}: the scheduler has ended, and so does the socket", url);
            dispose();
        }
    }

    private void fire(long ticket, Runnable action) {
        // A timer that was cancelled too late carries an old ticket.
        if (ticket == timerTicket && !disposed.get()) {
            action.run();
        }
    }

    private void cancelTimer() {
        timerTicket++;
        timer.dispose();
    }

    /** One connection or the attempt at one. Its events count while it is the socket's present one. */
    private final class Session implements Connector.Events {

        private Connector.@Nullable Link link;
        private boolean opened;
        private boolean pinged;
        private boolean heard;

        Connector.Link link() {
            if (link == null) {
                throw new IllegalStateException("used before connect returned");
            }
            return link;
        }

        @Override
        public void onOpen() {
            if (session == this) {
                LOG.debug("{} is up", url);
                opened = true;
                open = true;
                backoff.reset();
                after(options.pingInterval(), () -> keepAlive(this));
                tell(listener::onOpen);
                if (session == this) {
                    emit(new WebSocketStatus.Up());
                }
            }
        }

        @Override
        public void onText(String text) {
            heard = true;
            if (session == this) {
                tell(() -> listener.onText(text));
            }
        }

        @Override
        public void onBinary(ByteBuffer bytes) {
            heard = true;
            if (session == this) {
                tell(() -> listener.onBinary(bytes));
            }
        }

        @Override
        public void onSignOfLife() {
            heard = true;
        }

        @Override
        public void onRefused(int httpStatus) {
            if (session == this) {
                tell(() -> listener.onRefused(httpStatus));
            }
        }

        @Override
        public void onClosed(String reason) {
            fail(reason);
        }

        void fail(String reason) {
            if (session == this) {
                String shown = redact(reason);
                if (!opened) {
                    target = url;
                }
                lost(shown);
                link().abort();
                if (opened) {
                    tell(() -> listener.onClose(shown));
                }
            }
        }

        void end() {
            if (opened) {
                link().close();
            } else {
                link().abort();
            }
        }
    }
}
