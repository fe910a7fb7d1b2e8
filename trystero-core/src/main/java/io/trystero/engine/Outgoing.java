package io.trystero.engine;

import org.jspecify.annotations.Nullable;

/** Something that waits its turn to be sent to one peer. */
interface Outgoing {

    /** Returns the attachment that it belongs to, or {@code null} if it outlives attachments. */
    @Nullable
    RoomPeer attachment();

    /** Tells whether there is a next message; if not, it is set aside until {@link Outbox#resume}. */
    default boolean isReady() {
        return true;
    }

    /** Returns the next message for the channel. */
    byte[] next();

    /** Tells whether {@link #next} has returned all. */
    boolean isDone();

    /** It will not be sent to its end. */
    void failed(SendFailure reason);

    /** One message that keeps its place: a goodbye, an absence, or control frames that must not overtake one. */
    final class Ordered implements Outgoing {

        private final byte[] message;
        private boolean sent;

        Ordered(byte[] message) {
            this.message = message;
        }

        @Override
        public @Nullable RoomPeer attachment() {
            return null;
        }

        @Override
        public byte[] next() {
            sent = true;
            return message;
        }

        @Override
        public boolean isDone() {
            return sent;
        }

        @Override
        public void failed(SendFailure reason) {}
    }
}
