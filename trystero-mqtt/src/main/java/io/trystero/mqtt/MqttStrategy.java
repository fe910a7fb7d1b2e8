package io.trystero.mqtt;

import io.trystero.signaling.PublishRate;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicRelay;
import io.trystero.websocket.HttpProxy;
import io.trystero.websocket.ServerTrust;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds peers through MQTT brokers: public ones unless others are named. Matches the MQTT strategy of the JavaScript library,
 * release 0.25.4.
 *
 * <pre>{@code
 * Trystero.builder("com.example.board").strategy(MqttStrategy.create()).build();
 * }</pre>
 *
 * <p>Immutable and equal by value. Each instance opens one connection per broker, which all of its rooms share.
 */
public final class MqttStrategy implements SignalingStrategy {

    static final String NAME = "mqtt";

    /** Public brokers, in the order in which the JavaScript library takes them. */
    private static final List<String> DEFAULT_URLS = List.of(
            "wss://test.mosquitto.org:8081/mqtt",
            "wss://broker.emqx.io:8084/mqtt",
            "wss://public:public@public.cloud.shiftr.io",
            "wss://broker-cn.emqx.io:8084/mqtt",
            "wss://broker.hivemq.com:8884/mqtt");

    /** How many of them are used unless set: as many as the JavaScript library uses. */
    private static final int DEFAULT_REDUNDANCY = 4;

    private final List<BrokerUrl> urls;
    private final MqttVersion version;
    private final ServerTrust trust;
    private final @Nullable HttpProxy proxy;

    private MqttStrategy(Builder builder, List<BrokerUrl> urls) {
        this.urls = urls;
        this.version = builder.version;
        this.trust = builder.trust;
        this.proxy = builder.proxy;
    }

    /** Uses the first four of the public brokers. */
    public static MqttStrategy create() {
        return builder().build();
    }

    /** Begins with the first four of the public brokers. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Returns 50 messages a second, 200 at once: public brokers cut off clients that publish hundreds a second. */
    @Override
    public PublishRate publishRate() {
        return new PublishRate(50, 200);
    }

    @Override
    public void warmUp() {
        BrokerClient.load();
    }

    @Override
    public List<TopicRelay> open(SignalingContext context) {
        return urls.stream().<TopicRelay>map(url -> open(url, context)).toList();
    }

    private TopicRelay open(BrokerUrl url, SignalingContext context) {
        BrokerClient client = new BrokerClient(url, version, trust, proxy, context.selfId());
        return new MqttTopicRelay(url, client, context).start();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MqttStrategy that
                && urls.equals(that.urls)
                && version == that.version
                && trust.equals(that.trust)
                && Objects.equals(proxy, that.proxy);
    }

    @Override
    public int hashCode() {
        return Objects.hash(urls, version, trust, proxy);
    }

    /** Names the brokers, without credentials. */
    @Override
    public String toString() {
        return NAME + urls;
    }

    /** Builds an {@link MqttStrategy}. */
    public static final class Builder {

        private final Set<BrokerUrl> urls = new LinkedHashSet<>();
        private int redundancy = DEFAULT_REDUNDANCY;
        private MqttVersion version = MqttVersion.V3_1_1;
        private ServerTrust trust = ServerTrust.platform();
        private @Nullable HttpProxy proxy;

        private Builder() {}

        /**
         * Adds a broker, which is used instead of the public ones; one added before is not added again. User and password go
         * before the host.
         *
         * @param url {@code ws:} or {@code wss:} over a WebSocket, {@code mqtt:} (port 1883 unless given) or {@code mqtts:}
         *     (8883) without one
         * @throws IllegalArgumentException if this is none of these
         */
        public Builder url(String url) {
            urls.add(BrokerUrl.parse(Objects.requireNonNull(url, "url")));
            return this;
        }

        /**
         * Sets how many of the public brokers are used, from the first on: 4 unless set. Two peers meet if they use one in
         * common. Of brokers that are named by {@link #url}, all are used.
         *
         * @throws IllegalArgumentException if there are not that many, or it is not positive
         */
        public Builder redundancy(int brokers) {
            if (brokers < 1 || brokers > DEFAULT_URLS.size()) {
                throw new IllegalArgumentException(
                        "redundancy must be from 1 to " + DEFAULT_URLS.size() + ", but is " + brokers);
            }
            this.redundancy = brokers;
            return this;
        }

        /** Sets the version of MQTT to speak: 3.1.1 unless set. */
        public Builder version(MqttVersion version) {
            this.version = Objects.requireNonNull(version, "version");
            return this;
        }

        /** Sets which certificates of brokers are trusted; those that the platform trusts unless set. */
        public Builder trust(ServerTrust trust) {
            this.trust = Objects.requireNonNull(trust, "trust");
            return this;
        }

        /** Sets the HTTP proxy to reach the brokers through; none unless set. */
        public Builder proxy(HttpProxy proxy) {
            this.proxy = Objects.requireNonNull(proxy, "proxy");
            return this;
        }

        /** Builds the strategy. */
        public MqttStrategy build() {
            List<BrokerUrl> brokers = new ArrayList<>(urls);
            if (brokers.isEmpty()) {
                DEFAULT_URLS.stream().limit(redundancy).map(BrokerUrl::parse).forEach(brokers::add);
            }
            return new MqttStrategy(this, List.copyOf(brokers));
        }
    }
}
