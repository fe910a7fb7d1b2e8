package io.trystero.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.MqttProxyProtocol;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import io.trystero.websocket.HttpProxy;
import io.trystero.websocket.ServerTrust;
import io.trystero.websocket.WebSocketRehearsal;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Connects with the HiveMQ client, whose threads are daemons and go with the last connection. */
final class BrokerClient implements BrokerConnector {

    /** Keep-alive of the protocol, section 8. */
    static final int KEEP_ALIVE_SECONDS = 60;

    /** Longest wait for each step: the socket, the WebSocket, the broker's word. */
    static final int CONNECT_SECONDS = 10;

    private static final int THREADS = 2;

    /** Identifiers of up to 23 characters are taken by every broker: this many are left beside a peer id and a letter. */
    private static final int NUMBERS = 36 * 36;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static final Executor DAEMONS = task -> {
        Thread thread = new Thread(task, "trystero-mqtt");
        thread.setDaemon(true);
        thread.start();
    };

    private final BrokerUrl url;
    private final MqttVersion version;
    private final String selfId;
    private final MqttClientTransportConfig transport;

    BrokerClient(BrokerUrl url, MqttVersion version, ServerTrust trust, @Nullable HttpProxy proxy, String selfId) {
        this.url = url;
        this.version = version;
        this.selfId = selfId;
        this.transport = transport(url, trust, proxy);
    }

    /** Loads what a client needs, without making one that connects. */
    static void load() {
        WebSocketRehearsal.load(); // the client's network code is the same
        Objects.requireNonNull(MqttClient.builder().useMqttVersion3().buildAsync());
        Objects.requireNonNull(MqttClient.builder().useMqttVersion5().buildAsync());
    }

    @Override
    public BrokerLink connect(BrokerLink.Events events) {
        MqttClientBuilder builder = MqttClient.builder()
                .identifier(identifier())
                .transportConfig(transport)
                .executorConfig()
                .nettyExecutor(DAEMONS)
                .nettyThreads(THREADS)
                .applyExecutorConfig()
                .addConnectedListener(context -> events.onOpen())
                .addDisconnectedListener(context -> events.onClosed(context.getCause()));
        return version == MqttVersion.V5
                ? new Mqtt5Link(builder.useMqttVersion5().buildAsync(), url, events)
                : new Mqtt3Link(builder.useMqttVersion3().buildAsync(), url, events);
    }

    /**
     * A new one for each connection, since brokers close a connection when another comes with the same: that of another strategy of
     * the instance, or one whose end the broker has not noticed.
     */
    private String identifier() {
        int number = Math.floorMod(NUMBER.getAndIncrement(), NUMBERS);
        return "t" + selfId + Integer.toString(number, 36);
    }

    private static MqttClientTransportConfig transport(BrokerUrl url, ServerTrust trust, @Nullable HttpProxy proxy) {
        MqttClientTransportConfigBuilder config = MqttClientTransportConfig.builder()
                .serverHost(url.host())
                .serverPort(url.port())
                .socketConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .mqttConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS);
        if (url.isSecure()) {
            config = config.sslConfig(ssl(trust));
        }
        if (url.overWebSocket()) {
            config = config.webSocketConfig(webSocket(url.path()));
        }
        if (proxy != null) {
            config = config.proxyConfig()
                    .protocol(MqttProxyProtocol.HTTP)
                    .host(proxy.host())
                    .port(proxy.port())
                    .username(proxy.user())
                    .password(proxy.password())
                    .handshakeTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                    .applyProxyConfig();
        }
        return config.build();
    }

    private static MqttWebSocketConfig webSocket(String resource) {
        int query = resource.indexOf('?');
        return MqttWebSocketConfig.builder()
                .serverPath(query < 0 ? resource : resource.substring(0, query))
                .queryString(query < 0 ? "" : resource.substring(query + 1))
                .subprotocol("mqtt")
                .handshakeTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .build();
    }

    private static MqttClientSslConfig ssl(ServerTrust trust) {
        try {
            return MqttClientSslConfig.builder()
                    .trustManagerFactory(trust.trustManagers())
                    .hostnameVerifier(trust.checksHosts() ? null : (host, session) -> true)
                    .handshakeTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                    .build();
        } catch (GeneralSecurityException cannot) {
            throw new IllegalStateException(cannot);
        }
    }
}
