package io.trystero.test;

import io.trystero.rtc.DataChannel;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionState;
import io.trystero.rtc.media.RemoteTrack;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One side of a connection in a test: keeps all that it is told, as text, with the time. */
class Endpoint implements PeerConnectionListener {

    final List<String> events = new ArrayList<>();
    final List<Duration> times = new ArrayList<>();
    final List<IceCandidate> candidates = new ArrayList<>();
    final List<String> messages = new ArrayList<>();
    final List<RemoteTrack> tracks = new ArrayList<>();
    final PeerConnectionFactory factory;
    final PeerConnection connection;
    DataChannel channel;
    long sent;
    private final SimulatedTime time;

    Endpoint(SimulatedHost host, SimulatedTime time, Role role) {
        this(host, time, new PeerConnectionConfig(role, List.of(), IceTransportPolicy.ALL));
    }

    Endpoint(SimulatedHost host, SimulatedTime time, PeerConnectionConfig config) {
        this.time = time;
        factory = host.transport().open();
        connection = factory.connect(config, this);
    }

    /** Negotiates with trickle, as fast as the two sides allow. */
    static void negotiate(Endpoint offerer, Endpoint answerer, SimulatedTime time) {
        offerer.connection
                .createOffer(false)
                .flatMap(answerer.connection::createAnswer)
                .flatMap(offerer.connection::acceptAnswer)
                .subscribe();
        time.advanceBy(Duration.ofMillis(200));
        offerer.candidates.forEach(it -> answerer.connection.addCandidate(it).subscribe());
        answerer.candidates.forEach(it -> offerer.connection.addCandidate(it).subscribe());
    }

    boolean isOpen() {
        return events.contains("open") && !events.contains("closed");
    }

    void send(String message) {
        channel.send(message.getBytes(StandardCharsets.UTF_8));
    }

    Duration timeOf(String event) {
        return times.get(events.indexOf(event));
    }

    private void happened(String event) {
        events.add(event);
        times.add(time.elapsed());
    }

    @Override
    public void onCandidate(IceCandidate candidate) {
        candidates.add(candidate);
    }

    @Override
    public void onGatheringComplete() {
        happened("gathered");
    }

    @Override
    public void onStateChange(PeerConnectionState state) {
        happened(state.name());
    }

    @Override
    public void onOpen(DataChannel opened) {
        channel = opened;
        happened("open");
    }

    @Override
    public void onMessage(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        messages.add(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void onTrack(RemoteTrack track) {
        tracks.add(track);
    }

    @Override
    public void onSent(long bytes) {
        sent += bytes;
    }

    @Override
    public void onError(Throwable error) {
        happened("error");
    }

    @Override
    public void onClosed() {
        happened("closed");
    }
}
