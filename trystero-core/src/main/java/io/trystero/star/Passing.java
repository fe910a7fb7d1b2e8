package io.trystero.star;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.PeerId;
import io.trystero.codec.Payload;

/** A message on its way through the hub, to one peer after another. On the room's worker. */
final class Passing {

    /** What one counts for beside its bytes. */
    static final int OVERHEAD = 256;

    private final PeerId source;
    private final Payload payload;
    private final ObjectNode metadata;
    private final WaitingBytes all;
    private final long bytes;
    private int queues;

    Passing(PeerId source, Payload payload, ObjectNode metadata, long bytes, WaitingBytes all) {
        this.source = source;
        this.payload = payload;
        this.metadata = metadata;
        this.bytes = bytes;
        this.all = all;
    }

    /** Returns what a payload counts for. */
    static long bytesOf(Payload payload) {
        // text is encoded anew for each who wants its bytes
        return OVERHEAD
                + (payload instanceof Payload.Text text
                        ? 2L * text.text().length()
                        : payload.bytes().remaining());
    }

    PeerId source() {
        return source;
    }

    Payload payload() {
        return payload;
    }

    ObjectNode metadata() {
        return metadata;
    }

    long bytes() {
        return bytes;
    }

    /** Tells whether the star has room for it, which it has once it is kept for another peer. */
    boolean hasRoom() {
        return queues > 0 || all.hasRoomFor(bytes);
    }

    void retain() {
        if (queues++ == 0) {
            all.add(bytes);
        }
    }

    void release() {
        if (--queues == 0) {
            all.add(-bytes);
        }
    }
}
