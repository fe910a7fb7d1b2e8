package io.trystero.supabase;

import io.trystero.signaling.PublishRate;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicRelay;
import io.trystero.websocket.HttpProxy;
import io.trystero.websocket.ServerTrust;
import io.trystero.websocket.WebSocketRehearsal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds peers through a project of Supabase, by broadcasts of its Realtime channels, which keep nothing. Matches the JavaScript
 * library's {@code supabase} strategy, release 0.25.4, with the client 2.119.1.
 *
 * <pre>{@code
 * Trystero.builder("https://example.supabase.co").strategy(SupabaseStrategy.create(anonKey)).build();
 * }</pre>
 *
 * <p>JavaScript peers have the project's URL for an app id: so it is ours too, where we are to meet them.
 *
 * <p>Immutable and equal by value. Each instance opens one connection, which all of its rooms share. Each room takes two channels, and
 * one more for each peer to whom something is said, for as long as that takes.
 */
public final class SupabaseStrategy implements SignalingStrategy {

    /** A free project carries a hundred messages a second for all who use it. */
    static final PublishRate RATE = new PublishRate(20, 100);

    static final String NAME = "supabase";

    private final @Nullable ProjectUrl url;
    private final String key;
    private final ServerTrust trust;
    private final @Nullable HttpProxy proxy;

    private SupabaseStrategy(Builder builder, String key) {
        this.url = builder.url;
        this.key = key;
        this.trust = builder.trust;
        this.proxy = builder.proxy;
    }

    /**
     * Uses the project whose URL is the app id.
     *
     * @param key the project's public API key
     * @throws IllegalArgumentException if the key is blank
     */
    public static SupabaseStrategy create(String key) {
        return builder().key(key).build();
    }

    /** Begins with no key, which has to be set. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public PublishRate publishRate() {
        return RATE;
    }

    /**
     * Takes any if a project was named.
     *
     * @throws IllegalArgumentException if none was and this is no URL of one
     */
    @Override
    public void checkAppId(String appId) {
        project(appId);
    }

    private ProjectUrl project(String appId) {
        return url != null ? url : ProjectUrl.parse("url, which is the app id unless set", appId);
    }

    @Override
    public void warmUp() {
        WebSocketRehearsal.load();
    }

    /**
     * Opens the one relay.
     *
     * @throws IllegalArgumentException if no project was named and the app id is no URL of one
     */
    @Override
    public List<TopicRelay> open(SignalingContext context) {
        ProjectUrl project = project(context.appId());
        return List.of(new SupabaseRelay(
                project.toString(),
                listener -> PhoenixChannels.connect(NAME, project, key, context, trust, proxy, listener)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SupabaseStrategy that
                && Objects.equals(url, that.url)
                && key.equals(that.key)
                && trust.equals(that.trust)
                && Objects.equals(proxy, that.proxy);
    }

    @Override
    public int hashCode() {
        return Objects.hash(url, key, trust, proxy);
    }

    /** Names the project, without the key. */
    @Override
    public String toString() {
        return NAME + "[" + (url == null ? "" : url) + "]";
    }

    /** Builds a {@link SupabaseStrategy}. */
    public static final class Builder {

        private @Nullable ProjectUrl url;
        private @Nullable String key;
        private ServerTrust trust = ServerTrust.platform();
        private @Nullable HttpProxy proxy;

        private Builder() {}

        /**
         * Sets the project; the one whose URL is the app id unless set.
         *
         * @param url such as {@code https://NAME.supabase.co}
         * @throws IllegalArgumentException if this is no URL of a project
         */
        public Builder url(String url) {
            this.url = ProjectUrl.parse("url", Objects.requireNonNull(url, "url"));
            return this;
        }

        /**
         * Sets the project's public API key, which is needed. The server is told it and nobody else.
         *
         * @throws IllegalArgumentException if it is blank
         */
        public Builder key(String key) {
            if (Objects.requireNonNull(key, "key").isBlank()) {
                throw new IllegalArgumentException("key: is blank");
            }
            this.key = key;
            return this;
        }

        /** Sets which certificates of the server are trusted; those that the platform trusts unless set. */
        public Builder trust(ServerTrust trust) {
            this.trust = Objects.requireNonNull(trust, "trust");
            return this;
        }

        /** Sets the HTTP proxy to reach the server through; none unless set. */
        public Builder proxy(HttpProxy proxy) {
            this.proxy = Objects.requireNonNull(proxy, "proxy");
            return this;
        }

        /**
         * Builds the strategy.
         *
         * @throws IllegalArgumentException if no key was set
         */
        public SupabaseStrategy build() {
            if (key == null) {
                throw new IllegalArgumentException("key: the supabase strategy needs the project's public API key");
            }
            return new SupabaseStrategy(this, key);
        }
    }
}
