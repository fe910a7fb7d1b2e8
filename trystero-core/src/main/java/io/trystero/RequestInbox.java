package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.codec.Codec;
import io.trystero.codec.Payload;
import io.trystero.engine.Hold;
import io.trystero.engine.WarnStreak;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** The receiving side of a {@link RequestAction}: queues requests, runs the handler, answers. On the room's worker. */
final class RequestInbox<Q, A> implements RoomActions.Inbox {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.connection");
    private static final int CONCURRENCY = 256;
    private static final int WAITING = 1_024;
    private static final long HANDLER_WAIT_MILLIS = 500;

    private final JoinedRoom room;
    private final String name;
    private final Codec<Q> queries;
    private final Codec<A> answers;
    private final Hub<ReceiveFailure> failures;
    private final Hub<TransferProgress> progress;
    private final Queue<Incoming<Q>> waiting = new ArrayDeque<>();
    private final Set<Incoming<Q>> running = new HashSet<>();
    private final WarnStreak failing;
    private final WarnStreak unread;
    private @Nullable Handler<Q, A> handler;
    private boolean closed;

    /** One subscription of a handler, identified by itself. */
    private static final class Handler<Q, A> {
        private final Function<? super Request<Q>, ? extends Mono<Reply<A>>> function;
        private final MonoSink<Void> sink;

        Handler(Function<? super Request<Q>, ? extends Mono<Reply<A>>> function, MonoSink<Void> sink) {
            this.function = function;
            this.sink = sink;
        }
    }

    /** One request, identified by itself. */
    private static final class Incoming<Q> {
        private final Request<Q> request;
        private final String id;
        private final Hold bytes;
        private final Disposable.Swap work = Disposables.swap();

        Incoming(Request<Q> request, String id, Hold bytes) {
            this.request = request;
            this.id = id;
            this.bytes = bytes;
        }
    }

    RequestInbox(JoinedRoom room, String name, Codec<Q> queries, Codec<A> answers) {
        this.room = room;
        this.name = name;
        this.queries = queries;
        this.answers = answers;
        this.failing = new WarnStreak("io.trystero.connection", "the handler of request action \"" + name + "\" fails");
        this.unread = new WarnStreak(
                "io.trystero.connection",
                "an answer of request action \"" + name
                        + "\" dropped: too many wait for a peer that does not read them");
        this.failures = new Hub<>("failures() of " + name, room.worker(), Hub.Bounds.EVENTS);
        this.progress = new Hub<>("receiveProgress() of " + name, room.worker(), Hub.Bounds.EVENTS);
    }

    Flux<ReceiveFailure> failures() {
        return failures.flux();
    }

    Flux<TransferProgress> progress() {
        return progress.flux();
    }

    Mono<Void> handle(Function<? super Request<Q>, ? extends Mono<Reply<A>>> function) {
        return Mono.create(sink -> {
            Handler<Q, A> mine = new Handler<>(function, sink);
            sink.onCancel(() -> room.worker().execute(() -> remove(mine)));
            room.worker().execute(() -> install(mine), sink::error);
        });
    }

    @Override
    public void onMessage(PeerId from, Reassembly.Completed message, Hold bytes) {
        JsonNode envelope;
        try {
            envelope = Payloads.readMetadata(message.metadata());
        } catch (RuntimeException e) {
            failures.emit(new ReceiveFailure(from, e), 0);
            return;
        }
        if (envelope == null || !envelope.path("r").isTextual()) {
            failures.emit(
                    new ReceiveFailure(
                            from,
                            new TrysteroException("a plain message came for the request action \"" + name + "\"")),
                    0);
            return;
        }
        String id = envelope.path("r").textValue();
        try {
            Q query = queries.decode(Payloads.payloadOf(message));
            accept(new Incoming<>(new Request<>(from, query, envelope.get("m")), id, bytes));
        } catch (RuntimeException e) {
            failures.emit(new ReceiveFailure(from, e), 0);
            refuse(from, id, "request failed");
        }
    }

    @Override
    public void onProgress(PeerId from, double fraction, @Nullable ByteBuffer metadata) {
        if (progress.hasSubscribers()) {
            progress.emit(new TransferProgress(from, fraction, userMetadata(metadata)), 0);
        }
    }

    @Override
    public void onDropped(PeerId from, Throwable why) {
        failures.emit(new ReceiveFailure(from, why), 0);
    }

    @Override
    public void peerLeft(PeerId peer) {
        waiting.removeIf(incoming -> incoming.request.from().equals(peer) && end(incoming));
        for (Incoming<Q> incoming : List.copyOf(running)) {
            if (incoming.request.from().equals(peer)) {
                running.remove(incoming);
                end(incoming);
            }
        }
        runNext();
    }

    @Override
    public void close() {
        closed = true;
        waiting.forEach(RequestInbox::end);
        waiting.clear();
        running.forEach(RequestInbox::end);
        running.clear();
        failures.complete();
        progress.complete();
        Handler<Q, A> last = handler;
        handler = null;
        if (last != null) {
            last.sink.success();
        }
    }

