package io.trystero.webrtc;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import io.trystero.rtc.ConnectionClosedException;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceServerFailure;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionStats;
import io.trystero.rtc.SessionDescription;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import io.trystero.rtc.media.TrackStats;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One native connection with its channel.
 *
 * <p>Three kinds of thread meet here. Callers ask and return. The worker makes, negotiates, sends, closes and releases; it
 * alone calls native code. The native callback thread brings the news and passes it straight to the listener; it is quiet
 * from the moment that the phase leaves {@code OPEN}, and has come to rest once native {@code close()} returns.
 */
final class RtcConnection implements PeerConnection {

    /** {@code OPEN → CLOSING} by whoever closes first, {@code CLOSING → CLOSED} by the worker, each once. */
    private enum Phase {
        OPEN,
        CLOSING,
        CLOSED
    }

    private static final Logger log = LoggerFactory.getLogger("io.trystero.connection");
    private static final String LABEL = "data";

    private final FactoryPool pool;
    private final long wornAfter;
    private final NativeFactory factory;
    private final NativeWorker worker;
    private final PeerConnectionConfig config;
    private final PeerConnectionListener listener;
    private final Consumer<RtcConnection> onClosed;
    private final OperationQueue operations;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.OPEN);

    // The worker's.
    private @Nullable ConnectionCallbacks callbacks;
    private @Nullable NativeReference<RTCPeerConnection> connection;

    // Set once by the worker or the callback thread, read by the other.
    private volatile @Nullable Negotiation negotiation;
    private volatile @Nullable ConnectionTracks tracks;
    private volatile @Nullable NativeReference<RTCDataChannel> channel;
    private volatile @Nullable ChannelCallbacks channelCallbacks;
    private volatile @Nullable Outbox outbox;
    private volatile boolean closedByRemote;

    /** The callback thread's. */
    private long received;

    RtcConnection(
            FactoryPool pool,
            long wornAfter,
            PeerConnectionConfig config,
            PeerConnectionListener listener,
            Consumer<RtcConnection> onClosed) {
        this.pool = pool;
        this.wornAfter = wornAfter;
        this.config = config;
        this.listener = new GuardedListener(listener, this::close);
        this.onClosed = onClosed;
        this.factory = pool.lease();
        this.worker = factory.worker();
        this.operations = new OperationQueue(worker);
    }

    void start() {
        pool.opened(this);
        worker.execute(this::open);
    }

    @Override
    public Mono<SessionDescription> createOffer(boolean iceRestart) {
        return describe(step -> step.offer(iceRestart));
    }

    @Override
    public Mono<SessionDescription> createAnswer(SessionDescription offer) {
        return describe(step -> {
            if (!step.isSettled()) {
                yieldChannel();
            }
            return step.answer(offer);
        });
    }

    @Override
    public Mono<Void> acceptAnswer(SessionDescription answer) {
        return negotiate(step -> step.accept(answer));
    }

    @Override
    public Mono<Void> addCandidate(IceCandidate candidate) {
        return negotiate(step -> step.add(candidate));
    }

    @Override
    public Mono<SessionDescription> localDescription() {
        return negotiate(Negotiation::local);
    }

    @Override
    public Mono<PeerConnectionStats> stats() {
        return operations.operation(() -> {
            CompletableFuture<PeerConnectionStats> stats = new CompletableFuture<>();
            made(connection).object().getStats(report -> {
                try {
                    stats.complete(SelectedPair.in(report));
                } catch (Throwable e) {
                    stats.completeExceptionally(e); // an exception that leaves a callback aborts the JVM
                }
            });
            return stats;
        });
    }

    /** Makes a description of what is sent now. */
    private <T> Mono<T> describe(Function<Negotiation, CompletionStage<T>> step) {
        return negotiate(current -> {
            made(tracks).nameStreams();
            return step.apply(current);
        });
    }

    private <T> Mono<T> negotiate(Function<Negotiation, CompletionStage<T>> step) {
        return operations.operation(() -> {
            ConnectionTracks holding = made(tracks);
            holding.hold();
            CompletionStage<T> result;
            try {
                result = step.apply(made(negotiation));
            } catch (RuntimeException | Error e) {
                holding.resume();
                throw e;
            }
            return result.whenCompleteAsync(
                    (value, error) -> {
                        holding.resume();
                        holding.endStopped();
                    },
                    worker);
        });
    }

    @Override
    public Mono<TrackSender> addTrack(TrackSpec track) {
        return withMedia(() -> CompletableFuture.completedFuture(made(tracks).add(track)));
    }

    @Override
    public Mono<Void> removeTrack(TrackSender sender) {
        return withMedia(() -> {
            made(tracks).remove(sender);
            return CompletableFuture.completedFuture(null);
        });
    }

    private <T> Mono<T> withMedia(Supplier<CompletionStage<T>> work) {
        return pool.hasMedia()
                ? operations.operation(work)
                : Mono.error(new UnsupportedOperationException(
                        "this transport carries data alone; use WebRtcTransport.withMedia()"));
    }

    private Mono<TrackStats> stats(Object track) {
        return operations.operation(() -> {
            CompletableFuture<TrackStats> stats = new CompletableFuture<>();
            made(connection).object().getStats(report -> {
                try {
                    stats.complete(
                            track instanceof RtcTrackSender sender
                                    ? TrackReport.sent(report, sender.spec().id())
                                    : TrackReport.received(report, ((RtcRemoteTrack) track).nativeId()));
                } catch (Throwable e) {
                    stats.completeExceptionally(e); // an exception that leaves a callback aborts the JVM
                }
            });
            return stats;
        });
    }

    void arrived(RTCRtpTransceiver transceiver) {
        ConnectionTracks known = tracks;
        Negotiation current = negotiation;
        if (!isClosing() && known != null && current != null && pool.hasMedia()) {
            listener.onTrack(known.arrived(transceiver, current.remoteSdp()));
        }
    }

    void ended(@Nullable MediaStreamTrack track) {
        ConnectionTracks known = tracks;
        if (!isClosing() && known != null) {
            known.ended(track);
        }
    }

    /** What the worker made first is there for every operation, unless the connection has failed or closed. */
    private static <T> T made(@Nullable T object) {
        if (object == null) {
            throw new ConnectionClosedException();
        }
        return object;
    }

    @Override
    public void close() {
        if (phase.compareAndSet(Phase.OPEN, Phase.CLOSING)) {
            worker.execute(this::shutDown);
        }
    }

    /**
     * The outbox goes first; then the native channel sends what it has queued, and waits for it to arrive, before it tells
     * the other side to close.
     */
    @Override
    public void closeGracefully() {
        worker.tryExecute(() -> {
            NativeReference<RTCDataChannel> open = channel;
            Outbox sending = outbox;
            if (sending == null || open == null) {
                close();
            } else if (!isClosing()) {
                sending.finish(() -> open.object().close());
            }
        });
    }

    private void open() {
        if (isClosing()) {
            return;
        }
        try {
            ConnectionCallbacks observer = new ConnectionCallbacks(this);
            RTCPeerConnection made = factory.natives().createPeerConnection(Conversions.toNative(config), observer);
            callbacks = observer;
            connection = new NativeReference<>(made);
            negotiation = new Negotiation(made, worker);
            tracks = new ConnectionTracks(factory.natives(), factory::codecs, made, worker, this::stats);
            if (config.role() == Role.OFFERER) {
                take(made.createDataChannel(LABEL, new RTCDataChannelInit()));
            }
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Gives up a channel of our own whose offer was not answered: the one that comes with the other side's offer counts. */
    private void yieldChannel() {
        NativeReference<RTCDataChannel> mine = channel;
        ChannelCallbacks observer = channelCallbacks;
        if (mine != null && observer != null) {
            observer.clear();
            channel = null;
            mine.object().unregisterObserver();
            mine.object().close();
            mine.release();
        }
    }

    private void shutDown() {
        operations.close();
        boolean quiet = closedByRemote;
        if (quiet) {
            // The callback thread has said its last: the leave need not wait for the release.
            tellClosed();
        }
        try {
            release();
        } catch (Throwable e) {
            log.warn("A native connection was not released", e);
        }
        if (!quiet) {
            tellClosed();
        }
        phase.set(Phase.CLOSED);
        pool.closed(this);
        pool.release(factory);
    }

    private void tellClosed() {
        Outbox sending = outbox;
        if (sending != null) {
            sending.close();
        }
        onClosed.accept(this);
        listener.onClosed();
    }

    private void release() {
        NativeReference<RTCPeerConnection> closing = connection;
        if (closing == null) {
            return;
        }
        ConnectionTracks media = tracks;
        if (media != null) {
            media.quiet();
        }
        closing.object().close();
        if (media != null) {
            media.release();
        }
        // No callback runs any more, so what the last of them set is here to be seen.
        NativeReference<RTCDataChannel> open = channel;
        if (open != null) {
            open.object().unregisterObserver();
            open.release();
        }
        closing.release();
        if (callbacks != null) {
            callbacks.clear();
        }
        ChannelCallbacks observer = channelCallbacks;
        if (observer != null) {
            observer.clear();
        }
        connection = null;
        negotiation = null;
    }

    private void drop(RTCDataChannel surplus) {
        NativeReference<RTCDataChannel> reference = new NativeReference<>(surplus);
        surplus.close();
        reference.release();
    }

    void gathered(RTCIceCandidate candidate) {
        if (!isClosing()) {
            listener.onCandidate(Conversions.fromNative(candidate));
        }
    }

    void failed(IceServerFailure failure) {
        if (!isClosing()) {
            listener.onServerFailure(failure);
        }
    }

    void gatheredAll() {
        if (!isClosing()) {
            listener.onGatheringComplete();
        }
    }

    void changed(RTCPeerConnectionState state) {
        if (state == RTCPeerConnectionState.CLOSED) {
            closedByRemote();
        } else if (!isClosing()) {
            listener.onStateChange(Conversions.fromNative(state));
        }
    }

    /** The offerer's channel has come. Registering here loses no message: they come on this same thread. */
    void received(RTCDataChannel offered) {
        if (channel != null || isClosing()) {
            worker.tryExecute(() -> drop(offered));
            return;
        }
        take(offered);
        changed(offered.getState());
    }

    /** Likewise on the worker, for a channel of our own, before anything can happen to it. */
    private void take(RTCDataChannel mine) {
        ChannelCallbacks observer = new ChannelCallbacks(this, mine);
        channel = new NativeReference<>(mine);
        channelCallbacks = observer;
        mine.registerObserver(observer);
    }

    void changed(RTCDataChannelState state) {
        if (state == RTCDataChannelState.OPEN) {
            opened();
        } else if (state == RTCDataChannelState.CLOSED) {
            closedByRemote();
        }
    }

    void received(RTCDataChannelBuffer message) {
        factory.countReceived();
        received++;
        if (received == pool.limits().connection()) {
            worker.tryExecute(this::reportWorn);
        }
        if (!isClosing()) {
            opened();
            listener.onMessage(message.data);
            if (received == wornAfter) {
                listener.onWorn();
            }
        }
    }

    private void opened() {
        NativeReference<RTCDataChannel> open = channel;
        Negotiation current = negotiation;
        if (outbox == null && open != null && current != null && !isClosing()) {
            Outbox sending = new Outbox(
                    worker, NativeChannel.of(open.object()), listener, current.maxMessageBytes(), this::failed);
            outbox = sending;
            listener.onOpen(sending);
        }
    }

    private void closedByRemote() {
        closedByRemote = true;
        close();
    }

    /** Ends the connection for a reason that no operation reports. */
    void failed(Throwable error) {
        worker.tryExecute(() -> {
            if (phase.get() != Phase.CLOSED) {
                listener.onError(error);
            }
            close();
        });
    }

    private void reportWorn() {
        log.warn(
                "A connection has received {} messages; each leaves some 280 bytes of native memory behind until the"
                        + " connection is closed; WebRtcTransport.reconnectAfter makes it anew before that",
                pool.limits().connection());
    }

    private boolean isClosing() {
        return phase.get() != Phase.OPEN;
    }
}
