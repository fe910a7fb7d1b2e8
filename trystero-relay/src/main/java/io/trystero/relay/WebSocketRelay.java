package io.trystero.relay;

import java.net.InetSocketAddress;
import java.time.Duration;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;

/**
 * A relay through which peers find each other: it carries small messages from who publishes under a topic to all who
 * subscribe to it, the publisher included, and keeps nothing.
 *
 * <pre>{@code
 * WebSocketRelay relay = WebSocketRelay.builder().port(8080).bind().block();
 * WebSocketRelayStrategy strategy = WebSocketRelayStrategy.of(relay.url());
 * }</pre>
 *
 * <p>It speaks the JavaScript library's {@code ws-relay} protocol. It does not authenticate: whoever knows a topic, which is a hash of
 * app and room, can listen and publish; what matters is encrypted by the peers. Every resource that a client can use up has a
 * bound, see {@link WebSocketRelayBuilder}.
 *
 * <p>It runs on daemon threads of its own, which end with it: a program that does nothing else waits for {@link #onDispose()}.
 * All methods are thread-safe.
 */
public final class WebSocketRelay implements Disposable {

    /** How long the event loops have to end. */
    private static final Duration LAST_TASKS = Duration.ofSeconds(10);

    private final DisposableServer server;
    private final LoopResources loops;
    private final RelayHub hub;
    private final Disposable pings;
    private final String url;
    private final Mono<Void> end;

    WebSocketRelay(DisposableServer server, LoopResources loops, RelayHub hub, Disposable pings, String url) {
        this.server = server;
        this.loops = loops;
        this.hub = hub;
        this.pings = pings;
        this.url = url;
        this.end = Mono.defer(this::end).cache();
    }

    /**
     * Starts a relay with the defaults on all addresses of this machine.
     *
     * @param port the port, 0 for any that is free
     * @return the relay once it listens; an error if it can't. Cold
     */
    public static Mono<WebSocketRelay> bind(int port) {
        return builder().port(port).bind();
    }

    public static WebSocketRelayBuilder builder() {
        return new WebSocketRelayBuilder();
    }

    /** Returns the port that it listens on. */
    public int port() {
        return ((InetSocketAddress) server.address()).getPort();
    }

    /** Returns the URL to give clients; the host is {@code localhost} if it listens on all addresses. */
    public String url() {
        return url;
    }

    /** Returns what it does and did. */
    public RelayStats stats() {
        return hub.stats();
    }

    /** Starts to shut down: takes no new clients and closes all with code 1001. Returns at once. Idempotent. */
    @Override
    public void dispose() {
        end.subscribe();
    }

    @Override
    public boolean isDisposed() {
        return server.isDisposed();
    }

    /** Shuts down when subscribed to, and completes when every connection is closed. */
    public Mono<Void> disposeLater() {
        return end;
    }

    /** Completes when it has stopped to listen. Does not stop it. */
    public Mono<Void> onDispose() {
        return server.onDispose();
    }

    private Mono<Void> end() {
        pings.dispose();
        server.dispose();
        return server.onDispose()
                .then(Mono.defer(hub::sayGoodbye))
                .then(Mono.defer(hub::closeAll))
                .then(loops.disposeLater(Duration.ZERO, LAST_TASKS).onErrorComplete());
    }
}