    private void install(Handler<Q, A> mine) {
        if (closed) {
            mine.sink.success();
        } else if (handler != null) {
            mine.sink.error(new IllegalStateException(
                    "request action \"" + name + "\" has a handler; cancel it before another is subscribed"));
        } else {
            handler = mine;
            runNext();
        }
    }

    private void remove(Handler<Q, A> mine) {
        if (handler == mine) {
            handler = null;
            for (Incoming<Q> incoming : List.copyOf(running)) {
                running.remove(incoming);
                end(incoming);
                refuse(incoming.request.from(), incoming.id, "request handler unavailable");
            }
            waiting.forEach(this::waitForHandler);
        }
    }

    private void accept(Incoming<Q> incoming) {
        if (waiting.size() >= WAITING) {
            refuse(incoming.request.from(), incoming.id, "busy");
            return;
        }
        incoming.bytes.retain();
        waiting.add(incoming);
        runNext();
        if (handler == null) {
            waitForHandler(incoming);
        }
    }

    private void waitForHandler(Incoming<Q> incoming) {
        incoming.work.update(room.worker().schedule(() -> giveUp(incoming), HANDLER_WAIT_MILLIS));
    }

    private void giveUp(Incoming<Q> incoming) {
        if (handler == null && waiting.remove(incoming)) {
            incoming.bytes.release();
            refuse(incoming.request.from(), incoming.id, "request handler unavailable");
        }
    }

    private void runNext() {
        Handler<Q, A> current = handler;
        while (current != null && running.size() < CONCURRENCY) {
            Incoming<Q> next = waiting.poll();
            if (next == null) {
                return;
            }
            running.add(next);
            run(next, current);
        }
    }

    private void run(Incoming<Q> incoming, Handler<Q, A> current) {
        incoming.work.update(Mono.defer(() -> current.function.apply(incoming.request))
                .contextWrite(current.sink.contextView())
                .subscribe(
                        reply -> room.worker().execute(() -> answered(incoming, reply)),
                        error -> room.worker().execute(() -> failed(incoming, error)),
                        () -> room.worker().execute(() -> completed(incoming))));
    }

    /** The handler is through: it completed empty if it has given no answer. */
    private void completed(Incoming<Q> incoming) {
        if (!running.contains(incoming)) {
            return;
        }
        failing.warn("empty", "it completed empty; Reply.ofNull() in handleRequests answers null", null);
        finish(incoming, "Trystero: request handler returned undefined");
    }

    private void answered(Incoming<Q> incoming, Reply<A> reply) {
        try {
            Payload payload = answers.encode(reply.value());
            Payloads.sendable(payload);
            if (running.remove(incoming)) {
                incoming.bytes.release();
                failing.reset();
                respondWithin(incoming, payload);
                runNext();
            }
        } catch (RuntimeException e) {
            failed(incoming, e);
        }
    }

    private void failed(Incoming<Q> incoming, Throwable error) {
        if (error instanceof RejectedRequestException) {
            finish(incoming, String.valueOf(error.getMessage()));
        } else {
            failing.warn(error);
            finish(incoming, "request failed");
        }
    }

    private void finish(Incoming<Q> incoming, String refusal) {
        if (running.remove(incoming)) {
            incoming.bytes.release();
            refuse(incoming.request.from(), incoming.id, refusal);
            runNext();
        }
    }

    /** Answers, unless too many bytes of answers wait for a peer that does not read them. */
    private void respondWithin(Incoming<Q> incoming, Payload payload) {
        PeerId peer = incoming.request.from();
        int bytes = Payloads.sendable(payload).remaining();
        room.loop().execute(() -> {
            Hold hold = room.room().holdAnswer(peer.value(), bytes);
            if (hold != null) {
                respond(peer, payload, Map.of("r", incoming.id), hold);
                return;
            }
            room.overBound();
            room.worker().execute(() -> {
                unread.warn(String.valueOf(peer));
                refuse(peer, incoming.id, "busy");
            });
        });
    }

    private void refuse(PeerId peer, String id, String reason) {
        Map<String, String> envelope = new LinkedHashMap<>();
        envelope.put("r", id);
        envelope.put("e", reason);
        respond(peer, Payloads.JSON_NULL, envelope, Hold.NONE);
    }

    /** @param hold let go of when it is sent, or cannot be */
    private void respond(PeerId peer, Payload payload, Map<String, String> envelope, Hold hold) {
        Outbound.of(room, RoomActions.RESPONSE, payload, SendOptions.to(peer).metadata(envelope))
                .mono()
                .doFinally(end -> hold.release())
                .subscribe(ignored -> {}, error -> LOG.debug("a response was not sent: {}", error.getMessage()));
    }

    private static boolean end(Incoming<?> incoming) {
        incoming.work.dispose();
        incoming.bytes.release();
        return true;
    }

    private static @Nullable JsonNode userMetadata(@Nullable ByteBuffer envelope) {
        try {
            JsonNode node = Payloads.readMetadata(envelope);
            return node == null ? null : node.get("m");
        } catch (RuntimeException e) {
            // reported with the request itself
            return null;
        }
    }
}
