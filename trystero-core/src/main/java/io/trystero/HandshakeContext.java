package io.trystero;

import io.trystero.codec.Codec;
import io.trystero.codec.Payload;
import io.trystero.engine.Hold;
import io.trystero.engine.RoomObserver;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** What a {@link Handshake} has to work with: the peer, and an ordered exchange of payloads with its handshake. */
public final class HandshakeContext {

    /** Payloads of the other side that wait for {@link #receive}; one more fails the handshake. */
    static final int MAX_WAITING = 64;

    private final RoomObserver.HandshakeSession session;
    private final SerialWorker worker;
    private final Queue<Arrived> arrived = new ArrayDeque<>();
    private final Queue<Waiter> waiting = new ArrayDeque<>();

    private boolean closed;

    private record Arrived(Payload payload, Hold bytes) {}

    HandshakeContext(RoomObserver.HandshakeSession session, SerialWorker worker) {
        this.session = session;
        this.worker = worker;
    }

    /** Returns whom the handshake is with. */
    public PeerId peer() {
        return new PeerId(session.peerId());
    }

    /** Tells whether this side is to speak first: the one with the lower id. */
    public boolean isInitiator() {
        return session.initiator();
    }

    /**
     * Sends a value to the other side's handshake: text, bytes, or anything that Jackson writes as JSON. Cold; completes
     * when it is queued.
     */
    public Mono<Void> send(Object value) {
        return Mono.fromRunnable(() -> {
            Payload payload = encode(value);
            session.send(Payloads.kindOf(payload), Payloads.sendable(payload), null);
        });
    }

    /** Takes the next value of the other side's handshake; waits for it if it has not come yet. Cold. */
    public <T> Mono<T> receive(Class<T> type) {
        return receive(Codec.of(type));
    }

    /** Takes the next value of the other side's handshake; waits for it if it has not come yet. Cold. */
    public <T> Mono<T> receive(Codec<T> codec) {
        return receivePayload().mapNotNull(codec::decode);
    }

    /** Takes the next payload of the other side's handshake as it came. Cold. */
    public Mono<Payload> receivePayload() {
        return Mono.create(sink -> worker.execute(() -> {
            Arrived next = arrived.poll();
            if (next != null) {
                next.bytes().release();
                sink.success(next.payload());
            } else {
                Waiter waiter = new Waiter(sink);
                waiting.add(waiter);
                sink.onCancel(waiter);
            }
        }));
    }

    /** A payload came; on the worker. */
    void arrived(Payload payload, Hold bytes) {
        Waiter first = waiting.poll();
        while (first != null && first.isDisposed()) {
            first = waiting.poll();
        }
        if (first != null) {
            first.sink.success(payload);
        } else if (closed) {
            return;
        } else if (arrived.size() < MAX_WAITING) {
            bytes.retain();
            arrived.add(new Arrived(payload, bytes));
        } else {
            session.fail("more than " + MAX_WAITING + " handshake payloads wait to be received");
        }
    }

    /** The handshake is over: what nobody received is dropped; on the worker. */
    void close() {
        closed = true;
        arrived.forEach(left -> left.bytes().release());
        arrived.clear();
    }

    /** Somebody who waits for a payload, until it is disposed by a cancel. */
    private static final class Waiter implements Disposable {

        private final MonoSink<Payload> sink;
        private volatile boolean cancelled;

        Waiter(MonoSink<Payload> sink) {
            this.sink = sink;
        }

        @Override
        public void dispose() {
            cancelled = true;
        }

        @Override
        public boolean isDisposed() {
            return cancelled;
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> Payload encode(T value) {
        return Codec.of((Class<@Nullable T>) value.getClass()).encode(value);
    }
}
