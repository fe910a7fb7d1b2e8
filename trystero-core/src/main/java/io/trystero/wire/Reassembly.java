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
 * For that a dropped send is remembered until its last chunk: alone, that chunk looks like a whole message. A peer that
 * has more sends dropped than can be remembered is not believed any new one until some of them {@link #expire}.
 */
public final class Reassembly {

    /**
     * What a chunk counts for at least: a view, its frame's headers and the entries that lead to it. Without it, a peer
     * could make us hold memory without bound in empty chunks.
     */
    private static final int LEAST_COST = 256;

    /** Dropped sends remembered for each unfinished one that is allowed. */
    private static final int REMEMBERED = 16;

    /** Stands for the dropped sends that could not be remembered; no frame has such a name or nonce. */
    private static final Key FORGOTTEN = new Key("", -1);

    private final Limits limits;
    private final Budget budget;
    private final Map<Key, Partial> partials = new HashMap<>();
    private int dropped;
    private long heldBytes;

    public Reassembly(Limits limits) {
        this(limits, Budget.ENDLESS);
    }

    public Reassembly(Limits limits, Budget budget) {
        this.limits = limits;
        this.budget = budget;
    }

    /** Bytes that this peer shares with others. */
    public interface Budget {

        /** Has always more. */
        Budget ENDLESS = new Budget() {
            @Override
            public boolean reserve(long bytes) {
                return true;
            }

            @Override
            public void release(long bytes) {}
        };

        /** Takes that many bytes, or none if there are not that many left. */
        boolean reserve(long bytes);

        void release(long bytes);
    }

    /**
     * The bounds of one peer.
     *
     * @param messageBytes largest whole message
     * @param totalBytes most bytes held for all its unfinished messages, their metadata included; small chunks count for
     *     more than their payload
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
            @Nullable ByteBuffer metadata) {

        /** What a message takes beside its bytes. */
        private static final int OVERHEAD = 64;

        /** Returns the bytes that it holds, its metadata's too. */
        public long bytes() {
            return payload.capacity() + (metadata == null ? 0L : metadata.capacity());
        }

        /** Returns what it counts for where it waits: an empty message is not free. */
        public long cost() {
            return OVERHEAD + bytes();
        }
    }

    /** The bounds that a send may pass. */
    public enum Bound {
        MESSAGE,
        METADATA,
        /** The bytes of all unfinished sends of the peer. */
        PEER_BYTES,
        /** The bytes that the peer shares with others. */
        SHARED_BYTES,
        TRANSMISSIONS
    }

    /** Says that a send was dropped, and which bound it passed. */
    public static final class OverLimitException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String action;
        private final Bound bound;
        private final long come;

        OverLimitException(ActionFrame chunk, Bound bound, long before) {
            super("a message for action \"" + chunk.action() + "\" passes a bound: " + bound, null, false, false);
            this.action = chunk.action();
            this.bound = bound;
            this.come = before + chunk.length();
        }

        public String action() {
            return action;
        }

        public Bound bound() {
            return bound;
        }

        /** Returns how many bytes had come: of the metadata if that passes its bound, else of the payload. */
        public long come() {
            return come;
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
        if (partial == null) {
            if (!hasRoomFor(chunk)) {
                remember(key, chunk, now);
                throw new OverLimitException(chunk, Bound.TRANSMISSIONS, 0);
            }
            if (chunk.isLast() && !chunk.isMetadata()) {
                checkMessage(chunk, 0);
                return new Completed(chunk.action(), PayloadKind.of(chunk.flags()), view(chunk), null);
            }
            partial = new Partial();
            partials.put(key, partial);
        }
        partial.touched = now;
        try {
            if (!partial.dropped) {
                add(partial, chunk);
                partial.step = chunk.step();
            }
        } catch (OverLimitException e) {
            drop(partial);
            if (chunk.isLast()) {
                remove(key, partial);
            }
            throw e;
        }
        if (!chunk.isLast()) {
            return null;
        }
        remove(key, partial);
        return partial.dropped ? null : partial.complete(chunk);
    }

    /** Tells whether a chunk belongs to an unfinished send, so that it is not the first. */
    public boolean holds(ActionFrame chunk) {
        return partials.containsKey(new Key(chunk.action(), chunk.nonce()));
    }

    /** Returns the {@linkplain ActionFrame#step step} of the latest chunk of an unfinished send; -1 if it has none, or is dropped. */
    public int step(ActionFrame chunk) {
        Partial partial = partials.get(new Key(chunk.action(), chunk.nonce()));
        return partial == null || partial.dropped ? -1 : partial.step;
    }

    /** What has come of a send that somebody else puts together from now on. */
    public record Begun(@Nullable ByteBuffer metadata, List<ByteBuffer> chunks) {}

    /**
     * Hands over the unfinished send that a chunk belongs to.
     *
     * @return what has come of it, nothing if this is its first chunk; {@code null} if the send is dropped, or not to be
     *     believed, so that its chunks are still to be taken here
     */
    public @Nullable Begun handOver(ActionFrame chunk) {
        Key key = new Key(chunk.action(), chunk.nonce());
        Partial partial = partials.get(key);
        if (partial == null) {
            return partials.containsKey(FORGOTTEN) ? null : new Begun(null, List.of());
        }
        if (partial.dropped) {
            return null;
        }
        remove(key, partial);
        return new Begun(partial.metadata, List.copyOf(partial.chunks));
    }

    /** Swallows what else comes of a send that was handed over. */
    public void swallow(String action, int nonce, long now) {
        remember(new Key(action, nonce), now);
    }

    /** Returns the metadata of an unfinished send, if it has come. */
    public @Nullable ByteBuffer metadataOf(String action, int nonce) {
        Partial partial = partials.get(new Key(action, nonce));
        return partial == null || partial.metadata == null ? null : partial.metadata.duplicate();
    }

    /** Drops the unfinished sends whose latest chunk came before a time; returns how many there were. */
    public int expire(long before) {
        int expired = 0;
        for (Iterator<Partial> all = partials.values().iterator(); all.hasNext(); ) {
            Partial partial = all.next();
            if (partial.touched < before) {
                drop(partial);
                dropped--;
                all.remove();
                expired++;
            }
        }
        return expired;
    }

    /** Returns when the unfinished send that has waited longest got its latest chunk; needs one. */
    public long oldest() {
        return partials.values().stream()
                .mapToLong(partial -> partial.touched)
                .min()
                .orElseThrow();
    }

    /** Gives up all that is unfinished. */
    public void close() {
        expire(Long.MAX_VALUE);
    }

    public Limits limits() {
        return limits;
    }

    /** Returns the number of unfinished sends, dropped ones that are still remembered included. */
    public int unfinished() {
        return partials.size();
    }

    /** Returns the bytes held for unfinished sends, as {@link Limits#totalBytes} counts them. */
    public long heldBytes() {
        return heldBytes;
    }

    private boolean hasRoomFor(ActionFrame chunk) {
        if (partials.containsKey(FORGOTTEN)) {
            return false;
        }
        // A last chunk needs no room: it completes at once.
        return chunk.isLast()
                || (partials.size() - dropped < limits.transmissions() && partials.size() < mostRemembered());
    }

    private void remember(Key key, ActionFrame chunk, long now) {
        if (!chunk.isLast()) {
            remember(key, now);
        }
    }

    private void remember(Key key, long now) {
        Key remembered = partials.size() < mostRemembered() ? key : FORGOTTEN;
        Partial partial = partials.computeIfAbsent(remembered, absent -> new Partial());
        partial.touched = now;
        drop(partial);
    }

    private long mostRemembered() {
        return (1L + REMEMBERED) * limits.transmissions();
    }

    private void add(Partial partial, ActionFrame chunk) throws OverLimitException {
        if (chunk.isMetadata() && chunk.length() > limits.metadataBytes()) {
            throw new OverLimitException(chunk, Bound.METADATA, 0);
        }
        if (!chunk.isMetadata()) {
            checkMessage(chunk, partial.bytes);
        }
        int cost = chunk.isLast() ? chunk.length() : Math.max(LEAST_COST, chunk.length());
        if (heldBytes + cost > limits.totalBytes()) {
            throw new OverLimitException(chunk, Bound.PEER_BYTES, partial.bytes);
        }
        if (!budget.reserve(cost)) {
            throw new OverLimitException(chunk, Bound.SHARED_BYTES, partial.bytes);
        }
        partial.cost += cost;
        heldBytes += cost;
        if (chunk.isMetadata()) {
            partial.metadata = view(chunk);
        } else {
            partial.chunks.add(view(chunk));
            partial.bytes += chunk.length();
        }
    }

    private void drop(Partial partial) {
        if (!partial.dropped) {
            long freed = partial.release();
            heldBytes -= freed;
            budget.release(freed);
            dropped++;
        }
    }

    private void remove(Key key, Partial partial) {
        partials.remove(key);
        if (partial.dropped) {
            dropped--;
        } else {
            heldBytes -= partial.cost;
            budget.release(partial.cost);
        }
    }

    private void checkMessage(ActionFrame chunk, long before) throws OverLimitException {
        if (before + chunk.length() > limits.messageBytes()) {
            throw new OverLimitException(chunk, Bound.MESSAGE, before);
        }
    }

    private static ByteBuffer view(ActionFrame chunk) {
        return ByteBuffer.wrap(chunk.bytes(), chunk.offset(), chunk.length()).slice();
    }

    private record Key(String action, int nonce) {}

    private static final class Partial {
        private final List<ByteBuffer> chunks = new ArrayList<>();
        private @Nullable ByteBuffer metadata;
        private long bytes;
        private long cost;
        private long touched;
        private int step = -1;
        private boolean dropped;

        long release() {
            long freed = cost;
            cost = 0;
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
