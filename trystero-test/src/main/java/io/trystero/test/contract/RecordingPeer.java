package io.trystero.test.contract;

import io.trystero.rtc.DataChannel;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceServer;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionState;
import io.trystero.rtc.SessionDescription;
import io.trystero.rtc.media.RemoteTrack;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** One end of a connection: keeps what it hears, and notes each breach of the listener's contract. */
final class RecordingPeer implements PeerConnectionListener {

    final CompletableFuture<DataChannel> opened = new CompletableFuture<>();
    final CompletableFuture<Void> connected = new CompletableFuture<>();
    final CompletableFuture<Void> gathered = new CompletableFuture<>();
    final CompletableFuture<Void> closed = new CompletableFuture<>();
    /** The path has fallen silent: where the other side's goodbye was lost, all that tells. */
    final CompletableFuture<Void> silent = new CompletableFuture<>();

    final CompletableFuture<Throwable> failed = new CompletableFuture<>();

    private final Queue<String> breaches = new ConcurrentLinkedQueue<>();
    private final Sinks.Many<IceCandidate> candidates = Sinks.many().unicast().onBackpressureBuffer();
    private final Sinks.Many<byte[]> messages = Sinks.many().unicast().onBackpressureBuffer();
    private final Sinks.Many<Long> sent = Sinks.many().replay().latest();
    private final Sinks.Many<RemoteTrack> tracks = Sinks.many().replay().all();
    private final AtomicBoolean inNews = new AtomicBoolean();
    private final AtomicBoolean inSending = new AtomicBoolean();
    private final AtomicLong sentBytes = new AtomicLong();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final PeerConnection connection;

    RecordingPeer(PeerConnectionFactory factory, Role role, List<IceServer> servers) {
        connection = factory.connect(new PeerConnectionConfig(role, servers, IceTransportPolicy.ALL), this);
    }

    PeerConnection connection() {
        return connection;
    }

    /** Returns the messages as they arrive; for one subscriber. */
    Flux<byte[]> messages() {
        return messages.asFlux();
    }

    /** Returns the tracks that have come and come, in that order. */
    Flux<RemoteTrack> tracks() {
        return tracks.asFlux();
    }

    /** Returns the bytes reported as sent so far, now and as they grow. */
    Flux<Long> sentBytes() {
        return sent.asFlux();
    }

    long sentBytesNow() {
        return sentBytes.get();
    }

    long queuedBytes() {
        return queuedBytes.get();
    }

    List<String> breaches() {
        return List.copyOf(breaches);
    }

    void send(byte[] message) {
        queuedBytes.addAndGet(message.length);
        opened.join().send(message);
    }

    /** Sends messages with at most that many bytes waiting to be sent, as a caller that bounds its memory does. */
    void sendAll(int count, int window, IntFunction<byte[]> message, Duration patience) {
        for (int i = 0; i < count; i++) {
            byte[] next = message.apply(i);
            long needed = queuedBytes() + next.length - window;
            if (needed > sentBytesNow()) {
                sentBytes().filter(bytes -> bytes >= needed).blockFirst(patience);
            }
            send(next);
        }
    }

    /** Passes the candidates on as they are found; to be called when the other side has this one's description. */
    void trickleTo(RecordingPeer other) {
        trickleTo(other, candidates.asFlux());
    }

    /** Passes only those on that belong to a description: others were gathered for an offer that was rolled back. */
    private void trickleTo(RecordingPeer other, SessionDescription description) {
        trickleTo(
                other,
                candidates
                        .asFlux()
                        .filter(candidate -> candidate.usernameFragment() == null
                                || description.sdp().contains("a=ice-ufrag:" + candidate.usernameFragment())));
    }

    private static void trickleTo(RecordingPeer other, Flux<IceCandidate> candidates) {
        candidates
                .concatMap(candidate -> other.connection.addCandidate(candidate))
                .subscribe(nothing -> {}, error -> other.failed.complete(error));
    }

    /** Connects two peers as signalling with trickled candidates does. */
    static void connect(RecordingPeer offerer, RecordingPeer answerer, Duration patience) {
        SessionDescription offer = offerer.connection.createOffer(false).block(patience);
        SessionDescription answer =
                answerer.connection.createAnswer(nonNull(offer)).block(patience);
        offerer.trickleTo(answerer);
        offerer.connection.acceptAnswer(nonNull(answer)).block(patience);
        answerer.trickleTo(offerer, nonNull(answer));
        offerer.opened.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join();
        answerer.opened.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    static SessionDescription nonNull(@Nullable SessionDescription description) {
        return Objects.requireNonNull(description, "an operation that completed empty");
    }

    @Override
    public void onCandidate(IceCandidate candidate) {
        news("onCandidate", () -> emit(candidates, candidate));
    }

    @Override
    public void onGatheringComplete() {
        news("onGatheringComplete", () -> gathered.complete(null));
    }

    @Override
    public void onStateChange(PeerConnectionState state) {
        news("onStateChange", () -> {
            if (state == PeerConnectionState.CONNECTED) {
                connected.complete(null);
            } else if (state == PeerConnectionState.DISCONNECTED || state == PeerConnectionState.FAILED) {
                silent.complete(null);
            }
        });
    }

    @Override
    public void onOpen(DataChannel channel) {
        news("onOpen", () -> {
            if (!opened.complete(channel)) {
                breaches.add("onOpen a second time");
            }
        });
    }

    @Override
    public void onMessage(ByteBuffer message) {
        news("onMessage", () -> {
            if (!opened.isDone()) {
                breaches.add("onMessage before onOpen");
            }
            byte[] copy = new byte[message.remaining()];
            message.get(copy);
            emit(messages, copy);
        });
    }

    @Override
    public void onTrack(RemoteTrack track) {
        news("onTrack", () -> emit(tracks, track));
    }

    @Override
    public void onSent(long bytes) {
        lane(inSending, "onSent", () -> {
            long total = sentBytes.addAndGet(bytes);
            if (bytes <= 0 || total > queuedBytes.get()) {
                breaches.add("onSent(" + bytes + ") makes " + total + " of " + queuedBytes.get() + " queued");
            }
            emit(sent, total);
        });
    }

    @Override
    public void onError(Throwable error) {
        lane(inSending, "onError", () -> failed.complete(error));
    }

    @Override
    public void onClosed() {
        if (inNews.get() || inSending.get()) {
            breaches.add("onClosed during another call");
        }
        if (!closed.complete(null)) {
            breaches.add("onClosed a second time");
        }
    }

    private void news(String call, Runnable action) {
        lane(inNews, call, action);
    }

    private void lane(AtomicBoolean lane, String call, Runnable action) {
        if (!lane.compareAndSet(false, true)) {
            breaches.add(call + " during another call of its lane");
        }
        if (closed.isDone()) {
            breaches.add(call + " after onClosed");
        }
        try {
            action.run();
        } catch (RuntimeException e) {
            breaches.add(call + ": " + e);
        }
        lane.set(false);
    }

    private <T> void emit(Sinks.Many<T> sink, T value) {
        if (sink.tryEmitNext(value) == Sinks.EmitResult.FAIL_NON_SERIALIZED) {
            breaches.add("two calls at once");
        }
    }
}
