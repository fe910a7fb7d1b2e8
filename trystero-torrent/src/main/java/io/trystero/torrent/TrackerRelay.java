package io.trystero.torrent;

import io.trystero.signaling.OfferEvent;
import io.trystero.signaling.OfferRelay;
import io.trystero.signaling.RelayStatus;
import io.trystero.torrent.TrackerMessage.Signal;
import io.trystero.websocket.ReconnectingWebSocket;
import io.trystero.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** One tracker as a client sees it. A room is known there by its info hash, this instance by its peer id. */
final class TrackerRelay implements OfferRelay, WebSocketListener {

    /** Events kept for a room that does not keep up; then the oldest go. */
    static final int MAX_WAITING_EVENTS = 256;

    private final ReconnectingWebSocket socket;
    private final String selfId;
    private final Scheduler clock;
    private final Complaints complaints;
    private final Sinks.Empty<Void> completed = Sinks.empty();

    // On the socket's thread alone.
    private final Map<String, FluxSink<OfferEvent>> rooms = new HashMap<>();
    private final RecentSignals recent = new RecentSignals();

    TrackerRelay(ReconnectingWebSocket socket, String selfId, Scheduler clock) {
        this.socket = socket;
        this.selfId = selfId;
        this.clock = clock;
        this.complaints = new Complaints(socket.url());
    }

    @Override
    public String url() {
        return socket.url();
    }

    @Override
    public Flux<RelayStatus> status() {
        return complaints
                .addTo(socket.status().map(status -> status.toRelayStatus(TorrentStrategy.NAME, url())))
                .takeUntilOther(completed.asMono());
    }

    @Override
    public int capacity() {
        return TrackerCodec.OFFERS;
    }

    @Override
    public Flux<OfferEvent> attend(String topic) {
        String infoHash = TrackerCodec.infoHash(topic);
        return Flux.<OfferEvent>create(
                        sink -> {
                            socket.execute(() -> enter(infoHash, sink));
                            sink.onDispose(() -> socket.execute(() -> leave(infoHash, sink)));
                        },
                        FluxSink.OverflowStrategy.IGNORE)
                .onBackpressureBuffer(MAX_WAITING_EVENTS, BufferOverflowStrategy.DROP_OLDEST)
                .takeUntilOther(completed.asMono());
    }

    @Override
    public Mono<Void> announce(String topic, List<StandingOffer> offers, boolean seeding) {
        return send(() -> TrackerCodec.announce(TrackerCodec.infoHash(topic), selfId, offers, seeding));
    }

    @Override
    public Mono<Void> answer(String topic, String peerId, String offerId, String sdp) {
        return send(() -> TrackerCodec.answer(TrackerCodec.infoHash(topic), selfId, peerId, offerId, sdp));
    }

    private Mono<Void> send(Supplier<String> message) {
        return Mono.defer(() -> socket.send(message.get()));
    }

    @Override
    public void pause() {
        socket.pause();
    }

    @Override
    public void resume() {
        socket.resume();
    }

    @Override
    public void dispose() {
        socket.dispose();
        Sinks.EmitResult result = completed.tryEmitEmpty();
        if (result.isFailure() && result != Sinks.EmitResult.FAIL_TERMINATED) {
            throw new Sinks.EmissionException(result);
        }
    }

    @Override
    public boolean isDisposed() {
        return socket.isDisposed();
    }

    @Override
    public void onOpen() {
        complaints.forget();
        tellAll(new OfferEvent.Ready());
    }

    @Override
    public void onClose(String reason) {
        tellAll(new OfferEvent.Lost());
    }

    @Override
    public void onText(String text) {
        TrackerMessage message = TrackerCodec.read(text);
        if (message == null) {
            complaints.malformed();
            return;
        }
        String infoHash = message.infoHash();
        String failure = message.failure();
        if (failure != null) {
            complaints.failure(infoHash, failure);
            return;
        }
        String warning = message.warning();
        if (warning != null) {
            complaints.warning(warning);
        }
        if (message.malformed()) {
            complaints.malformed();
        }
        FluxSink<OfferEvent> room = infoHash == null ? null : rooms.get(infoHash);
        if (room == null || infoHash == null) {
            return;
        }
        Duration interval = message.interval();
        if (interval != null) {
            complaints.taken(infoHash);
            room.next(new OfferEvent.Interval(interval));
        }
        Signal signal = message.signal();
        if (signal != null && !signal.peerId().equals(selfId) && isNew(infoHash, signal)) {
            room.next(
                    signal.isOffer()
                            ? new OfferEvent.Offered(signal.peerId(), signal.offerId(), signal.sdp())
                            : new OfferEvent.Answered(signal.peerId(), signal.offerId(), signal.sdp()));
        }
    }

    @Override
    public void onBinary(ByteBuffer bytes) {
        complaints.malformed();
    }

    private boolean isNew(String infoHash, Signal signal) {
        return recent.isNew(infoHash + " " + signal.key(), clock.now(TimeUnit.MILLISECONDS));
    }

    private void enter(String infoHash, FluxSink<OfferEvent> sink) {
        FluxSink<OfferEvent> before = rooms.put(infoHash, sink);
        if (before != null) {
            before.complete();
        }
        if (socket.isOpen()) {
            sink.next(new OfferEvent.Ready());
        }
    }

    private void leave(String infoHash, FluxSink<OfferEvent> sink) {
        if (rooms.remove(infoHash, sink)) {
            complaints.forget(infoHash);
        }
    }

    private void tellAll(OfferEvent event) {
        List.copyOf(rooms.values()).forEach(room -> room.next(event));
    }
}
