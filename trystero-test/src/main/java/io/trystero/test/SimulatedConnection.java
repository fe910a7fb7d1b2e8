package io.trystero.test;

import io.trystero.rtc.ConnectionClosedException;
import io.trystero.rtc.DataChannel;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionState;
import io.trystero.rtc.PeerConnectionStats;
import io.trystero.rtc.SessionDescription;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import io.trystero.test.Loop.Happening;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One side of a simulated connection. All but the methods of the SPI is called on the loop. */
final class SimulatedConnection implements PeerConnection, DataChannel {

    private final SimulatedFactory factory;
    private final SimulatedHost host;
    private final PeerConnectionConfig config;
    private final PeerConnectionListener listener;
    private final Switchboard switchboard;
    private final Loop loop;
    private final int session;
    private final Negotiated negotiated;
    private final Gathering gathering;
    private final PathState path;
    private final SimulatedTracks tracks;
    private final OrderedLine operations;
    private @Nullable Association association;
    private volatile boolean closed;
    private volatile boolean open;
    private @Nullable String registeredUfrag;
    private boolean losesOpen;
    private boolean over;

    SimulatedConnection(
            SimulatedFactory factory,
            PeerConnectionConfig config,
            PeerConnectionListener listener,
            Switchboard switchboard) {
        this.factory = factory;
        this.host = factory.host();
        this.config = config;
        this.listener = listener;
        this.switchboard = switchboard;
        loop = switchboard.loop();
        session = switchboard.freshSession();
        negotiated = new Negotiated(config.role());
        gathering = new Gathering(host.number(), config, host::isRefusedByTurn, listener, switchboard.quality(), loop);
        path = new PathState(loop, this::stateChanged);
        operations = new OrderedLine(loop);
        tracks = new SimulatedTracks(this, listener, loop);
    }

    @Override
    public Mono<SessionDescription> createOffer(boolean iceRestart) {
        return operation(() -> {
            boolean fresh = negotiated.offer(iceRestart, switchboard.freshUfrag());
            tracks.offer();
            return described(fresh);
        });
    }

    @Override
    public Mono<SessionDescription> createAnswer(SessionDescription offer) {
        return operation(() -> {
            SessionText text = SessionText.read(offer, SessionDescription.Type.OFFER);
            boolean fresh = negotiated.answer(text, switchboard.freshUfrag());
            tracks.answer(text.media());
            return described(fresh);
        });
    }

    @Override
    public Mono<Void> acceptAnswer(SessionDescription answer) {
        return operation(() -> {
            SessionText text = SessionText.read(answer, SessionDescription.Type.ANSWER);
            tracks.checkAnswer(text.media());
            negotiated.accept(text);
            tracks.accept(text.media());
            switchboard.changed(this);
            return null;
        });
    }

    @Override
    public Mono<Void> addCandidate(IceCandidate candidate) {
        return operation(() -> {
            if (negotiated.candidate(candidate)) {
                switchboard.changed(this);
            }
            return null;
        });
    }

    @Override
    public Mono<SessionDescription> localDescription() {
        return operation(this::describe);
    }

    @Override
    public Mono<TrackSender> addTrack(TrackSpec track) {
        return withMedia(() -> tracks.add(track));
    }

    @Override
    public Mono<Void> removeTrack(TrackSender sender) {
        return withMedia(() -> {
            tracks.remove(sender);
            return null;
        });
    }

    private <T> Mono<T> withMedia(Supplier<@Nullable T> work) {
        return switchboard.quality().capabilities().media()
                ? operation(work)
                : Mono.error(new UnsupportedOperationException("this transport carries data alone"));
    }

    @Override
    public Mono<PeerConnectionStats> stats() {
        return operation(() -> {
            Association found = association;
            if (found == null || path.state() == PeerConnectionState.CONNECTING) {
                return new PeerConnectionStats(null, null, null, 0, 0);
            }
            Latency latency = switchboard.quality().latency();
            Duration roundTrip = latency.min().plus(latency.max());
            return new PeerConnectionStats(
                    candidateType(),
                    found.other(this).candidateType(),
                    roundTrip,
                    found.lineFrom(this).sentBytes(),
                    found.lineTo(this).sentBytes());
        });
    }

