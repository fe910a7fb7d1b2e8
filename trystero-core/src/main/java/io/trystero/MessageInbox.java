package io.trystero;

import io.trystero.codec.Codec;
import io.trystero.engine.Hold;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
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
    private final Backlog<Message<T>> backlog = new Backlog<>(new Hub.Bounds(BACKLOG_MESSAGES, BACKLOG_BYTES));

    MessageInbox(String name, Codec<T> codec, SerialWorker worker) {
        this.codec = codec;
        this.worker = worker;
        this.messages = new Hub<>("messages() of " + name, worker, Hub.Bounds.MESSAGES);
        this.progress = new Hub<>("receiveProgress() of " + name, worker, Hub.Bounds.EVENTS);
        this.failures = new Hub<>("failures() of " + name, worker, Hub.Bounds.EVENTS);
    }

    Flux<Message<T>> messages() {
        return messages.flux(backlog::giveTo, worker::execute);
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
        if (!backlog.take(message, bytes, hold)) {
            messages.emit(message, bytes, hold);
        }
    }

    @Override
    public void onProgress(PeerId from, double fraction, @Nullable ByteBuffer metadata) {
        if (progress.hasSubscribers()) {
            progress.emit(new TransferProgress(from, fraction, Payloads.readableMetadata(metadata)), 0);
        }
    }

    @Override
    public void onDropped(PeerId from, Throwable why) {
        failures.emit(new ReceiveFailure(from, why), 0);
    }

    @Override
    public void peerLeft(PeerId peer) {}

    @Override
    public void close() {
        backlog.close();
        messages.complete();
        progress.complete();
        failures.complete();
    }
}
