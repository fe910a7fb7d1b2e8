package io.trystero.firebase;

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
import reactor.core.publisher.Mono;

/**
 * Finds peers through a Firebase Realtime Database, whose owner's rules let peers read and write below a path. Matches the JavaScript
 * library's {@code firebase} strategy, release 0.25.4.
 *
 * <pre>{@code
 * Trystero.builder("https://example-default-rtdb.firebaseio.com").strategy(FirebaseStrategy.create()).build();
 * }</pre>
 *
 * <p>JavaScript peers have the database's URL for an app id: so it is ours too, where we are to meet them.
 *
 * <p>Immutable and equal by value. Each instance opens one connection, which all of its rooms share. The database keeps what peers
 * say to each other until it is read, and that they are there until they are gone; it shows us neither in the clear nor to others than
 * those who may read it.
 */
public final class FirebaseStrategy implements SignalingStrategy {

    /**
     * A free database takes so much without a word; what it limits is data and connections. Each message is two to four writes.
     */
    static final PublishRate RATE = new PublishRate(100, 500);

    static final String NAME = "firebase";

    private final @Nullable DatabaseUrl databaseUrl;
    private final String path;
    private final @Nullable AuthToken token;
    private final ServerTrust trust;
    private final @Nullable HttpProxy proxy;

    private FirebaseStrategy(Builder builder) {
        this.databaseUrl = builder.databaseUrl;
        this.path = builder.path;
        this.token = builder.token;
        this.trust = builder.trust;
        this.proxy = builder.proxy;
    }

    /** Uses the database whose URL is the app id. */
    public static FirebaseStrategy create() {
        return builder().build();
    }

    /** Begins with the database whose URL is the app id. */
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
     * Takes any if a database was named.
     *
     * @throws IllegalArgumentException if none was and this is no URL of one
     */
    @Override
    public void checkAppId(String appId) {
        url(appId);
    }

    private DatabaseUrl url(String appId) {
        return databaseUrl != null
                ? databaseUrl
                : DatabaseUrl.parse("databaseUrl, which is the app id unless set", appId);
    }

    @Override
    public void warmUp() {
        WebSocketRehearsal.load();
    }

    /**
     * Opens the one relay.
     *
     * @throws IllegalArgumentException if no database was named and the app id is no URL of one
     */
    @Override
    public List<TopicRelay> open(SignalingContext context) {
        DatabaseUrl url = url(context.appId());
        return List.of(new FirebaseRelay(
                url,
                path,
                context.selfId(),
                listener -> SocketDatabaseClient.connect(NAME, url, token, context, trust, proxy, listener)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FirebaseStrategy that
                && Objects.equals(databaseUrl, that.databaseUrl)
                && path.equals(that.path)
                && Objects.equals(token, that.token)
                && trust.equals(that.trust)
                && Objects.equals(proxy, that.proxy);
    }

    @Override
    public int hashCode() {
        return Objects.hash(databaseUrl, path, token, trust, proxy);
    }

    /** Names the database and the path, without the token. */
    @Override
    public String toString() {
        return NAME + "[" + (databaseUrl == null ? "" : databaseUrl) + "/" + path + "]";
    }

    /** Builds a {@link FirebaseStrategy}. */
    public static final class Builder {

        private static final int MAX_PATH_CHARACTERS = 256;

        private @Nullable DatabaseUrl databaseUrl;
        private String path = "__trystero__";
        private @Nullable AuthToken token;
        private ServerTrust trust = ServerTrust.platform();
        private @Nullable HttpProxy proxy;

        private Builder() {}

        /**
         * Sets the database; the one whose URL is the app id unless set.
         *
         * @param url {@code https://NAME.firebaseio.com}, {@code https://NAME.REGION.firebasedatabase.app}, or any server and the
         *     name of a database on it, such as {@code http://127.0.0.1:9000?ns=NAME} for an emulator
         * @throws IllegalArgumentException if this is no URL of a database
         */
        public Builder databaseUrl(String url) {
            this.databaseUrl = DatabaseUrl.parse("databaseUrl", Objects.requireNonNull(url, "databaseUrl"));
            return this;
        }

        /**
         * Sets the path below which rooms are; {@code __trystero__} unless set. All peers have the same.
         *
         * @throws IllegalArgumentException if it is empty, over 256 characters long, or has characters that no path may have
         */
        public Builder path(String path) {
            List<String> keys = DatabaseCodec.path(Objects.requireNonNull(path, "path"));
            if (keys.isEmpty()
                    || path.length() > MAX_PATH_CHARACTERS
                    || keys.stream().anyMatch(key -> !key.matches("[^.#$\\[\\]\\p{Cntrl}]+"))) {
                throw new IllegalArgumentException(
                        "path: keys with slashes between them, without . # $ [ ], 256 characters at most");
            }
            this.path = String.join("/", keys);
            return this;
        }

        /**
         * Sets who we are to the database: the ID token of a user, which the database's rules may ask for. When it is refused or has
         * run out, the relay is given up.
         *
         * @throws IllegalArgumentException if it is blank
         */
        public Builder authToken(String token) {
            if (Objects.requireNonNull(token, "authToken").isBlank()) {
                throw new IllegalArgumentException("authToken: is blank");
            }
            this.token = AuthToken.fixed(token);
            return this;
        }

        /**
         * Sets where such a token comes from: subscribed to for each connection, again a minute after a token was refused, and when
         * one has run out. It has 20 seconds. Two strategies with equal tokens have the same {@code Mono}.
         */
        public Builder authToken(Mono<String> source) {
            this.token = AuthToken.from(Objects.requireNonNull(source, "authToken"));
            return this;
        }

        /** Sets which certificates of the server are trusted; those that the platform trusts unless set. */
        public Builder trust(ServerTrust trust) {
            this.trust = Objects.requireNonNull(trust, "trust");
            return this;
        }

        /** Sets the HTTP proxy to reach the database through; none unless set. */
        public Builder proxy(HttpProxy proxy) {
            this.proxy = Objects.requireNonNull(proxy, "proxy");
            return this;
        }

        /** Builds the strategy. */
        public FirebaseStrategy build() {
            return new FirebaseStrategy(this);
        }
    }
}
