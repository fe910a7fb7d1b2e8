package io.trystero;

import io.trystero.codec.Codec;
import io.trystero.engine.Hold;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** The receiving side of a {@link MessageAction}: decodes once, and keeps what comes before the first subscriber. */
final class MessageInbox<T> implements RoomActions.Inbox {

    /** How many messages wait for the first subscriber. */
    static final int BACKLOG_MESSAGES = 16_384;

    /** How many bytes of them; a message that is larger may wait alone. */
    static final long BACKLOG_BYTES = 16L << 20;

    private final Codec<T> codec;
    private final SerialWorker worker;
    private final Hub<Message<T>> messages;
    private final Hub<TransferProgress> progress;
    private final Hub<ReceiveFailure> failures;
    private @Nullable Queue<Waiting<T>> backlog = new ArrayDeque<>();
    private long backlogBytes;
    private long backlogMissed;

    private record Waiting<T>(Message<T> message, long bytes, Hold hold) {}

    MessageInbox(String name, Codec<T> codec, SerialWorker worker) {
        this.codec = codec;
        this.worker = worker;
        this.messages = new Hub<>("messages() of " + name, worker, Hub.Bounds.MESSAGES);
        this.progress = new Hub<>("receiveProgress() of " + name, worker, Hub.Bounds.EVENTS);
        this.failures = new Hub<>("failures() of " + name, worker, Hub.Bounds.EVENTS);
    }

    Flux<Message<T>> messages() {
        return messages.flux(this::giveBacklog, worker::execute);
    }

    Flux<TransferProgress> progress() {
        return progress.flux();
    }

    Flux<ReceiveFailure> failures() {
        return failures.flux();
    }

    @Override
    public void onMessage(PeerId from, Reassembly.Completed received, Hold hold) {
        Message<T> message;
        try {
            message = new Message<>(
                    from, codec.decode(Payloads.payloadOf(received)), Payloads.readMetadata(received.metadata()));
        } catch (RuntimeException e) {
            failures.emit(new ReceiveFailure(from, e), 0);
            return;
        }
        long bytes = received.cost();
        Queue<Waiting<T>> waiting = backlog;
        if (waiting == null) {
            messages.emit(message, bytes, hold);
        } else if (waiting.size() < BACKLOG_MESSAGES && (backlogBytes == 0 || backlogBytes + bytes <= BACKLOG_BYTES)) {
            hold.retain();
            waiting.add(new Waiting<>(message, bytes, hold));
            backlogBytes += bytes;
        } else {
            backlogMissed++;
        }
    }

    @Override
    public void onProgress(PeerId from, double fraction, @Nullable ByteBuffer metadata) {
        if (progress.hasSubscribers()) {
            progress.emit(new TransferProgress(from, fraction, Payloads.readableMetadata(metadata)), 0);
        }
    }

    @Override
    public void peerLeft(PeerId peer) {}

    @Override
    public void close() {
        Queue<Waiting<T>> waiting = backlog;
        if (waiting != null) {
            // no more comes: who subscribes late gets them, or nobody does and they go with the room
            backlog = new ArrayDeque<>(waiting.size());
            for (Waiting<T> message : waiting) {
                message.hold().release();
                backlog.add(new Waiting<>(message.message(), message.bytes(), Hold.NONE));
            }
        }
        messages.complete();
        progress.complete();
        failures.complete();
    }

    private void giveBacklog(HubSubscription<Message<T>> first) {
        Queue<Waiting<T>> waiting = backlog;
        if (waiting != null) {
            backlog = null;
            for (Waiting<T> message : waiting) {
                first.next(message.message(), message.bytes(), message.hold());
                message.hold().release();
            }
            first.missed(backlogMissed);
        }
    }
}
