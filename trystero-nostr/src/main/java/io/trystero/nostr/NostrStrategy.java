package io.trystero.nostr;

import io.trystero.signaling.PublishRate;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicRelay;
import io.trystero.websocket.HttpProxy;
import io.trystero.websocket.ReconnectingWebSocket;
import io.trystero.websocket.ServerTrust;
import io.trystero.websocket.WebSocketOptions;
import io.trystero.websocket.WebSocketUrl;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds peers through Nostr relays: public ones that the app id chooses, unless others are named. Matches the Nostr strategy of the
 * JavaScript library, releases 0.25.4 and 0.25.3.
 *
 * <pre>{@code
 * Trystero.builder("com.example.board").strategy(NostrStrategy.create()).build();
 * }</pre>
 *
 * <p>Immutable and equal by value. Each instance opens one socket per relay, which all of its rooms share, and has a key pair of
 * its own that no other run ever uses again.
 */
public final class NostrStrategy implements SignalingStrategy {

    static final String NAME = "nostr";

    /** How many relays of each list are used unless set: as many as the JavaScript library uses. */
    private static final int DEFAULT_REDUNDANCY = 5;

    private static final SecureRandom KEYS = seeded();

    private final List<WebSocketUrl> urls;
    private final List<DefaultRelays> defaults;
    private final int redundancy;
    private final ServerTrust trust;
    private final @Nullable HttpProxy proxy;

    private NostrStrategy(Builder builder) {
        this.urls = List.copyOf(builder.urls);
        // What named relays leave unused tells no two strategies apart.
        this.defaults = urls.isEmpty() ? List.copyOf(builder.defaults) : List.of();
        this.redundancy = urls.isEmpty() ? builder.redundancy : 0;
        this.trust = builder.trust;
        this.proxy = builder.proxy;
    }

    /** Uses five public relays of each list that the JavaScript library has had: ten at most, as lists overlap. */
    public static NostrStrategy create() {
        return builder().build();
    }

    /** Begins with five public relays of each list. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String name() {
        return NAME;
    }

    /**
     * Returns 10 messages a second, 50 at once, for each relay: public relays commonly take a few to some tens of events a
     * second of an address, and cut off or retire who sends more. A peer that is met costs some ten messages, so that five can be met
     * at once and one a second from then on; the most urgent go first.
     */
    @Override
    public PublishRate publishRate() {
        return new PublishRate(10, 50);
    }

    @Override
    public void warmUp() {
        Rehearsal.run(new Author(KEYS));
    }

    @Override
    public List<TopicRelay> open(SignalingContext context) {
        Author author = new Author(KEYS);
        WebSocketOptions options = WebSocketOptions.of(context, trust, proxy);
        return urls(context.appId()).stream()
                .<TopicRelay>map(url -> ReconnectingWebSocket.connect(
                        url, options, socket -> new NostrTopicRelay(socket, author, context)))
                .toList();
    }

    /** Returns the relays that an app uses. */
    Set<WebSocketUrl> urls(String appId) {
        Set<WebSocketUrl> used = new LinkedHashSet<>(urls);
        for (DefaultRelays list : defaults) {
            list.pick(appId, redundancy).stream().map(WebSocketUrl::parse).forEach(used::add);
        }
        return used;
    }

    private static SecureRandom seeded() {
        try {
            SecureRandom random = SecureRandom.getInstance("DRBG");
            // seeds it now, since reading the seed may block
            random.nextBytes(new byte[1]);
            return random;
        } catch (NoSuchAlgorithmException e) {
            return new SecureRandom();
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NostrStrategy that
                && urls.equals(that.urls)
                && defaults.equals(that.defaults)
                && redundancy == that.redundancy
                && trust.equals(that.trust)
                && Objects.equals(proxy, that.proxy);
    }

    @Override
    public int hashCode() {
        return Objects.hash(urls, defaults, redundancy, trust, proxy);
    }

    /** Names the relays, without credentials, or how many of which lists. */
    @Override
    public String toString() {
        return NAME + (urls.isEmpty() ? "[" + redundancy + " each of " + defaults + "]" : urls.toString());
    }

    /** Builds a {@link NostrStrategy}. */
    public static final class Builder {

        private final Set<WebSocketUrl> urls = new LinkedHashSet<>();
        private Set<DefaultRelays> defaults = EnumSet.allOf(DefaultRelays.class);
        private int redundancy = DEFAULT_REDUNDANCY;
        private ServerTrust trust = ServerTrust.platform();
        private @Nullable HttpProxy proxy;

        private Builder() {}

        /**
         * Adds a relay, which is used instead of the public ones; one added before is not added again. All that are added are used.
         *
         * @param url {@code ws:} or {@code wss:}
         * @throws IllegalArgumentException if this is no such URL
         */
        public Builder url(String url) {
            Objects.requireNonNull(url, "url");
            try {
                urls.add(WebSocketUrl.parse(url));
            } catch (IllegalArgumentException unusable) {
                throw new IllegalArgumentException("url: " + unusable.getMessage());
            }
            return this;
        }

        /**
         * Sets whose public relays are used: of each list those that a peer of that release uses, all lists unless set, so that
         * peers of every release are found.
         *
         * @throws IllegalArgumentException if none is given
         */
        public Builder defaults(DefaultRelays... lists) {
            if (lists.length == 0) {
                throw new IllegalArgumentException("defaults: name at least one list of relays");
            }
            this.defaults = EnumSet.copyOf(List.of(lists));
            return this;
        }

        /**
         * Sets how many public relays of each list are used: 5 unless set. Two peers meet if they use one in common. Of relays
         * that are named by {@link #url}, all are used.
         *
         * @throws IllegalArgumentException if it is not positive, or more than the longest list has
         */
        public Builder redundancy(int relays) {
            int most = DefaultRelays.V0_25_3.size();
            if (relays < 1 || relays > most) {
                throw new IllegalArgumentException("redundancy must be from 1 to " + most + ", but is " + relays);
            }
            this.redundancy = relays;
            return this;
        }

        /** Sets which certificates of {@code wss:} relays are trusted; those that the platform trusts unless set. */
        public Builder trust(ServerTrust trust) {
            this.trust = Objects.requireNonNull(trust, "trust");
            return this;
        }

        /** Sets the HTTP proxy to reach the relays through; none unless set. */
        public Builder proxy(HttpProxy proxy) {
            this.proxy = Objects.requireNonNull(proxy, "proxy");
            return this;
        }

        /** Builds the strategy. */
        public NostrStrategy build() {
            return new NostrStrategy(this);
        }
    }
}
