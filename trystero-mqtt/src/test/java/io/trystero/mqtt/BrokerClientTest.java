package io.trystero.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.websocket.ServerTrust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client does about servers that are no brokers. */
class BrokerClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServerSocket server = listen();

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "mqtts", "ws", "wss"})
    void aServerThatSaysNothingIsGivenUpAfterTenSeconds(String scheme) {
        long start = System.nanoTime();

        BrokerFailure failure = failure(scheme + "://127.0.0.1:" + server.getLocalPort(), MqttVersion.V3_1_1);

        assertThat(failure.reason()).isNotBlank();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(BrokerClient.CONNECT_SECONDS), PATIENCE);
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void whereNobodyListensTheReasonSaysSo(MqttVersion version) throws IOException {
        server.close();

        BrokerFailure failure = failure("mqtt://127.0.0.1:" + server.getLocalPort(), version);

        assertThat(failure.reason()).isEqualTo("connection refused");
    }

    @Test
    void aHostThatIsNotKnownIsSaid() {
        assertThat(failure("mqtt://nowhere.invalid", MqttVersion.V3_1_1).reason())
                .isEqualTo("unknown host");
    }

    @Test
    void theThreadsEndWithTheLastConnection() throws IOException {
        server.close();
        failure("mqtt://127.0.0.1:" + server.getLocalPort(), MqttVersion.V3_1_1);

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals("trystero-mqtt"))
                .allMatch(Thread::isDaemon);
    }

    private static BrokerFailure failure(String url, MqttVersion version) {
        CompletableFuture<Throwable> closed = new CompletableFuture<>();
        new BrokerClient(BrokerUrl.parse(url), version, ServerTrust.insecure(), null, "A1b2C3d4E5f6G7h8I9j0")
                .connect(new BrokerLink.Events() {
                    @Override
                    public void onOpen() {}

                    @Override
                    public void onMessage(String topic, byte[] payload, boolean retained) {}

                    @Override
                    public void onClosed(Throwable cause) {
                        closed.complete(cause);
                    }
                });
        return BrokerFailure.of(
                closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join());
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
