package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.engine.Hold;
import io.trystero.engine.IncomingTransfer;
import io.trystero.engine.WarnStreak;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/** The receiving side of a {@link StreamAction}: keeps the streams that have not been read to their end. */
final class StreamInbox implements RoomActions.Inbox, StreamDelivery.Owner {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.connection");

    /** How many streams wait for the first subscriber. */
    static final int BACKLOG_STREAMS = 1_024;

    private final JoinedRoom room;
    private final String name;
    private final StreamOptions options;
    private final @Nullable SpillFile spill;
    private final Hub<IncomingStream> streams;
    private final Hub<TransferProgress> progress;
    private final Hub<ReceiveFailure> failures;
    private final Backlog<IncomingStream> backlog =
            new Backlog<>(new Hub.Bounds(BACKLOG_STREAMS, Hub.Bounds.EVENTS.bytes()));
    private final Set<StreamDelivery> underWay = new LinkedHashSet<>();
    private final WarnStreak dropped;

    StreamInbox(JoinedRoom room, String name, StreamOptions options, @Nullable SpillFile spill) {
        this.room = room;
        this.name = name;
        this.options = options;
        this.spill = spill;
        this.streams = new Hub<>("streams() of " + name, room.worker(), Hub.Bounds.EVENTS);
        this.progress = new Hub<>("receiveProgress() of " + name, room.worker(), Hub.Bounds.EVENTS);
        this.failures = new Hub<>("failures() of " + name, room.worker(), Hub.Bounds.EVENTS);
        this.dropped = new WarnStreak("io.trystero.connection", "streams of action \"" + name + "\" dropped");
        SpillFile file = spill;
        if (file != null) {
            inBackground(file::prepare);
        }
    }

    Flux<IncomingStream> streams() {
        return streams.flux(backlog::giveTo, room.worker()::execute).doOnNext(IncomingStream::give);
    }

    Flux<TransferProgress> progress() {
        return progress.flux();
    }

    Flux<ReceiveFailure> failures() {
        return failures.flux();
    }

    /** Listens to a stream that begins; on the loop. */
    void begin(PeerId from, IncomingTransfer transfer) {
        StreamDelivery delivery =
                deliver(new StreamDelivery.Source(from, transfer.hold(), transfer.memory(), transfer::giveUp));
        transfer.listen(delivery);
        room.worker().execute(() -> offer(transfer.isBinary(), transfer.metadata(), delivery));
    }

    /** A whole message is a stream that has ended: it came before the action was made. */
    @Override
    public void onMessage(PeerId from, Reassembly.Completed message, Hold hold) {
        StreamDelivery delivery = deliver(new StreamDelivery.Source(from, Hold.NONE, null, () -> {}));
        if (message.payload().hasRemaining()) {
            hold.retain();
            delivery.onChunk(message.payload(), message.cost(), hold);
        }
        delivery.onComplete();
        offer(message.kind() == PayloadKind.BINARY, message.metadata(), delivery);
    }

    private StreamDelivery deliver(StreamDelivery.Source source) {
        return new StreamDelivery(room, source, room.streams().enter(source.from(), source.memory()), this);
    }

    private void offer(boolean binary, @Nullable ByteBuffer json, StreamDelivery delivery) {
        underWay.add(delivery);
        delivery.begin();
        JsonNode metadata;
        try {
            metadata = Payloads.readMetadata(json);
        } catch (RuntimeException e) {
            failures.emit(new ReceiveFailure(delivery.from(), e), 0);
            delivery.discard();
            return;
        }
        IncomingStream stream = new IncomingStream(delivery.from(), binary, metadata, delivery, room.blocking());
        // let go of by all who might have been given it
        Hold hope = new Hold(() -> {
            if (!stream.isGiven()) {
                LOG.debug("{} is dropped: no subscriber of streams() is there to take it", delivery);
                delivery.discard();
            }
        });
        if (!backlog.take(stream, 0, hope)) {
            streams.emit(stream, 0, hope);
        }
        hope.release();
    }

    @Override
    public StreamOptions options() {
        return options;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable SpillFile spill() {
        return spill;
    }

    @Override
    public void onDropped(String kind, Throwable why) {
        room.overBound();
        dropped.warn(kind, String.valueOf(why.getMessage()), null);
    }

    @Override
    public void onFileError(Throwable why) {
        dropped.warn("file", String.valueOf(why.getMessage()), null);
        List.copyOf(underWay).forEach(delivery -> delivery.failIfLost(why));
    }

    @Override
    public void onOver(StreamDelivery delivery, boolean whole) {
        underWay.remove(delivery);
        room.streams().leave(delivery.from());
        if (whole) {
            dropped.reset();
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
        List.copyOf(underWay).forEach(StreamDelivery::close);
        backlog.close();
        streams.complete();
        progress.complete();
        failures.complete();
        SpillFile file = spill;
        if (file != null) {
            inBackground(file::close);
        }
    }

    private void inBackground(Runnable work) {
        room.background()
                .run(
                        () -> {
                            work.run();
                            return true;
                        },
                        done -> {},
                        error -> dropped.warn(error));
    }
}
