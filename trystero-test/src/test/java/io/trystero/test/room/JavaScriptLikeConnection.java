package io.trystero.test.room;

import io.trystero.rtc.DataChannel;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionState;
import io.trystero.rtc.SessionDescription;
import io.trystero.test.SimulatedHost;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** One connection of a {@link JavaScriptLikePeer}, with handlers that are set as the peer comes to know what it is for. */
final class JavaScriptLikeConnection implements PeerConnectionListener {

    private static final Duration DISCONNECTED = Duration.ofSeconds(5);

    private final SimulatedHost host;
    private final PeerConnection connection;
    private final long lossMillis;
    private final List<IceCandidate> early = new ArrayList<>();
    private final Disposable.Swap silence = Disposables.swap();
    private @Nullable DataChannel channel;
    private boolean described;
    private boolean dead;
    private boolean mute;
    Runnable onConnect = () -> {};
    Runnable onClose = () -> {};
    Consumer<IceCandidate> onLocalCandidate = candidate -> {};
    Consumer<byte[]> onData = data -> {};

    /** @param lossMillis how long what it sends is lost once the channel of the other side's is open, as in a browser */
    JavaScriptLikeConnection(
            SimulatedHost host, PeerConnectionFactory factory, PeerConnectionConfig.Role role, long lossMillis) {
        this.host = host;
        this.lossMillis = role == PeerConnectionConfig.Role.ANSWERER ? lossMillis : 0;
        this.connection = factory.connect(new PeerConnectionConfig(role, List.of(), IceTransportPolicy.ALL), this);
    }

    void offer(Consumer<String> made) {
        connection.createOffer(false).subscribe(offer -> made.accept(offer.sdp()), this::failed);
    }

    void answer(String offer, Consumer<String> made) {
        connection
                .createAnswer(SessionDescription.offer(offer))
                .subscribe(
                        answer -> {
                            described();
                            made.accept(answer.sdp());
                        },
                        this::failed);
    }

    void accept(String answer) {
        connection.acceptAnswer(SessionDescription.answer(answer)).subscribe(null, this::failed, this::described);
    }

    void candidate(IceCandidate candidate) {
        if (described) {
            connection.addCandidate(candidate).subscribe(null, this::failed);
        } else {
            early.add(candidate);
        }
    }

    void send(byte[] message) {
        DataChannel open = channel;
        if (open != null && !dead && !mute) {
            open.send(message);
        }
    }

    /** Takes that many bytes more, on a network where a peer gets what it grants. */
    void take(long bytes) {
        DataChannel open = channel;
        if (open != null) {
            open.grant(bytes);
        }
    }

    boolean isLive() {
        return !dead && channel != null;
    }

    void destroy() {
        if (!dead) {
            dead = true;
            silence.dispose();
            connection.close();
            onClose.run();
        }
    }

    private void described() {
        described = true;
        early.forEach(this::candidate);
        early.clear();
    }

    private void failed(Throwable error) {
        destroy();
    }

    @Override
    public void onCandidate(IceCandidate candidate) {
        onLocalCandidate.accept(candidate);
    }

    @Override
    public void onGatheringComplete() {}

    @Override
    public void onStateChange(PeerConnectionState state) {
        switch (state) {
            case DISCONNECTED ->
                silence.update(
                        host.scheduler().schedule(this::destroy, DISCONNECTED.toMillis(), TimeUnit.MILLISECONDS));
            case CONNECTED -> silence.update(Disposables.disposed());
            case FAILED -> destroy();
            default -> {}
        }
    }

    @Override
    public void onOpen(DataChannel opened) {
        channel = opened;
        if (lossMillis > 0) {
            mute = true;
            host.scheduler().schedule(() -> mute = false, lossMillis, TimeUnit.MILLISECONDS);
        }
        onConnect.run();
    }

    @Override
    public void onMessage(ByteBuffer message) {
        byte[] copy = new byte[message.remaining()];
        message.get(copy);
        onData.accept(copy);
    }

    @Override
    public void onSent(long bytes) {}

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onClosed() {
        destroy();
    }
}
