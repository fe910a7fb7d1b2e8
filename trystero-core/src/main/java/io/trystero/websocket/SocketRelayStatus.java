package io.trystero.websocket;

import io.trystero.signaling.RelayStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * The state of a relay whose server has something to say once the socket is open, such as that we may come in or may not: the
 * socket's state, but for what is said here while it is open.
 *
 * <p>All but {@link #status()} and {@link #dispose()} is for the socket's thread.
 */
public final class SocketRelayStatus {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    private final String strategy;
    private final String url;
    private final ReconnectingWebSocket socket;
    private final Sinks.Many<RelayStatus> statuses = Sinks.many().replay().latest();
    private final Sinks.Empty<Void> disposed = Sinks.empty();
    private boolean socketUp;
    private boolean retired;
    private @Nullable RelayStatus instead;

    /**
     * Begins as the socket does.
     *
     * @param strategy the strategy's name
     * @param url the relay's, as it is shown
     */
    public SocketRelayStatus(String strategy, String url, ReconnectingWebSocket socket) {
        this.strategy = strategy;
        this.url = url;
        this.socket = socket;
        emit(RelayStatus.connecting(strategy, url));
        socket.status().subscribe(now -> socket.execute(() -> onSocket(now)));
    }

    /** Returns the relay's state: the current one first, then each change. Completes when this is disposed. */
    public Flux<RelayStatus> status() {
        return statuses.asFlux().distinctUntilChanged().onBackpressureLatest().takeUntilOther(disposed.asMono());
    }

    /** Completes the state. Thread-safe; idempotent. */
    public void dispose() {
        if (disposed.tryEmitEmpty().isFailure()) {
            LOG.trace("{}: disposed again", url);
        }
    }

    /** Returns what a server says as it may be shown: in a line, and cut short. */
    public static String line(String said) {
        return FailureText.line(said);
    }

    /** The socket is open, but the server is not ready for us. */
    public void waiting() {
        say(RelayStatus.connecting(strategy, url));
    }

    /** Messages flow as long as the socket is open. */
    public void ready() {
        say(null);
    }

    /** The server does not let us in for now. */
    public void refused(String reason, Duration nextTry) {
        say(RelayStatus.down(strategy, url, reason, nextTry));
    }

    /** The server does not let us in for good: disposes the socket. Nothing that is said later counts. */
    public void retired(String reason) {
        if (!retired) {
            retired = true;
            emit(RelayStatus.retired(strategy, url, reason));
            socket.dispose();
        }
    }

    private void say(@Nullable RelayStatus next) {
        instead = next;
        if (socketUp) {
            tell(RelayStatus.up(strategy, url));
        }
    }

    private void onSocket(WebSocketStatus now) {
        socketUp = now instanceof WebSocketStatus.Up;
        if (now instanceof WebSocketStatus.Down) {
            instead = null;
        }
        tell(now.toRelayStatus(strategy, url));
    }

    private void tell(RelayStatus socketStatus) {
        if (!retired) {
            emit(socketUp && instead != null ? instead : socketStatus);
        }
    }

    private void emit(RelayStatus now) {
        statuses.emitNext(now, Sinks.EmitFailureHandler.FAIL_FAST);
    }
}
