package io.trystero.torrent;

import io.trystero.signaling.OfferRelay;
import io.trystero.signaling.PublishRate;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.websocket.HttpProxy;
import io.trystero.websocket.ReconnectingWebSocket;
import io.trystero.websocket.ServerTrust;
import io.trystero.websocket.WebSocketOptions;
import io.trystero.websocket.WebSocketRehearsal;
import io.trystero.websocket.WebSocketUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds peers through WebTorrent trackers: public ones unless others are named. Matches the torrent strategy of the JavaScript
 * library, release 0.25.4.
 *
 * <pre>{@code
 * Trystero.builder("com.example.board").strategy(TorrentStrategy.create()).build();
 * }</pre>
 *
 * <p>A tracker hands offers around before it is known who will answer, so each room that is joined through one keeps up to
 * three connections ready; an instance has at most 60 of them, which its rooms share. Candidates can't go one by one. A peer
 * that comes late may wait for another's next announce: 10 s to 2 minutes, as the tracker wishes.
 *
 * <p>Immutable and equal by value. Each instance opens one socket per tracker, which all of its rooms share.
 */
public final class TorrentStrategy implements SignalingStrategy {

    static final String NAME = "torrent";

    /** Public trackers, in the order in which the JavaScript library takes them. */
    private static final List<String> DEFAULT_URLS = List.of(
            "wss://open.ftorrent.com",
            "wss://tracker.webtorrent.dev",
            "wss://tracker.openwebtorrent.com",
            "wss://tracker.btorrent.xyz",
            "wss://tracker.files.fm:7073/announce");

    /** How many of them are used unless set: as many as the JavaScript library uses. */
    private static final int DEFAULT_REDUNDANCY = 3;

    private final List<WebSocketUrl> urls;
    private final ServerTrust trust;
    private final @Nullable HttpProxy proxy;

    private TorrentStrategy(Builder builder, List<WebSocketUrl> urls) {
        this.urls = urls;
        this.trust = builder.trust;
        this.proxy = builder.proxy;
    }

    /** Uses the first three of the public trackers. */
    public static TorrentStrategy create() {
        return builder().build();
    }

    /** Begins with the first three of the public trackers. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Returns {@code false}: a tracker carries offers and answers alone. */
    @Override
    public boolean trickle() {
        return false;
    }

    /** Returns 10 s, until a tracker asks for another interval. */
    @Override
    public Duration announceInterval() {
        return Duration.ofSeconds(10);
    }

    /** Returns 20 messages a second, 200 at once: an announce is a large message, and public trackers serve many. */
    @Override
    public PublishRate publishRate() {
        return new PublishRate(20, 200);
    }

    @Override
    public void warmUp() {
        WebSocketRehearsal.load();
    }

    @Override
    public List<OfferRelay> open(SignalingContext context) {
        WebSocketOptions options = WebSocketOptions.of(context, trust, proxy);
        return urls.stream()
                .<OfferRelay>map(url -> ReconnectingWebSocket.connect(
                        url, options, socket -> new TrackerRelay(socket, context.selfId(), context.scheduler())))
                .toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TorrentStrategy that
                && urls.equals(that.urls)
                && trust.equals(that.trust)
                && Objects.equals(proxy, that.proxy);
    }

    @Override
    public int hashCode() {
        return Objects.hash(urls, trust, proxy);
    }

    /** Names the trackers, without credentials. */
    @Override
    public String toString() {
        return NAME + urls;
    }

    /** Builds a {@link TorrentStrategy}. */
    public static final class Builder {

        private final Set<WebSocketUrl> urls = new LinkedHashSet<>();
        private int redundancy = DEFAULT_REDUNDANCY;
        private ServerTrust trust = ServerTrust.platform();
        private @Nullable HttpProxy proxy;

        private Builder() {}

        /**
         * Adds a tracker, which is used instead of the public ones; one added before is not added again.
         *
         * @throws IllegalArgumentException if this is no {@code ws:} or {@code wss:} URL
         */
        public Builder url(String url) {
            try {
                urls.add(WebSocketUrl.parse(Objects.requireNonNull(url, "url")));
            } catch (IllegalArgumentException refused) {
                throw new IllegalArgumentException("url: " + refused.getMessage());
            }
            return this;
        }

        /**
         * Sets how many of the public trackers are used, from the first on: 3 unless set. Two peers meet if they use one in
         * common. Of trackers that are named by {@link #url}, all are used.
         *
         * @throws IllegalArgumentException if there are not that many, or it is not positive
         */
        public Builder redundancy(int trackers) {
            if (trackers < 1 || trackers > DEFAULT_URLS.size()) {
                throw new IllegalArgumentException(
                        "redundancy must be from 1 to " + DEFAULT_URLS.size() + ", but is " + trackers);
            }
            this.redundancy = trackers;
            return this;
        }

        /** Sets which certificates of {@code wss:} trackers are trusted; those that the platform trusts unless set. */
        public Builder trust(ServerTrust trust) {
            this.trust = Objects.requireNonNull(trust, "trust");
            return this;
        }

        /** Sets the HTTP proxy to reach the trackers through; none unless set. */
        public Builder proxy(HttpProxy proxy) {
            this.proxy = Objects.requireNonNull(proxy, "proxy");
            return this;
        }

        /** Builds the strategy. */
        public TorrentStrategy build() {
            List<WebSocketUrl> trackers = new ArrayList<>(urls);
            if (trackers.isEmpty()) {
                DEFAULT_URLS.stream().limit(redundancy).map(WebSocketUrl::parse).forEach(trackers::add);
            }
            return new TorrentStrategy(this, List.copyOf(trackers));
        }
    }
}
