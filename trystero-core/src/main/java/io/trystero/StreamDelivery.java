package io.trystero;

import io.trystero.engine.Hold;
import io.trystero.engine.IncomingTransfer;
import io.trystero.engine.StreamMemory;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Operators;

/**
 * One stream on its way from its peer to its reader: waits for the reader, gives what is asked for, and ends once. On the
 * room's worker alone, but for what it hears from the engine and the reader. What waits meanwhile is in a {@link SpillQueue}.
 */
final class StreamDelivery implements IncomingTransfer.Listener, SpillQueue.Listener, Subscription {

    /** How much a reader is given at a time. */
    private static final int MOST_GIVEN = SpillFile.BLOCK_BYTES;

    private final JoinedRoom room;
    private final Source source;
    private final PeerStreams streams;
    private final SpillQueue queue;
    private final Owner owner;
    private Disposable unreadTimer = Disposables.disposed();

    /** Until it was told the end. */
    private @Nullable CoreSubscriber<? super ByteBuffer> subscriber;

    private boolean subscribed;
    private long requested;
    private boolean draining;
    private boolean complete;
    private boolean ended;
    private volatile boolean cancelled;
    private @Nullable Throwable failure;

    /**
     * Where a stream comes from.
     *
     * @param hold what it holds beside its chunks
     * @param memory what it holds its chunks in, {@code null} if all have come
     * @param giveUp called on the loop when nobody wants the rest
     */
    record Source(PeerId from, Hold hold, @Nullable StreamMemory memory, Runnable giveUp) {}

    /** Whose stream it is, on the worker. */
    interface Owner {

        /** Returns how streams are kept. */
        StreamOptions options();

        /** Returns the name of the action. */
        String name();

        /** Returns the file that takes what is too much for memory, {@code null} for none. */
        @Nullable
        SpillFile spill();

        /**
         * The stream is dropped because a bound was reached.
         *
         * @param kind tells the reasons apart
         */
        void onDropped(String kind, Throwable why);

        /** The spill file failed a stream; what others have in it may be gone. */
        void onFileError(Throwable why);

        /** It is over; {@code whole} if all of it was read. */
        void onOver(StreamDelivery delivery, boolean whole);
    }

    /** Waits for chunks and a reader; on any thread. */
    StreamDelivery(JoinedRoom room, Source source, PeerStreams streams, Owner owner) {
        this.room = room;
        this.source = source;
        this.streams = streams;
        this.owner = owner;
        this.queue = new SpillQueue(owner.spill(), streams, room.background(), this);
    }

    /** Begins, and waits no longer for a reader than it may; before anything else happens on the worker. */
    void begin() {
        unreadTimer =
                room.worker().schedule(this::unread, owner.options().unread().toMillis());
        streams.join(queue);
    }

    PeerId from() {
        return source.from();
    }

    @Override
    public void onChunk(ByteBuffer bytes, long cost, Hold hold) {
        streams.handedOver(cost);
        room.worker().execute(() -> {
            streams.handedOver(-cost);
            take(bytes, cost, hold);
        });
    }

    @Override
    public void onComplete() {
        room.worker().execute(() -> {
            complete = true;
            drain();
        });
    }

    @Override
    public void onFailure(IncomingTransfer.Failure reason) {
        OverflowCause cause = OverflowCause.now(streams, source.memory());
        room.worker().execute(() -> {
            complete = true; // nothing else comes
            fail(explain(reason, cause));
        });
    }

    private Throwable explain(IncomingTransfer.Failure reason, OverflowCause cause) {
        return switch (reason) {
            case OVERFLOW -> overflow(cause.ofMemory(streams, owner.spill()));
            case SILENT ->
                new PeerStalledException(
                        source.from(),
                        "has sent nothing more of stream \"" + owner.name() + "\" for 60 s: it may have cancelled");
            case PEER_LEFT -> new PeerLeftException(source.from(), room.roomId());
            case ROOM_CLOSED -> room.closedError();
        };
    }

    private StreamOverflowException overflow(String cause) {
        return new StreamOverflowException(toString(), queue.bytes(), cause);
    }

