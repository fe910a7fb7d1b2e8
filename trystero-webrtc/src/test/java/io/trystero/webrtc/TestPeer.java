package io.trystero.webrtc;

import io.trystero.rtc.DataChannel;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionState;
import io.trystero.rtc.SessionDescription;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Sinks;

/** One end of a connection; a test overrides what it wants to do in a callback. */
class TestPeer implements PeerConnectionListener {

    /** How long anything may take before it counts as broken. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    final CompletableFuture<DataChannel> opened = new CompletableFuture<>();
    final CompletableFuture<Void> gathered = new CompletableFuture<>();
    final CompletableFuture<Throwable> failed = new CompletableFuture<>();
    final CompletableFuture<Void> closed = new CompletableFuture<>();
    final AtomicLong received = new AtomicLong();
    private final Sinks.Many<IceCandidate> candidates = Sinks.many().unicast().onBackpressureBuffer();
    private final PeerConnection connection;

    TestPeer(PeerConnectionFactory factory, Role role) {
        connection = factory.connect(new PeerConnectionConfig(role, List.of(), IceTransportPolicy.ALL), this);
    }

    static TestPeer offerer(PeerConnectionFactory factory) {
        return new TestPeer(factory, Role.OFFERER);
    }

    static TestPeer answerer(PeerConnectionFactory factory) {
        return new TestPeer(factory, Role.ANSWERER);
    }

    PeerConnection connection() {
        return connection;
    }

    void send(byte[] message) {
        opened.join().send(message);
    }

    /** Connects this offerer to an answerer and waits until both are open. */
    TestPeer connectTo(TestPeer answerer) {
        negotiateWith(answerer);
        await(opened);
        await(answerer.opened);
        return this;
    }

    void negotiateWith(TestPeer answerer) {
        SessionDescription offer = connection.createOffer(false).block(PATIENCE);
        SessionDescription answer = answerer.connection.createAnswer(offer).block(PATIENCE);
        trickleTo(answerer);
        connection.acceptAnswer(answer).block(PATIENCE);
        answerer.trickleTo(this);
    }

    void trickleTo(TestPeer other) {
        candidates
                .asFlux()
                .concatMap(candidate -> other.connection.addCandidate(candidate).onErrorComplete())
                .subscribe();
    }

    static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    @Override
    public void onCandidate(IceCandidate candidate) {
        candidates.tryEmitNext(candidate).orThrow();
    }

    @Override
    public void onGatheringComplete() {
        gathered.complete(null);
    }

    @Override
    public void onStateChange(PeerConnectionState state) {}

    @Override
    public void onOpen(DataChannel channel) {
        opened.complete(channel);
    }

    @Override
    public void onMessage(ByteBuffer message) {
        received.incrementAndGet();
    }

    @Override
    public void onSent(long bytes) {}

    @Override
    public void onError(Throwable error) {
        failed.complete(error);
    }

    @Override
    public void onClosed() {
        closed.complete(null);
    }
}
