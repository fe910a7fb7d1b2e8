package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.codec.Codec;
import io.trystero.codec.Payload;
import io.trystero.wire.Ids;
import io.trystero.wire.Reassembly;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** One request on its way: an ordinary send with an id in its metadata, and a waiter for the answer (protocol, section 6). */
final class OutboundRequest<A> implements PendingRequests.Waiter {

    private final JoinedRoom room;
    private final PeerId peer;
    private final String id;
    private final @Nullable Duration timeout;
    private final Codec<A> answers;
    private final MonoSink<A> sink;
    private final Disposable.Swap timer = Disposables.swap();

    private OutboundRequest(
            JoinedRoom room, PeerId peer, String id, @Nullable Duration timeout, Codec<A> answers, MonoSink<A> sink) {
        this.room = room;
        this.peer = peer;
        this.id = id;
        this.timeout = timeout;
        this.answers = answers;
        this.sink = sink;
    }

    static <A> Mono<A> of(
            JoinedRoom room, String action, Payload query, PeerId peer, RequestOptions options, Codec<A> answers) {
        String id = Ids.random(room.random(), Ids.REQUEST_ID_LENGTH);
        Map<String, @Nullable Object> envelope = new LinkedHashMap<>();
        envelope.put("r", id);
        JsonNode userMetadata = null;
        if (options.hasMetadata()) {
            envelope.put("m", options.metadata());
            userMetadata = Payloads.asMetadata(options.metadata());
        }
        Outbound send = new Outbound(
                room,
                action,
                Outbound.Whole.of(query),
                Payloads.metadata(envelope),
                userMetadata,
                List.of(peer),
                options.onProgress());
        return Mono.create(
                sink -> new OutboundRequest<>(room, peer, id, options.timeout(), answers, sink).start(send.mono()));
    }

    private void start(Mono<Void> send) {
        Disposable.Swap sending = Disposables.swap();
        sink.onDispose(() -> {
            sending.dispose();
            timer.dispose();
            room.worker().execute(() -> room.actions().pending().remove(id));
        });
        room.worker()
                .execute(
                        () -> {
                            room.actions().pending().add(id, this);
                            if (!sending.isDisposed()) {
                                sending.update(send.subscribe(ignored -> {}, this::onError, this::sent));
                            }
                        },
                        this::onError);
    }

    private void sent() {
        if (timeout != null) {
            timer.update(room.worker()
                    .schedule(
                            () -> onError(new TimeoutException("peer " + peer + " did not answer within " + timeout)),
                            timeout.toMillis()));
        }
    }

    @Override
    public PeerId peer() {
        return peer;
    }

    @Override
    public void onAnswer(Reassembly.Completed answer) {
        try {
            A value = answers.decode(Payloads.payloadOf(answer));
            sink.success(value);
        } catch (RuntimeException e) {
            sink.error(e);
        }
    }

    @Override
    public void onError(Throwable error) {
        sink.error(error);
    }
}