    /** What has departed arrives before the other side hears of the close. */
    @Override
    public void closeGracefully() {
        loop.run(() -> {
            if (!over && association != null) {
                association.lineFrom(this).whenEmpty(this::close);
            } else {
                close();
            }
        });
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            loop.run(this::finish);
        }
    }

    @Override
    public void send(byte[] message) {
        loop.run(() -> {
            if (open && !over && association != null) {
                association.lineFrom(this).send(message);
            }
        });
    }

    @Override
    public void grant(long bytes) {
        loop.run(() -> {
            if (!over && association != null) {
                association.lineTo(this).grant(bytes);
            }
        });
    }

    SimulatedHost host() {
        return host;
    }

    Role role() {
        return config.role();
    }

    SimulatedTracks tracks() {
        return tracks;
    }

    Negotiated negotiated() {
        return negotiated;
    }

    @Nullable
    Association association() {
        return association;
    }

    ConnectionView view() {
        Association found = association;
        return new ConnectionView(
                host.label(), found == null ? null : found.other(this).host.label(), config.role(), path.state(), open);
    }

    boolean isOver() {
        return over;
    }

    boolean isConnected() {
        return !over && path.state() == PeerConnectionState.CONNECTED;
    }

    boolean isOpenToPath() {
        return !over && path.isOpenToPath();
    }

    void check(String credentials) {
        path.check(credentials);
    }

    void associate(Association found) {
        association = found;
    }

    void connected() {
        path.connected();
    }

    void hearsNothing() {
        if (!over) {
            path.silent();
        }
    }

    void hearsAgain() {
        if (!over) {
            path.heard();
        }
    }

    void loseOpen() {
        losesOpen = true;
    }

    /** The channel opens, unless that is to get lost: then this side never learns of it. */
    void opened() {
        if (over || open || losesOpen) {
            return;
        }
        path.connected();
        open = true;
        loop.note(Happening.OPEN, host.number(), 0);
        listener.onOpen(this);
    }

    void receive(byte[] message) {
        if (open && !over) {
            loop.note(Happening.MESSAGE, host.number(), message.length);
            switchboard.lend(message, listener);
        }
    }

    void sent(int bytes) {
        if (!over) {
            listener.onSent(bytes);
        }
    }

    /** A message is too large: it counts as handled, and the rest goes on. */
    void refuse(int bytes, int most) {
        listener.onError(new IllegalArgumentException("a message of " + bytes + " bytes is over the limit of " + most));
        listener.onSent(bytes);
    }

    void fail(RuntimeException error) {
        listener.onError(error);
        finish();
    }

    /** Closes this side, whoever began; the other one is told if it does not know. */
    void finish() {
        if (!over) {
            long unsent = end();
            if (association != null) {
                association.closed(this);
            }
            loop.note(Happening.CLOSED, host.number(), unsent);
            tracks.end();
            if (unsent > 0) {
                listener.onSent(unsent);
            }
            listener.onClosed();
        }
    }

    /** The host lost power. */
    void vanish() {
        if (!over) {
            end();
            if (association != null) {
                association.vanished(this);
            }
        }
    }

    private long end() {
        over = true;
        closed = true;
        open = false;
        gathering.stop();
        path.stop();
        switchboard.unregister(registeredUfrag);
        factory.forget(this);
        return association == null ? 0 : association.lineFrom(this).queuedBytes();
    }

    void wearOut() {
        if (open) {
            listener.onWorn();
        }
    }

    private void stateChanged(PeerConnectionState state) {
        loop.note(Happening.STATE, host.number(), state.name().hashCode());
        listener.onStateChange(state);
    }

    private SessionDescription described(boolean fresh) {
        String ufrag = localUfrag();
        if (!ufrag.equals(registeredUfrag)) {
            switchboard.unregister(registeredUfrag);
            switchboard.register(ufrag, this);
            registeredUfrag = ufrag;
        }
        if (fresh) {
            gathering.start(ufrag);
        }
        switchboard.changed(this);
        return describe();
    }

    private SessionDescription describe() {
        return SessionText.write(
                negotiated.localType(),
                session,
                negotiated.version(),
                localUfrag(),
                switchboard.quality().capabilities().maxMessageBytes(),
                gathering.gathered(),
                gathering.isComplete(),
                tracks.described());
    }

    private String localUfrag() {
        String ufrag = negotiated.localUfrag();
        if (ufrag == null) {
            throw new IllegalStateException("there is no local description yet");
        }
        return ufrag;
    }

    private String candidateType() {
        return config.iceTransportPolicy() == IceTransportPolicy.RELAY ? "relay" : "host";
    }

    <T> Mono<T> operation(Supplier<@Nullable T> work) {
        return Mono.create(sink -> loop.run(() -> {
            long duration = switchboard.quality().operations().draw(loop.random);
            operations.after(duration, () -> {
                if (!host.isAlive()) {
                    return;
                }
                if (closed) {
                    sink.error(new ConnectionClosedException());
                    return;
                }
                T result;
                try {
                    result = work.get();
                } catch (IllegalStateException | IllegalArgumentException refused) {
                    sink.error(refused);
                    return;
                }
                sink.success(result);
            });
        }));
    }
}
