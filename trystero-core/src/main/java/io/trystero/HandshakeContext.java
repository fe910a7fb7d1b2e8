package io.trystero;

import io.trystero.codec.Codec;
import io.trystero.codec.Payload;
import io.trystero.engine.Hold;
import io.trystero.engine.RoomObserver;
import io.trystero.wire.PasswordProof;
import io.trystero.wire.PayloadKind;
import java.nio.ByteBuffer;
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

    private volatile boolean closed;

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
     *
     * @return fails with a {@link MessageTooLargeException} if it takes more than 1 MiB, of which the other side would hear
     *     nothing; an {@link IllegalArgumentException} if it has the field {@code __trystero_pw}, by which the check of the
     *     password is told apart; and a {@link TrysteroException} once this handshake is over
     */
    public Mono<Void> send(Object value) {
        Arguments.given(value, "value");
        return Mono.fromRunnable(() -> {
            if (closed) {
                throw over();
            }
            Payload payload = encode(value);
            PayloadKind kind = Payloads.kindOf(payload);
            ByteBuffer bytes = payload.bytes();
            if (bytes.remaining() > RoomObserver.HandshakeSession.MAX_BYTES) {
                throw new MessageTooLargeException(
                        "a handshake payload", bytes.remaining(), RoomObserver.HandshakeSession.MAX_BYTES, "split it");
            }
            if (PasswordProof.isMessage(kind, bytes)) {
                throw new IllegalArgumentException("a handshake payload must not have the field " + PasswordProof.MARK
                        + ", which the check of the password uses");
            }
            session.send(kind, bytes, null);
        });
    }

    /**
     * Takes the next value of the other side's handshake; waits for it if it has not come yet. Cold.
     *
     * @return fails with a {@link TrysteroException} once this handshake is over
     */
    public <T> Mono<T> receive(Class<T> type) {
        return receive(Codec.of(type));
    }

    /** Takes the next value of the other side's handshake; see {@link #receive(Class)}. */
    public <T> Mono<T> receive(Codec<T> codec) {
        return receivePayload().mapNotNull(codec::decode);
    }

    /** Takes the next payload of the other side's handshake as it came; see {@link #receive(Class)}. */
    public Mono<Payload> receivePayload() {
        return Mono.create(sink -> worker.execute(() -> {
            Arrived next = arrived.poll();
            if (next != null) {
                next.bytes().release();
                sink.success(next.payload());
            } else if (closed) {
                sink.error(over());
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
        for (Waiter left = waiting.poll(); left != null; left = waiting.poll()) {
            left.sink.error(over());
        }
    }

    private TrysteroException over() {
        return new TrysteroException(
                "the handshake with peer " + peer() + " is over: nothing is sent or received by it");
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
