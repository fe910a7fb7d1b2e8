package io.trystero.relay;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.trystero.websocket.TimerDuration;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * Builds a {@link WebSocketRelay}. {@link #bind()} may be subscribed to several times, each of which starts a relay of what is set
 * then.
 */
public final class WebSocketRelayBuilder {

    private static final Pattern PATH = Pattern.compile("/[^\\s?#]*");

    /** How long a connection may be open without becoming a WebSocket, whatever else it asks for. */
    private static final long UPGRADE_SECONDS = 10;

    private String host = "0.0.0.0";
    private int port;
    private String path = "/";
    private @Nullable Path certificate;
    private @Nullable Path key;
    private Duration pingInterval = Duration.ofSeconds(30);
    private @Nullable Scheduler scheduler;
    private int maxSockets = 10_000;
    private int maxTopicsPerSocket = 10_000;
    private int maxTopicLength = 256;
    private int maxMessageBytes = 256 * 1024;
    private int publishesPerSecond = 1_000;
    private int publishBurst = 10_000;
    private int maxQueuedBytes = 4 * 1024 * 1024;

    WebSocketRelayBuilder() {}

    /** Sets the address to listen on: all of this machine's ({@code 0.0.0.0}) unless set. */
    public WebSocketRelayBuilder host(String host) {
        if (Objects.requireNonNull(host, "host").isBlank()) {
            throw new IllegalArgumentException("host is empty; 0.0.0.0 is all addresses of this machine");
        }
        this.host = host;
        return this;
    }

    /** Sets the port: any that is free (0) unless set. */
    public WebSocketRelayBuilder port(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("no port: " + port);
        }
        this.port = port;
        return this;
    }

    /** Sets the path that is served, others being answered with 404: {@code /} unless set. */
    public WebSocketRelayBuilder path(String path) {
        if (!PATH.matcher(Objects.requireNonNull(path, "path")).matches()) {
            throw new IllegalArgumentException("a path starts with / and has neither spaces nor ? nor #: " + path);
        }
        this.path = path;
        return this;
    }

    /** Serves {@code wss:} with a chain of certificates and its unencrypted PKCS#8 key, both PEM files, read by {@link #bind()}. */
    public WebSocketRelayBuilder tls(Path certificate, Path key) {
        this.certificate = Objects.requireNonNull(certificate, "certificate");
        this.key = Objects.requireNonNull(key, "key");
        return this;
    }

    /**
     * Sets the time between pings: 30 s unless set. A client from which nothing at all came since the last one is dropped.
     */
    public WebSocketRelayBuilder pingInterval(Duration interval) {
        this.pingInterval = TimerDuration.checked("pingInterval", interval);
        return this;
    }

    /** Sets the clock of pings, publish rates and patience: {@link Schedulers#parallel()}, looked up by {@link #bind()}, unless set. */
    public WebSocketRelayBuilder scheduler(Scheduler scheduler) {
        this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
        return this;
    }

    /**
     * Sets how many clients may be connected: 10 000 unless set. One more is answered with HTTP status 503; past twice as many
     * connections, a new one is closed unheard.
     */
    public WebSocketRelayBuilder maxSockets(int sockets) {
        this.maxSockets = positive("maxSockets", sockets);
        return this;
    }

    /**
     * Sets how many topics a client may subscribe to, two for each room: 10 000 unless set. For one more it is closed with code
     * 1008.
     */
    public WebSocketRelayBuilder maxTopicsPerSocket(int topics) {
        this.maxTopicsPerSocket = positive("maxTopicsPerSocket", topics);
        return this;
    }

    /**
     * Sets how long a topic may be: 256 characters unless set; those of the protocol have at most 40. For a longer one the
     * client is closed with code 1008.
     */
    public WebSocketRelayBuilder maxTopicLength(int characters) {
        this.maxTopicLength = positive("maxTopicLength", characters);
        return this;
    }

    /** Sets how large a client's message may be: 256 KiB unless set. For a larger one it is closed with code 1009. */
    public WebSocketRelayBuilder maxMessageBytes(int bytes) {
        this.maxMessageBytes = positive("maxMessageBytes", bytes);
        return this;
    }

    /**
     * Sets how many messages a client may publish: 1 000 a second on average and 10 000 at once unless set. What is more is
     * dropped.
     */
    public WebSocketRelayBuilder publishRate(int perSecond, int atOnce) {
        this.publishesPerSecond = positive("perSecond", perSecond);
        this.publishBurst = positive("atOnce", atOnce);
        return this;
    }

    /**
     * Sets how much may wait for a client to take it: 4 MiB unless set. A client that is slower is closed with code 1013. Where
     * the same message waits for many clients it takes its memory once.
     */
    public WebSocketRelayBuilder maxQueuedBytes(int bytes) {
        this.maxQueuedBytes = positive("maxQueuedBytes", bytes);
        return this;
    }

    /**
     * Starts a relay.
     *
     * @return the relay once it listens; a {@link BindException} if it can't, as where the address is in use, and an {@link
     *     IllegalArgumentException} if the certificate or key can't be read. Cold; each subscription starts one
     */
    public Mono<WebSocketRelay> bind() {
        return Mono.defer(() -> {
            Scheduler clock = scheduler == null ? Schedulers.parallel() : scheduler;
            RelayHub hub = new RelayHub(limits());
            LoopResources loops =
                    LoopResources.create("trystero-relay", Runtime.getRuntime().availableProcessors(), true);
            return server(hub, clock)
                    .runOn(loops)
                    .bind()
                    .map(server -> started(server, loops, hub, clock))
                    .onErrorMap(ChannelBindException.class, this::cannotListen)
                    .onErrorResume(failure -> loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1))
                            .then(Mono.error(failure)));
        });
    }

    private BindException cannotListen(ChannelBindException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String why = String.valueOf(cause.getMessage());
        BindException told = new BindException("the relay cannot listen at " + host + ":" + port + ": "
                + (why.contains("already in use") ? "address in use" : why));
        told.initCause(failure);
        return told;
    }

    private HttpServer server(RelayHub hub, Scheduler clock) {
        RelayEndpoint endpoint = new RelayEndpoint(path, hub, () -> clock.now(TimeUnit.NANOSECONDS));
        HttpServer server = HttpServer.create()
                .host(host)
                .port(port)
                // not doOnConnection, which waits for a request
                .doOnChannelInit((observer, channel, remote) -> connected(hub, channel, clock))
                .handle(endpoint::handle);
        if (certificate == null || key == null) {
            return server;
        }
        SslContext tls = tlsContext(certificate, key);
        return server.secure(spec -> spec.sslContext(tls));
    }

    private static void connected(RelayHub hub, Channel channel, Scheduler clock) {
        Disposable patience = clock.schedule(() -> hub.closeUnlessJoined(channel), UPGRADE_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> patience.dispose());
        hub.connected(channel);
    }

    private WebSocketRelay started(DisposableServer server, LoopResources loops, RelayHub hub, Scheduler clock) {
        long every = pingInterval.toMillis();
        Disposable pings = clock.schedulePeriodically(hub::ping, every, every, TimeUnit.MILLISECONDS);
        String shownHost = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
        String bracketed = shownHost.contains(":") ? "[" + shownHost + "]" : shownHost;
        String url = (certificate == null ? "ws://" : "wss://") + bracketed + ":" + server.port() + path;
        return new WebSocketRelay(server, loops, hub, pings, url);
    }

    private RelayLimits limits() {
        return new RelayLimits(
                maxSockets,
                maxTopicsPerSocket,
                maxTopicLength,
                maxMessageBytes,
                publishesPerSecond,
                publishBurst,
                maxQueuedBytes);
    }

    private static SslContext tlsContext(Path certificate, Path key) {
        try {
            return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .build();
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(
                    "no usable PEM certificate in " + certificate + " and key in " + key, unreadable);
        }
    }

    private static int positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is not positive: " + value);
        }
        return value;
    }
}
