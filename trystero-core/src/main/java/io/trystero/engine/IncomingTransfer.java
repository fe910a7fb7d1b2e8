package io.trystero.engine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One message of a peer that is handed on chunk by chunk. Confined to the loop. */
public final class IncomingTransfer {

    private final String action;
    private final int nonce;
    private final boolean binary;
    private final @Nullable ByteBuffer metadata;
    private final Hold hold;
    private final StreamMemory memory;
    private final IncomingTransfers transfers;
    private @Nullable Listener listener;
    private long touched;
    private int step = -1;

    /** Hears what comes, on the loop, where it may only enqueue. */
    public interface Listener {

        /**
         * Whoever hears it lets go of the bytes.
         *
         * @param cost what they count for until then
         */
        void onChunk(ByteBuffer bytes, long cost, Hold hold);

        /** That was the last chunk. Nothing follows. */
        void onComplete();

        /** The rest will not come. Nothing follows. */
        void onFailure(Failure failure);
    }

    /** Why a message does not come whole. */
    public enum Failure {
        /** More came than is read, and there is no room to keep it. */
        OVERFLOW,
        /** The peer has sent nothing of it for a minute. */
        SILENT,
        PEER_LEFT,
        ROOM_CLOSED
    }

    IncomingTransfer(
            IncomingTransfers transfers,
            String action,
            int nonce,
            boolean binary,
            @Nullable ByteBuffer metadata,
            Hold hold,
            StreamMemory memory) {
        this.transfers = transfers;
        this.action = action;
        this.nonce = nonce;
        this.binary = binary;
        this.metadata = metadata;
        this.hold = hold;
        this.memory = memory;
    }

    public String action() {
        return action;
    }

    /** Tells whether the payload is bytes, not text or JSON. */
    public boolean isBinary() {
        return binary;
    }

    /** Returns the metadata's JSON, or {@code null}. */
    public @Nullable ByteBuffer metadata() {
        return metadata;
    }

    /** Returns what the message holds beside its chunks, its metadata included; to be let go of when it is over. */
    public Hold hold() {
        return hold;
    }

    /** Returns the memory that the peer's streams share, in which it holds its chunks. */
    public StreamMemory memory() {
        return memory;
    }

    /** Sets who hears the rest; once, when the transfer is first heard of. */
    public void listen(Listener hears) {
        listener = hears;
    }

    /** Nobody wants the rest. */
    public void giveUp() {
        transfers.giveUp(this);
    }

    int nonce() {
        return nonce;
    }

    /** Returns when the latest chunk came. */
    long touched() {
        return touched;
    }

    void touch(long now) {
        touched = now;
    }

    /** Notes how far it has come; tells whether that is news. */
    boolean advance(int to) {
        boolean news = to != step;
        step = to;
        return news;
    }

    void chunk(ByteBuffer bytes, long cost, Hold of) {
        if (listener == null) {
            of.release();
        } else {
            listener.onChunk(bytes, cost, of);
        }
    }

    void complete() {
        if (listener != null) {
            listener.onComplete();
        }
    }

    void fail(Failure failure) {
        if (listener != null) {
            listener.onFailure(failure);
        }
    }
}
