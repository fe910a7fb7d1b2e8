package io.trystero.relay;

import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicRelay;
import io.trystero.websocket.HttpProxy;
import io.trystero.websocket.ReconnectingWebSocket;
import io.trystero.websocket.ServerTrust;
import io.trystero.websocket.WebSocketOptions;
import io.trystero.websocket.WebSocketRehearsal;
import io.trystero.websocket.WebSocketUrl;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds peers through WebSocket relays of one's own, such as {@link WebSocketRelay}. All peers of a room name at least one
 * relay in common; with several, each is used at once.
 *
 * <pre>{@code
 * Trystero.builder("com.example.board").strategy(WebSocketRelayStrategy.of("wss://relay.example.com")).build();
 * }</pre>
 *
 * <p>Immutable and equal by value. Each instance opens one socket per relay, which all of its rooms share; user info in a URL is
 * sent as HTTP basic authentication.
 */
public final class WebSocketRelayStrategy implements SignalingStrategy {

    private static final String NAME = "ws-relay";

    private final List<WebSocketUrl> urls;
    private final ServerTrust trust;
    private final @Nullable HttpProxy proxy;

    private WebSocketRelayStrategy(Builder builder) {
        this.urls = List.copyOf(builder.urls);
        this.trust = builder.trust;
        this.proxy = builder.proxy;
    }

    /**
     * Names the relays; there are no default ones.
     *
     * @param urls {@code ws:} or {@code wss:} URLs
     * @throws IllegalArgumentException if none is given, or one is no WebSocket URL
     */
    public static WebSocketRelayStrategy of(String... urls) {
        Builder builder = builder();
        for (String url : urls) {
            builder.url(url);
        }
        return builder.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void warmUp() {
        WebSocketRehearsal.run(WebSocketRelayStrategy::open, WebSocketRelayStrategy::delivered);
    }

    @Override
    public List<TopicRelay> open(SignalingContext context) {
        WebSocketOptions options = WebSocketOptions.of(context, trust, proxy);
        return urls.stream().map(url -> open(url, options)).toList();
    }

    private static TopicRelay open(WebSocketUrl url, WebSocketOptions options) {
        return ReconnectingWebSocket.connect(url, options, socket -> new WebSocketTopicRelay(NAME, socket));
    }

    /** Answers as a server does whose only client has subscribed to what it publishes; a delivery may have a type. */
    private static Optional<String> delivered(String text) {
        return Optional.ofNullable(RelayCodec.read(text))
                .filter(message -> RelayMessage.PUBLISH.equals(message.type()))
                .map(message -> text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WebSocketRelayStrategy that
                && urls.equals(that.urls)
                && trust.equals(that.trust)
                && Objects.equals(proxy, that.proxy);
    }

    @Override
    public int hashCode() {
        return Objects.hash(urls, trust, proxy);
    }

    /** Names the relays, without credentials. */
    @Override
    public String toString() {
        return NAME + urls;
    }

    /** Builds a {@link WebSocketRelayStrategy}. */
    public static final class Builder {

        private final Set<WebSocketUrl> urls = new LinkedHashSet<>();
        private ServerTrust trust = ServerTrust.platform();
        private @Nullable HttpProxy proxy;

        private Builder() {}

        /**
         * Adds a relay; one added before is not added again.
         *
         * @throws IllegalArgumentException if this is no {@code ws:} or {@code wss:} URL
         */
        public Builder url(String url) {
            urls.add(WebSocketUrl.parse(url));
            return this;
        }

        /** Sets which certificates of {@code wss:} relays are trusted; those that the platform trusts unless set. */
        public Builder trust(ServerTrust trust) {
            this.trust = Objects.requireNonNull(trust);
            return this;
        }

        /** Sets the HTTP proxy to reach the relays through; none unless set. */
        public Builder proxy(HttpProxy proxy) {
            this.proxy = Objects.requireNonNull(proxy, "proxy");
            return this;
        }

        /**
         * Builds the strategy.
         *
         * @throws IllegalArgumentException if no relay was added
         */
        public WebSocketRelayStrategy build() {
            if (urls.isEmpty()) {
                throw new IllegalArgumentException("the ws-relay strategy needs the URL of at least one relay");
            }
            return new WebSocketRelayStrategy(this);
        }
    }
}
