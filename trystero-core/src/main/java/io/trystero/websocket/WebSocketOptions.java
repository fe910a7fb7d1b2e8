package io.trystero.websocket;

import io.trystero.signaling.SignalingContext;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** How a {@link ReconnectingWebSocket} behaves. Immutable. */
public final class WebSocketOptions {

    private final ServerTrust trust;
    private final @Nullable HttpProxy proxy;
    private final int maxMessageBytes;
    private final long maxQueuedBytes;
    private final Duration connectTimeout;
    private final Duration pingInterval;
    private final Duration firstPeriod;
    private final Duration largestPeriod;
    private final Scheduler scheduler;
    private final RandomGenerator random;

    private WebSocketOptions(Builder builder) {
        this.trust = builder.trust;
        this.proxy = builder.proxy;
        this.maxMessageBytes = builder.maxMessageBytes;
        this.maxQueuedBytes = builder.maxQueuedBytes;
        this.connectTimeout = builder.connectTimeout;
        this.pingInterval = builder.pingInterval;
        this.firstPeriod = builder.firstPeriod;
        this.largestPeriod = builder.largestPeriod;
        this.scheduler = builder.scheduler == null ? Schedulers.parallel() : builder.scheduler;
        this.random = builder.random == null ? new SplittableRandom() : builder.random;
    }

    /** Begins with what is said at each setting. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns those of a strategy's socket to a relay: timed and made random by the instance.
     *
     * @param context what the instance gives its relays
     * @param trust which certificates of the relay are trusted
     * @param proxy the proxy to go through, if there is one
     */
    public static WebSocketOptions of(SignalingContext context, ServerTrust trust, @Nullable HttpProxy proxy) {
        return builder()
                .trust(trust)
                .proxy(proxy)
                .scheduler(context.scheduler())
                .random(context.random())
                .build();
    }

    ServerTrust trust() {
        return trust;
    }

    @Nullable
    HttpProxy proxy() {
        return proxy;
    }

    int maxMessageBytes() {
        return maxMessageBytes;
    }

    long maxQueuedBytes() {
        return maxQueuedBytes;
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    Duration pingInterval() {
        return pingInterval;
    }

    Duration firstPeriod() {
        return firstPeriod;
    }

    Duration largestPeriod() {
        return largestPeriod;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    RandomGenerator random() {
        return random;
    }

    /** Builds {@link WebSocketOptions}. */
    public static final class Builder {

        private ServerTrust trust = ServerTrust.platform();
        private @Nullable HttpProxy proxy;
        private int maxMessageBytes = 1 << 20;
        private long maxQueuedBytes = 4 << 20;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration pingInterval = Duration.ofSeconds(20);
        private Duration firstPeriod = Duration.ofMillis(3_333);
        private Duration largestPeriod = Duration.ofSeconds(60);
        private @Nullable Scheduler scheduler;
        private @Nullable RandomGenerator random;

        private Builder() {}

        /** Sets which certificates of the server are trusted; those that the platform trusts unless set. */
        public Builder trust(ServerTrust trust) {
            this.trust = Objects.requireNonNull(trust, "trust");
            return this;
        }

        /** Sets the proxy to go through; none, or none any more, with {@code null}. */
        public Builder proxy(@Nullable HttpProxy proxy) {
            this.proxy = proxy;
            return this;
        }

        /** Sets the largest message taken from the server, in bytes: 1 MiB unless set. A larger one costs the connection. */
        public Builder maxMessageBytes(int bytes) {
            positive("maxMessageBytes", bytes);
            this.maxMessageBytes = bytes;
            return this;
        }

        /** Sets how many bytes may wait to be sent, past which a send fails: 4 MiB unless set. */
        public Builder maxQueuedBytes(long bytes) {
            positive("maxQueuedBytes", bytes);
            this.maxQueuedBytes = bytes;
            return this;
        }

        /** Sets the time for a connection to open, from the look-up of the name on: 10 s unless set. */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = TimerDuration.checked("connectTimeout", timeout);
            return this;
        }

        /** Sets the time between pings: 20 s unless set. */
        public Builder pingInterval(Duration interval) {
            this.pingInterval = TimerDuration.checked("pingInterval", interval);
            return this;
        }

        /** Sets the longest wait before the first new try, 3 333 ms unless set, and before any, 60 s unless set. */
        public Builder backoff(Duration first, Duration largest) {
            this.firstPeriod = TimerDuration.checked("first", first);
            this.largestPeriod = TimerDuration.checked("largest", largest);
            return this;
        }

        /** Sets what all timers run on; {@link Schedulers#parallel()}, looked up by {@link #build()}, unless set. */
        public Builder scheduler(Scheduler scheduler) {
            this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
            return this;
        }

        /** Sets where the waits' randomness comes from. Called on the socket's thread. */
        public Builder random(RandomGenerator random) {
            this.random = Objects.requireNonNull(random, "random");
            return this;
        }

        /** Builds the options. */
        public WebSocketOptions build() {
            return new WebSocketOptions(this);
        }

        private static void positive(String name, long value) {
            if (value <= 0) {
                throw new IllegalArgumentException(name + " is not positive: " + value);
            }
        }
    }
}
