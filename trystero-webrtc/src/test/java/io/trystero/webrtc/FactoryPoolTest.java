package io.trystero.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@NeedsNatives
class FactoryPoolTest {

    private FactoryPool pool = new FactoryPool(Natives::dataOnly, MessageLimits.DEFAULT);
    private PeerConnectionFactory factory = new WebRtcTransport(pool).open();

    @AfterEach
    void dispose() {
        factory.dispose();
        awaitLive(0);
    }

    @Test
    void holdsNoFactoryUntilTheFirstConnection() {
        assertThat(pool.live()).isZero();
    }

    @Test
    void sharesOneFactoryAndDisposesItAfterTheLastConnection() {
        PeerConnectionFactory other = new WebRtcTransport(pool).open();
        TestPeer answerer = TestPeer.answerer(other);
        TestPeer offerer = TestPeer.offerer(factory).connectTo(answerer);
        TestPeer last = TestPeer.offerer(factory);
        assertThat(pool.live()).isEqualTo(1);

        offerer.connection().close();
        TestPeer.await(answerer.closed);
        other.dispose();
        assertThat(pool.live()).isEqualTo(1);

        last.connection().close();
        awaitLive(0);
    }

    @Test
    void startsAfreshAfterTheLastConnection() {
        for (int i = 0; i < 3; i++) {
            TestPeer answerer = TestPeer.answerer(factory);
            TestPeer.offerer(factory).connectTo(answerer).connection().close();
            TestPeer.await(answerer.closed);
            awaitLive(0);
        }
    }

    @Test
    void givesNewConnectionsAFreshFactoryWhenOneIsWornAndDropsThatWithItsLast() {
        usePool(new MessageLimits(10, 1_000));
        TestPeer answerer = TestPeer.answerer(factory);
        TestPeer offerer = TestPeer.offerer(factory).connectTo(answerer);
        assertThat(pool.live()).isEqualTo(1);
        exchange(offerer, answerer, 10);

        TestPeer freshAnswerer = TestPeer.answerer(factory);
        TestPeer fresh = TestPeer.offerer(factory).connectTo(freshAnswerer);
        assertThat(pool.live()).isEqualTo(2);
        exchange(offerer, answerer, 5);

        offerer.connection().close();
        TestPeer.await(answerer.closed);
        awaitLive(1);
        exchange(fresh, freshAnswerer, 5);
    }

    @Test
    void reportsOnceThatAConnectionHasReceivedTooMuch() {
        usePool(new MessageLimits(1_000, 5));
        try (CapturedLog log = new CapturedLog()) {
            TestPeer answerer = TestPeer.answerer(factory);
            TestPeer offerer = TestPeer.offerer(factory).connectTo(answerer);
            exchange(offerer, answerer, 20);
            offerer.connection().close();
            TestPeer.await(answerer.closed);
            awaitLive(0);
            assertThat(log.events()).singleElement().satisfies(event -> {
                assertThat(event.getLevel()).isEqualTo(Level.WARN);
                assertThat(event.getFormattedMessage()).contains("has received 5 messages");
            });
        }
    }

    @Test
    void asksForAConnectionToBeMadeAnewOnceItHasReceivedEnough() {
        factory.dispose();
        factory = WebRtcTransport.dataOnly().reconnectAfter(1_000).open();
        AtomicInteger asked = new AtomicInteger();
        TestPeer answerer = new TestPeer(factory, PeerConnectionConfig.Role.ANSWERER) {
            @Override
            public void onWorn() {
                assertThat(received.get()).isEqualTo(1_000);
                asked.incrementAndGet();
            }
        };
        TestPeer offerer = TestPeer.offerer(factory).connectTo(answerer);
        exchange(offerer, answerer, 999);
        assertThat(asked).hasValue(0);
        exchange(offerer, answerer, 1_001);
        assertThat(asked).hasValue(1);
        assertThatThrownBy(() -> WebRtcTransport.dataOnly().reconnectAfter(999))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000");
    }

    @Test
    void tellsTheListenerWhatIsMissingWhenNothingNativeCanBeMade() {
        pool = new FactoryPool(
                () -> {
                    throw new IllegalStateException("apt-get install something");
                },
                MessageLimits.DEFAULT);
        factory = new WebRtcTransport(pool).open();
        TestPeer peer = TestPeer.offerer(factory);

        assertThat(TestPeer.await(peer.failed)).hasMessage("apt-get install something");
        TestPeer.await(peer.closed);
        StepVerifier.create(peer.connection().createOffer(false))
                .expectError(IllegalStateException.class)
                .verify(TestPeer.PATIENCE);
        assertThat(factory.connectionCount()).isZero();
    }

    @Test
    void returnsFromEveryCallWhileItsWorkerIsBusy() {
        TestPeer answerer = TestPeer.answerer(factory);
        TestPeer offerer = TestPeer.offerer(factory).connectTo(answerer);
        CountDownLatch latch = new CountDownLatch(1);
        NativeFactory shared = pool.lease();
        shared.worker().execute(() -> awaitLatch(latch));

        TestPeer another = TestPeer.offerer(factory);
        CompletableFuture<?> offer = another.connection().createOffer(false).toFuture();
        CompletableFuture<?> stats = offerer.connection().stats().toFuture();
        offerer.send(new byte[10]);
        factory.dispose();
        assertThat(List.of(offer, stats, offerer.closed)).noneMatch(CompletableFuture::isDone);
        shared.worker().execute(() -> pool.release(shared));
        latch.countDown();

        TestPeer.await(offerer.closed);
        TestPeer.await(another.closed);
    }

    private void usePool(MessageLimits limits) {
        pool = new FactoryPool(Natives::dataOnly, limits);
        factory = new WebRtcTransport(pool).open();
    }

    private static void exchange(TestPeer from, TestPeer to, int count) {
        long before = to.received.get();
        for (int i = 0; i < count; i++) {
            from.send(new byte[] {1});
        }
        awaitThat(() -> to.received.get() == before + count);
    }

    private void awaitLive(int factories) {
        awaitThat(() -> pool.live() == factories);
    }

    private static void awaitThat(BooleanSupplier condition) {
        Flux.interval(Duration.ofMillis(1))
                .filter(tick -> condition.getAsBoolean())
                .blockFirst(TestPeer.PATIENCE);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
