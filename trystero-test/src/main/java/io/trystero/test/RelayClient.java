package io.trystero.test;

import io.trystero.signaling.Publication;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import io.trystero.test.RelayTally.Count;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A host's connection to a relay: connecting, up, or down and waiting for its next try. Tries again after a random part of a
 * period that doubles (section 9 of the protocol).
 */
final class RelayClient implements TopicRelay {

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
    private final Set<TopicSubscription> subscriptions = new LinkedHashSet<>();
    private final Sinks.Many<RelayStatus> status = Sinks.many().replay().latest();
    private boolean connected;
    private boolean paused;
    private volatile boolean disposed;
    private boolean released;
    private int session;
    private long period = FIRST_PERIOD;
    private @Nullable Disposable nextTry;

    RelayClient(String strategy, SimulatedRelay relay, SimulatedHost host, RandomGenerator jitter, Loop loop) {
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

    @Override
    public String url() {
        return relay.url();
    }

    @Override
    public Flux<RelayStatus> status() {
        return status.asFlux();
    }

    @Override
    public Flux<TopicEvent> subscribe(String topic) {
        return new TopicFlux(this, topic, loop);
    }

    @Override
    public Mono<Void> publish(Publication publication) {
        return Mono.create(sink -> loop.run(() -> {
            if (!host.isAlive()) {
                return;
            }
            if (disposed || !connected) {
                server.tally.add(Count.REFUSED, 1);
                sink.error(new IllegalStateException(url() + (disposed ? " has been closed" : " is down")));
                return;
            }
            outbound.after(server.latency(), () -> server.publish(this, publication.topic(), publication.payload()));
            sink.success();
        }));
    }

    @Override
    public void pause() {
        loop.run(() -> {
            paused = true;
            if (!connected && nextTry != null) {
                nextTry.dispose();
                tell(RelayStatus.paused(strategy, url(), "paused"));
            }
        });
    }

    @Override
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

    @Override
    public void dispose() {
        if (!disposed) {
            disposed = true;
            loop.run(this::close);
        }
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }

    SimulatedHost host() {
        return host;
    }

    OrderedLine inbound() {
        return inbound;
    }

    Set<TopicSubscription> subscriptions() {
        return subscriptions;
    }

    /** Counts connections, so that what was sent over an earlier one can be told. */
    int session() {
        return session;
    }

    void add(TopicSubscription subscription) {
        if (disposed) {
            subscription.complete();
            return;
        }
        subscriptions.add(subscription);
        if (connected) {
            request(subscription);
        }
    }

    void remove(TopicSubscription subscription) {
        if (subscriptions.remove(subscription)) {
            server.unsubscribe(subscription);
        }
    }

    void overflowed() {
        server.tally.add(Count.OVERFLOWED, 1);
    }

    /** The connection broke: by the relay's end, or this host's. */
    void lost(String reason) {
        if (!connected) {
            return;
        }
        connected = false;
        session++;
        server.disconnect(this);
        List.copyOf(subscriptions).forEach(TopicSubscription::lost);
        waitForNextTry(reason);
    }

    /** The host lost power: what it had is gone, and it hears nothing of it. */
    void vanish() {
        disposed = true;
        release();
    }

    private void close() {
        List<TopicSubscription> open = List.copyOf(subscriptions);
        release();
        open.forEach(TopicSubscription::complete);
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
        subscriptions.clear();
        connected = false;
        session++;
        host.forget(this);
    }

    private void request(TopicSubscription subscription) {
        int asked = session;
        outbound.after(server.latency(), () -> {
            if (asked == session && subscriptions.contains(subscription)) {
                server.subscribe(subscription);
            }
        });
    }

    private void tryLater(long nanos) {
        nextTry = loop.after(nanos, () -> {
            if (disposed) {
                return;
            }
            if (!host.isOnline() || !server.connect(this)) {
                waitForNextTry(host.isOnline() ? "connection refused" : "no network");
                return;
            }
            connected = true;
            period = FIRST_PERIOD;
            tell(RelayStatus.up(strategy, url()));
            subscriptions.forEach(this::request);
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
