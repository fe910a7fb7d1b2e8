package io.trystero.engine;

import io.trystero.rtc.DataChannel;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionStats;
import io.trystero.rtc.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A connection whose transport is the test: it says what comes, keeps what is sent, and reports nothing as sent. */
final class OneConnection implements PeerConnectionFactory, PeerConnection, DataChannel, Connection.Owner {

    final Connection connection;
    final Counters counters = new Counters();
    final List<byte[]> given = new ArrayList<>();
    final List<byte[]> heard = new ArrayList<>();
    final List<Departure> departures = new ArrayList<>();
    private @Nullable PeerConnectionListener listener;
    private int open;

    OneConnection(EventLoop loop, InboxBudget budget) {
        connection = new Connection(
                1,
                loop,
                counters,
                budget,
                this,
                new PeerConnectionConfig(
                        PeerConnectionConfig.Role.OFFERER, List.of(), io.trystero.rtc.IceTransportPolicy.ALL),
                this);
        transport().onOpen(this);
    }

    /** Returns what the transport's threads call. */
    PeerConnectionListener transport() {
        return Objects.requireNonNull(listener);
    }

    long bytesGiven() {
        return given.stream().mapToLong(message -> message.length).sum();
    }

    @Override
    public PeerConnection connect(PeerConnectionConfig config, PeerConnectionListener listener) {
        this.listener = listener;
        open++;
        return this;
    }

    @Override
    public void send(byte[] message) {
        given.add(message);
    }

    @Override
    public void close() {
        open--;
    }

    @Override
    public int connectionCount() {
        return open;
    }

    @Override
    public void onMessage(byte[] message) {
        heard.add(message);
    }

    @Override
    public void onClosed(Departure reason) {
        departures.add(reason);
    }

    @Override
    public Mono<SessionDescription> createOffer(boolean iceRestart) {
        return Mono.never();
    }

    @Override
    public Mono<SessionDescription> createAnswer(SessionDescription offer) {
        return Mono.never();
    }

    @Override
    public Mono<Void> acceptAnswer(SessionDescription answer) {
        return Mono.never();
    }

    @Override
    public Mono<Void> addCandidate(IceCandidate candidate) {
        return Mono.never();
    }

    @Override
    public Mono<SessionDescription> localDescription() {
        return Mono.never();
    }

    @Override
    public Mono<PeerConnectionStats> stats() {
        return Mono.never();
    }

    @Override
    public void dispose() {}

    @Override
    public void onLocalCandidate(IceCandidate candidate) {}

    @Override
    public void onGathered() {}

    @Override
    public void onOpen() {}

    @Override
    public void onSent(long bytes) {}
}
