package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.engine.Hold;
import io.trystero.engine.IncomingTransfer;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The receiving side of a {@link StreamAction}: keeps the streams that have not been read to their end. */
final class StreamInbox implements RoomActions.Inbox {

    /** How many streams wait for the first subscriber. */
    static final int BACKLOG_STREAMS = 1_024;

    private final JoinedRoom room;
    private final String name;
    private final @Nullable SpillFile spill;
    private final Hub<IncomingStream> streams;
    private final Hub<TransferProgress> progress;
    private final Hub<ReceiveFailure> failures;
    private final Set<StreamBuffer> unread = new LinkedHashSet<>();
    private @Nullable Queue<IncomingStream> backlog = new ArrayDeque<>();
    private long backlogMissed;

    StreamInbox(JoinedRoom room, String name, StreamOptions options) {
        this.room = room;
        this.name = name;
        this.spill = options.spillFile();
        this.streams = new Hub<>("streams() of " + name, room.worker(), Hub.Bounds.EVENTS);
        this.progress = new Hub<>("receiveProgress() of " + name, room.worker(), Hub.Bounds.EVENTS);
        this.failures = new Hub<>("failures() of " + name, room.worker(), Hub.Bounds.EVENTS);
        SpillFile file = spill;
        if (file != null) {
            inBackground(file::prepare);
        }
    }

    Flux<IncomingStream> streams() {
        return streams.flux(this::giveBacklog, room.worker()::execute);
    }

    Flux<TransferProgress> progress() {
        return progress.flux();
    }

    Flux<ReceiveFailure> failures() {
        return failures.flux();
    }

    /** Listens to a stream that begins; on the loop. */
    void begin(PeerId from, IncomingTransfer transfer) {
        StreamBuffer buffer = buffer(from, transfer.hold(), transfer::giveUp);
        transfer.listen(buffer);
        room.worker().execute(() -> offer(from, transfer.isBinary(), transfer.metadata(), buffer));
    }

    /** A whole message is a stream that has ended: it came before the action was made. */
    @Override
    public void onMessage(PeerId from, Reassembly.Completed message, Hold hold) {
        hold.retain();
        StreamBuffer buffer = buffer(from, Hold.NONE, () -> {});
        buffer.onChunk(message.payload(), hold);
        buffer.onComplete();
        offer(from, message.kind() == PayloadKind.BINARY, message.metadata(), buffer);
    }

    private StreamBuffer buffer(PeerId from, Hold hold, Runnable giveUp) {
        return new StreamBuffer(room, name, from, spill, hold, giveUp, unread::remove);
    }

    private void offer(PeerId from, boolean binary, @Nullable ByteBuffer json, StreamBuffer buffer) {
        unread.add(buffer);
        JsonNode metadata;
        try {
            metadata = Payloads.readMetadata(json);
        } catch (RuntimeException e) {
            failures.emit(new ReceiveFailure(from, e), 0);
            buffer.cancel();
            return;
        }
        IncomingStream stream = new IncomingStream(from, binary, metadata, buffer, room.blocking());
        Queue<IncomingStream> waiting = backlog;
        if (waiting == null) {
            streams.emit(stream, 0);
        } else if (waiting.size() < BACKLOG_STREAMS) {
            waiting.add(stream);
        } else {
            backlogMissed++;
            buffer.cancel();
        }
    }

    private void giveBacklog(HubSubscription<IncomingStream> first) {
        Queue<IncomingStream> waiting = backlog;
        if (waiting != null) {
            backlog = null;
            waiting.forEach(stream -> first.next(stream, 0));
            first.missed(backlogMissed);
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
        List.copyOf(unread).forEach(StreamBuffer::close);
        streams.complete();
        progress.complete();
        failures.complete();
        SpillFile file = spill;
        if (file != null) {
            inBackground(file::close);
        }
    }

    private void inBackground(Runnable work) {
        Mono.fromRunnable(work).subscribeOn(room.blocking()).subscribe();
    }
}
