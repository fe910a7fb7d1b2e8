package io.trystero.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the chunks of one peer in one room together again, within bounds. Not thread-safe: confined to the engine's loop.
 *
 * <p>A send that passes a bound is dropped as a whole, reported once, and its later chunks are swallowed; others go on.
 */
public final class Reassembly {

    private final Limits limits;
    private final Map<Key, Partial> partials = new HashMap<>();
    private long heldBytes;

    public Reassembly(Limits limits) {
        this.limits = limits;
    }

    /**
     * The bounds of one peer.
     *
     * @param messageBytes largest whole message
     * @param totalBytes most bytes held for all its unfinished messages
     * @param metadataBytes largest metadata
     * @param transmissions most unfinished messages
     */
    public record Limits(int messageBytes, long totalBytes, int metadataBytes, int transmissions) {}

    /**
     * A whole message.
     *
     * @param metadata its metadata's JSON, or {@code null}
     */
    public record Completed(
            String action,
            PayloadKind kind,
            ByteBuffer payload,
            @Nullable ByteBuffer metadata) {}

    /** Says that a send was dropped. */
    public static final class OverLimitException extends Exception {
        private static final long serialVersionUID = 1L;

        OverLimitException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Takes a chunk. Keeps a view of its bytes.
     *
     * @param now the time, in any unit that {@link #expire} is also called with
     * @return the message that it completes, or {@code null}
     * @throws OverLimitException the first time that the send passes a bound
     */
    public @Nullable Completed accept(ActionFrame chunk, long now) throws OverLimitException {
        Key key = new Key(chunk.action(), chunk.nonce());
        Partial partial = partials.get(key);
        if (partial == null && chunk.isLast() && !chunk.isMetadata()) {
            checkMessage(chunk.action(), chunk.length());
            return new Completed(chunk.action(), PayloadKind.of(chunk.flags()), view(chunk), null);
        }
        if (partial == null) {
            if (partials.size() >= limits.transmissions()) {
                throw new OverLimitException("more than " + limits.transmissions() + " unfinished messages");
            }
            partial = new Partial();
            partials.put(key, partial);
        }
        partial.touched = now;
        try {
            if (!partial.dropped) {
                add(partial, chunk);
            }
        } catch (OverLimitException e) {
            heldBytes -= partial.drop();
            if (chunk.isLast()) {
                partials.remove(key);
            }
            throw e;
        }
        if (!chunk.isLast()) {
            return null;
        }
        partials.remove(key);
        heldBytes -= partial.bytes;
        return partial.dropped ? null : partial.complete(chunk);
    }

    /** Returns the metadata of an unfinished send, if it has come. */
    public @Nullable ByteBuffer metadataOf(String action, int nonce) {
        Partial partial = partials.get(new Key(action, nonce));
        return partial == null ? null : partial.metadata;
    }

    /** Drops the unfinished sends whose last chunk came before a time; returns how many there were. */
    public int expire(long before) {
        int expired = 0;
        for (Iterator<Partial> all = partials.values().iterator(); all.hasNext(); ) {
            Partial partial = all.next();
            if (partial.touched < before) {
                heldBytes -= partial.drop();
                all.remove();
                expired++;
            }
        }
        return expired;
    }

    /** Returns the number of unfinished sends. */
    public int unfinished() {
        return partials.size();
    }

    /** Returns the bytes held for unfinished sends. */
    public long heldBytes() {
        return heldBytes;
    }

    private void add(Partial partial, ActionFrame chunk) throws OverLimitException {
        if (chunk.isMetadata()) {
            if (chunk.length() > limits.metadataBytes()) {
                throw new OverLimitException("metadata of " + chunk.length() + " bytes for action " + chunk.action()
                        + "; the limit is " + limits.metadataBytes());
            }
            partial.metadata = view(chunk);
            return;
        }
        checkMessage(chunk.action(), partial.bytes + chunk.length());
        if (heldBytes + chunk.length() > limits.totalBytes()) {
            throw new OverLimitException("unfinished messages of more than " + limits.totalBytes() + " bytes");
        }
        partial.chunks.add(view(chunk));
        partial.bytes += chunk.length();
        heldBytes += chunk.length();
    }

    private void checkMessage(String action, long bytes) throws OverLimitException {
        if (bytes > limits.messageBytes()) {
            throw new OverLimitException(
                    "a message of more than " + limits.messageBytes() + " bytes for action " + action);
        }
    }

    private static ByteBuffer view(ActionFrame chunk) {
        return ByteBuffer.wrap(chunk.bytes(), chunk.offset(), chunk.length());
    }

    private record Key(String action, int nonce) {}

    private static final class Partial {
        private final List<ByteBuffer> chunks = new ArrayList<>();
        private @Nullable ByteBuffer metadata;
        private long bytes;
        private long touched;
        private boolean dropped;

        long drop() {
            long freed = bytes;
            bytes = 0;
            chunks.clear();
            metadata = null;
            dropped = true;
            return freed;
        }

        Completed complete(ActionFrame last) {
            ByteBuffer whole;
            if (chunks.size() == 1) {
                whole = chunks.get(0);
            } else {
                whole = ByteBuffer.allocate((int) bytes);
                chunks.forEach(whole::put);
                whole.flip();
            }
            return new Completed(last.action(), PayloadKind.of(last.flags()), whole, metadata);
        }
    }
}
