package io.trystero.test;

import io.trystero.signaling.RelayStatus;
import io.trystero.test.RelayTally.Count;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A host's connection to a relay, whatever it is used for: connecting, up, or down and waiting for its next try. Tries again
 * after a random part of a period that doubles (section 9 of the protocol).
 */
abstract sealed class RelayLink permits RelayClient, TrackerClient {

    private static final long FIRST_PERIOD = Duration.ofMillis(3_333).toNanos();
    private static final long LONGEST_PERIOD = Duration.ofSeconds(60).toNanos();

    private final String strategy;
    private final SimulatedRelay relay;
    private final RelayServer server;
    private final SimulatedHost host;
    private final RandomGenerator jitter;
    private final Loop loop;
    private final OrderedLine inbound;
    private final OrderedLine outbound;
    private final Sinks.Many<RelayStatus> status = Sinks.many().replay().latest();
    private boolean connected;
    private boolean paused;
    private volatile boolean disposed;
    private boolean released;
    private int session;
    private long period = FIRST_PERIOD;
    private @Nullable Disposable nextTry;

    RelayLink(String strategy, SimulatedRelay relay, SimulatedHost host, RandomGenerator jitter, Loop loop) {
        this.strategy = strategy;
        this.relay = relay;
        this.server = relay.server();
        this.host = host;
        this.jitter = jitter;
        this.loop = loop;
        inbound = new OrderedLine(loop);
        outbound = new OrderedLine(loop);
    }

    void open() {
        status.tryEmitNext(RelayStatus.connecting(strategy, url())).orThrow();
        loop.run(() -> {
            server.tally.add(Count.CLIENTS, 1);
            tryLater(server.latency() + server.latency());
        });
    }

    public String url() {
        return relay.url();
    }

    public Flux<RelayStatus> status() {
        return status.asFlux();
    }

    public void pause() {
        loop.run(() -> {
            paused = true;
            if (!connected && nextTry != null) {
                nextTry.dispose();
                tell(RelayStatus.paused(strategy, url(), "paused"));
            }
        });
    }

    public void resume() {
        loop.run(() -> {
            if (paused) {
                paused = false;
                if (!connected) {
                    period = FIRST_PERIOD;
                    tell(RelayStatus.connecting(strategy, url()));
                    tryLater(server.latency() + server.latency());
                }
            }
        });
    }

    public void dispose() {
        if (!disposed) {
            disposed = true;
            loop.run(this::close);
        }
    }

    public boolean isDisposed() {
        return disposed;
    }

    /** Sends to the server, or fails if that cannot be. */
    Mono<Void> send(Runnable arrival) {
        return Mono.create(sink -> loop.run(() -> {
            if (!host.isAlive()) {
                return;
            }
            if (disposed || !connected) {
                server.tally.add(Count.REFUSED, 1);
                sink.error(new IllegalStateException(url() + (disposed ? " has been closed" : " is down")));
                return;
            }
            outbound.after(server.latency(), arrival);
            sink.success();
        }));
    }

    /** A connection is up. */
    abstract void onConnected();

    /** The connection that was up is gone. */
    abstract void onLost();

    /** The server is to forget what it knows of this client. */
    abstract void onDisconnected();

    /** All that there was is to be forgotten. */
    abstract void onReleased();

    /** Returns what tells subscribers of now that there is no more. */
    abstract Runnable completion();

    /** Says how many subscriptions it has. */
    abstract int load();

    RelayServer server() {
        return server;
    }

    OrderedLine outbound() {
        return outbound;
    }

    boolean isConnected() {
        return connected;
    }

    SimulatedHost host() {
        return host;
    }

    OrderedLine inbound() {
        return inbound;
    }

    /** Counts connections, so that what was sent over an earlier one can be told. */
    int session() {
        return session;
    }

    /** The connection broke: by the relay's end, or this host's. */
    void lost(String reason) {
        if (!connected) {
            return;
        }
        connected = false;
        session++;
        server.disconnect(this);
        onLost();
        waitForNextTry(reason);
    }

    /** The relay takes us no longer: the last that is told of it before it ends. */
    void retire(String reason) {
        if (host.isAlive()) {
            tell(RelayStatus.retired(strategy, url(), reason));
            dispose();
        }
    }

    /** The host lost power: what it had is gone, and it hears nothing of it. */
    void vanish() {
        disposed = true;
        release();
    }

    private void close() {
        Runnable completion = completion();
        release();
        completion.run();
        if (host.isAlive()) {
            status.tryEmitComplete().orThrow();
        }
    }

    private void release() {
        if (released) {
            return;
        }
        released = true;
        if (nextTry != null) {
            nextTry.dispose();
        }
        server.disconnect(this);
        server.tally.add(Count.CLIENTS, -1);
        onReleased();
        connected = false;
        session++;
        host.forget(this);
    }

    private void tryLater(long nanos) {
        nextTry = loop.after(nanos, () -> {
            if (disposed) {
                return;
            }
            String refusal = host.isOnline() ? server.refusal() : null;
            if (refusal != null) {
                retire(refusal);
                return;
            }
            if (!host.isOnline() || !server.connect(this)) {
                waitForNextTry(host.isOnline() ? "connection refused" : "no network");
                return;
            }
            connected = true;
            period = FIRST_PERIOD;
            tell(RelayStatus.up(strategy, url()));
            onConnected();
        });
    }

    private void waitForNextTry(String reason) {
        if (paused) {
            tell(RelayStatus.paused(strategy, url(), reason + "; paused"));
            return;
        }
        long wait = (long) (jitter.nextDouble() * period);
        period = Math.min(2 * period, LONGEST_PERIOD);
        tell(RelayStatus.down(strategy, url(), reason, Duration.ofNanos(wait)));
        tryLater(wait + server.latency() + server.latency());
    }

    private void tell(RelayStatus now) {
        if (!disposed) {
            status.tryEmitNext(now).orThrow();
        }
    }
}