    /** What texts call it. */
    @Override
    public String toString() {
        return "stream \"" + owner.name() + "\" of peer " + source.from();
    }

    /** The room has been left. */
    void close() {
        fail(room.closedError());
    }

    /** What it has in the spill file is gone, if that is so. */
    void failIfLost(Throwable why) {
        if (queue.hasLost()) {
            fail(why);
        }
    }

    /** Nobody has been given it, and nobody will. */
    void discard() {
        fail(new TrysteroException(this + " was dropped: nobody could read it any more"));
    }

    private void unread() {
        drop(
                "unread",
                new TrysteroException(this
                        + " was dropped: nobody read it within "
                        + owner.options().unread().toSeconds()
                        + " s; read more streams at once, or allow more with StreamOptions.unread"));
    }

    /** Takes the one reader. */
    void subscribe(CoreSubscriber<? super ByteBuffer> reader) {
        room.worker().execute(() -> {
            if (subscribed) {
                Operators.error(reader, new IllegalStateException(this + " is read once, by one subscriber"));
                return;
            }
            unreadTimer.dispose();
            subscribed = true;
            subscriber = reader;
            reader.onSubscribe(this);
            drain();
        });
    }

    @Override
    public void request(long more) {
        room.worker().execute(() -> {
            if (more <= 0) {
                fail(new IllegalArgumentException("request(" + more + "): demand must be positive"));
            } else {
                requested = Operators.addCap(requested, more);
                drain();
            }
        });
    }

    @Override
    public void cancel() {
        cancelled = true; // at once, for a reader that cancels while it is given something
        room.worker().execute(() -> {
            subscriber = null;
            end();
        });
    }

    private void take(ByteBuffer bytes, long cost, Hold hold) {
        if (ended) {
            hold.release();
            return;
        }
        streams.retry();
        long left = cost;
        while (bytes.remaining() > MOST_GIVEN) {
            hold.retain();
            queue.add(new SpillQueue.Chunk(bytes.slice().limit(MOST_GIVEN), MOST_GIVEN, hold));
            bytes.position(bytes.position() + MOST_GIVEN);
            left -= MOST_GIVEN;
        }
        queue.add(new SpillQueue.Chunk(bytes, left, hold));
        drain();
    }

    @Override
    public void onMoved() {
        drain();
    }

    @Override
    public void onFull() {
        drop("full", overflow(OverflowCause.ofFile(streams, Objects.requireNonNull(owner.spill()))));
    }

    @Override
    public void onError(Throwable error) {
        if (!ended) {
            fail(error);
            owner.onFileError(error);
        }
    }

    /** Gives the reader what it asked for. */
    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            give();
        } finally {
            draining = false;
        }
        CoreSubscriber<? super ByteBuffer> reader = subscriber;
        if (reader != null && !cancelled) {
            if (failure != null) {
                subscriber = null;
                reader.onError(failure);
            } else if (complete && queue.isEmpty()) {
                subscriber = null;
                end();
                reader.onComplete();
            }
        }
    }

    private void give() {
        CoreSubscriber<? super ByteBuffer> reader = subscriber;
        if (reader == null || requested == 0 || ended) {
            return;
        }
        queue.want();
        while (requested > 0 && !cancelled) {
            SpillQueue.Chunk next = queue.poll(requested > 1);
            if (next == null) {
                return;
            }
            if (requested != Long.MAX_VALUE) {
                requested--;
            }
            try {
                reader.onNext(next.bytes());
            } finally {
                next.hold().release();
            }
        }
    }

    private void drop(String kind, Throwable why) {
        if (!ended) {
            owner.onDropped(kind, why);
            fail(why);
        }
    }

    /** Keeps nothing any more; the reader hears why, now or when there is one. */
    private void fail(Throwable why) {
        if (!ended) {
            failure = why;
            end();
            drain();
        }
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        unreadTimer.dispose();
        boolean whole = complete && failure == null && queue.isEmpty();
        queue.close();
        streams.leave(queue);
        source.hold().release();
        owner.onOver(this, whole);
        if (!complete) {
            complete = true;
            room.loop().execute(source.giveUp());
        }
    }
}
