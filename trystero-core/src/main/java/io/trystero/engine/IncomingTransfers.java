package io.trystero.engine;

import io.trystero.wire.ActionFrame;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one peer in one room that are handed on chunk by chunk. What comes of one that was dropped or given up is
 * swallowed by the peer's {@link Reassembly}, which remembers those of all actions.
 */
final class IncomingTransfers {

    private final RoomPeer peer;
    private final Reassembly reassembly;
    private final StreamMemory memory;
    private final Map<Key, IncomingTransfer> underWay = new HashMap<>();

    private record Key(String action, int nonce) {}

    IncomingTransfers(RoomPeer peer, Reassembly reassembly, StreamMemory memory) {
        this.peer = peer;
        this.reassembly = reassembly;
        this.memory = memory;
    }

    /**
     * Takes a chunk of an action that is streamed.
     *
     * @return the transfer that it belongs to, which may be over; {@code null} if it has none, and reassembly takes the chunk
     * @throws OverflowException if this drops the transfer, or does not let it begin
     */
    @Nullable
    IncomingTransfer take(ActionFrame frame) throws OverflowException {
        Key key = new Key(frame.action(), frame.nonce());
        IncomingTransfer transfer = underWay.get(key);
        if (transfer == null) {
            Reassembly.Begun begun = reassembly.handOver(frame);
            if (begun == null) {
                return null;
            }
            transfer = begin(frame, begun);
            if (!frame.isLast()) {
                underWay.put(key, transfer);
            }
            peer.room().observer().onTransfer(peer.peerId(), transfer);
            for (ByteBuffer chunk : begun.chunks()) {
                add(transfer, frame, chunk);
            }
        }
        transfer.touch(now());
        if (!frame.isMetadata()) {
            add(
                    transfer,
                    frame,
                    ByteBuffer.wrap(frame.bytes(), frame.offset(), frame.length())
                            .slice());
        }
        if (frame.isLast()) {
            underWay.remove(key);
            transfer.complete();
        }
        return transfer;
    }

    private IncomingTransfer begin(ActionFrame frame, Reassembly.Begun begun) throws OverflowException {
        ByteBuffer metadata = begun.metadata();
        if (frame.isMetadata()) {
            metadata = ByteBuffer.wrap(frame.bytes(), frame.offset(), frame.length())
                    .slice();
        }
        int described = metadata == null ? 0 : metadata.remaining();
        if (underWay.size() >= Bounds.TRANSFERS) {
            throw refused(frame, "more than " + Bounds.TRANSFERS + " streams are still being received");
        }
        if (described > Bounds.REASSEMBLY.metadataBytes()) {
            throw refused(
                    frame,
                    "metadata of " + described + " bytes for stream \"" + frame.action() + "\"; the limit is "
                            + Bounds.REASSEMBLY.metadataBytes());
        }
        Hold hold = hold(Bounds.TRANSFER_OVERHEAD + described);
        if (hold == null) {
            throw refused(
                    frame,
                    "stream \"" + frame.action()
                            + "\" cannot begin: streams that have not been read fill the memory, which is "
                            + memory.bound());
        }
        boolean binary = frame.kind() == PayloadKind.BINARY;
        return new IncomingTransfer(this, frame.action(), frame.nonce(), binary, metadata, hold, memory);
    }

    private void add(IncomingTransfer transfer, ActionFrame frame, ByteBuffer chunk) throws OverflowException {
        if (!chunk.hasRemaining()) {
            return;
        }
        long cost = Math.max(Bounds.CHUNK_LEAST, chunk.remaining());
        Hold hold = hold(cost);
        if (hold == null) {
            underWay.remove(new Key(frame.action(), frame.nonce()));
            transfer.fail(IncomingTransfer.Failure.OVERFLOW);
            throw refused(
                    frame,
                    "stream \"" + frame.action() + "\" finds no room in memory, which is " + memory.bound()
                            + "; its reader is told why");
        }
        transfer.chunk(chunk, cost, hold);
    }

    private OverflowException refused(ActionFrame frame, String why) {
        if (!frame.isLast()) {
            reassembly.swallow(frame.action(), frame.nonce(), now());
        }
        return new OverflowException(why);
    }

    private @Nullable Hold hold(long bytes) {
        return memory.reserve(bytes) ? new Hold(() -> memory.release(bytes)) : null;
    }

    /** Nobody wants the rest of it. */
    void giveUp(IncomingTransfer transfer) {
        if (underWay.remove(new Key(transfer.action(), transfer.nonce()), transfer)) {
            reassembly.swallow(transfer.action(), transfer.nonce(), transfer.touched());
            peer.watchPartials();
        }
    }

    /** Gives up those whose latest chunk came before a time. */
    void expire(long before) {
        List.copyOf(underWay.values()).stream()
                .filter(transfer -> transfer.touched() < before)
                .forEach(transfer -> {
                    end(transfer, IncomingTransfer.Failure.SILENT);
                    reassembly.swallow(transfer.action(), transfer.nonce(), now());
                });
    }

    /** Returns when the one that has waited longest got its latest chunk; a time far off if there is none. */
    long oldest() {
        return underWay.values().stream()
                .mapToLong(IncomingTransfer::touched)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Gives up all. */
    void close(IncomingTransfer.Failure reason) {
        List.copyOf(underWay.values()).forEach(transfer -> end(transfer, reason));
    }

    private void end(IncomingTransfer transfer, IncomingTransfer.Failure reason) {
        underWay.remove(new Key(transfer.action(), transfer.nonce()));
        transfer.fail(reason);
    }

    private long now() {
        return peer.room().engine().loop().now();
    }

    /** Says that a transfer was dropped. */
    static final class OverflowException extends Exception {
        private static final long serialVersionUID = 1L;

        OverflowException(String message) {
            super(message, null, false, false);
        }
    }
}
