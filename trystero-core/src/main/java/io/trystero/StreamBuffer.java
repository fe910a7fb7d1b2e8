package io.trystero;

import io.trystero.engine.Hold;
import io.trystero.engine.IncomingTransfer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * What has come of one stream and was not read: the oldest of it in memory, what came after that in blocks of the spill
 * file, the latest in memory again until it fills a block. On the room's worker alone; files are read and written where
 * blocking is allowed, one block at a time each way.
 */
final class StreamBuffer implements IncomingTransfer.Listener, Subscription {

    /** What stays in memory before anything is spilled. */
    private static final int MEMORY_BYTES = 1 << 20;

    /** How long a stream waits for its reader. */
    private static final Duration UNREAD = Duration.ofSeconds(60);

    private final JoinedRoom room;
    private final String action;
    private final PeerId from;
    private final @Nullable SpillFile spill;
    private final Hold whole;
    private final Runnable giveUp;
    private final Consumer<StreamBuffer> onOver;
    private final Disposable unreadTimer;

    private final Queue<Chunk> head = new ArrayDeque<>();
    private final Queue<Block> spilled = new ArrayDeque<>();
    private final Queue<Chunk> tail = new ArrayDeque<>();
    private long headBytes;
    private long spilledBytes;
    private long tailBytes;
    private boolean writing;
    private boolean reading;

    private @Nullable CoreSubscriber<? super ByteBuffer> subscriber;
    private long requested;
    private boolean draining;
    private boolean complete;
    private boolean told;
    private boolean ended;
    private volatile boolean cancelled;
    private @Nullable Throwable failure;

    private record Chunk(ByteBuffer bytes, Hold hold) {}

    /** A block of the spill file with so many bytes in it. */
    private record Block(long number, int bytes) {}

    /**
     * Waits for chunks and a reader; on the loop.
     *
     * @param spill where what is too much for memory goes, {@code null} for nowhere
     * @param whole what the stream holds beside its chunks
     * @param giveUp called on the loop when nobody wants the rest
     * @param onOver called on the worker when all is over
     */
    StreamBuffer(
            JoinedRoom room,
            String action,
            PeerId from,
            @Nullable SpillFile spill,
            Hold whole,
            Runnable giveUp,
            Consumer<StreamBuffer> onOver) {
        this.room = room;
        this.action = action;
        this.from = from;
        this.spill = spill;
        this.whole = whole;
        this.giveUp = giveUp;
        this.onOver = onOver;
        this.unreadTimer = room.worker().schedule(this::unread, UNREAD.toMillis());
    }

    @Override
    public void onChunk(ByteBuffer bytes, Hold hold) {
        room.worker().execute(() -> add(new Chunk(bytes, hold)));
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
        room.worker().execute(() -> {
            complete = true; // nothing else comes
            fail(explain(reason));
        });
    }

    private Throwable explain(IncomingTransfer.Failure reason) {
        return switch (reason) {
            case OVERFLOW ->
                overflow(
                        spill == null
                                ? "read faster, or let it wait in a file: StreamOptions.spill"
                                : "it came faster than the spill file is written, the room's worker was blocked, or many"
                                        + " streams wait with their first "
                                        + (MEMORY_BYTES >> 20)
                                        + " MiB each in memory: read more of them at once");
            case SILENT -> new PeerStalledException(from, "has sent nothing more of stream " + action + " for 60 s");
            case PEER_LEFT -> new PeerLeftException(from, room.roomId());
            case ROOM_CLOSED -> room.closedError();
        };
    }

    private StreamOverflowException overflow(String mend) {
        return new StreamOverflowException(action, from, headBytes + spilledBytes + tailBytes, mend);
    }

    /** The room has been left. */
    void close() {
        fail(room.closedError());
    }

    private void unread() {
        fail(new TrysteroException("stream " + action + " of peer " + from + " was dropped: nobody read it within "
                + UNREAD.toSeconds() + " s"));
    }

    /** Takes the one reader. */
    void subscribe(CoreSubscriber<? super ByteBuffer> reader) {
        room.worker().execute(() -> {
            if (subscriber != null) {
                Operators.error(
                        reader, new IllegalStateException("stream " + action + " is read once, by one subscriber"));
                return;
            }
            unreadTimer.dispose();
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
            told = true;
            end();
        });
    }

    private void add(Chunk chunk) {
        if (ended) {
            chunk.hold().release();
            return;
        }
        if (spill == null || (isAllInHead() && headBytes < MEMORY_BYTES)) {
            addToHead(chunk);
        } else {
            tail.add(chunk);
            tailBytes += chunk.bytes().remaining();
        }
        drain();
    }

    private boolean isAllInHead() {
        return spilled.isEmpty() && tail.isEmpty() && !writing && !reading;
    }

    private void addToHead(Chunk chunk) {
        head.add(chunk);
        headBytes += chunk.bytes().remaining();
    }

    /** Gives the reader what it asked for, and moves up what is behind that. */
    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            advance();
            while (requested > 0 && subscriber != null && !cancelled && !head.isEmpty()) {
                emit(subscriber, head.remove());
                advance();
            }
        } finally {
            draining = false;
        }
        if (subscriber != null && !told && !cancelled) {
            if (failure != null) {
                told = true;
                subscriber.onError(failure);
            } else if (complete && head.isEmpty() && isAllInHead()) {
                told = true;
                end();
                subscriber.onComplete();
            }
        }
    }

    private void emit(CoreSubscriber<? super ByteBuffer> reader, Chunk next) {
        headBytes -= next.bytes().remaining();
        if (requested != Long.MAX_VALUE) {
            requested--;
        }
        try {
            reader.onNext(next.bytes());
        } finally {
            next.hold().release();
        }
    }

    private void advance() {
        if (ended || spill == null) {
            return;
        }
        if (!reading && !spilled.isEmpty()) {
            // only what is given on at once, so that nothing uncounted stays in memory
            if (head.isEmpty() && requested > 0) {
                read(spill, spilled.remove());
            }
        } else if (!reading && !writing) {
            while (!tail.isEmpty() && headBytes < MEMORY_BYTES) {
                Chunk oldest = tail.remove();
                tailBytes -= oldest.bytes().remaining();
                addToHead(oldest);
            }
        }
        if (!writing && tailBytes >= SpillFile.BLOCK_BYTES) {
            write(spill);
        }
    }

    /** Writes as much of the tail as a block takes. */
    private void write(SpillFile file) {
        long number = file.take();
        if (number < 0) {
            fail(overflow("the spill file is full at " + file.bytes() + " bytes"));
            return;
        }
        List<Hold> copied = new ArrayList<>();
        ByteBuffer block = ByteBuffer.allocate(SpillFile.BLOCK_BYTES);
        for (Chunk next = tail.peek(); next != null && block.hasRemaining(); next = tail.peek()) {
            int part = Math.min(next.bytes().remaining(), block.remaining());
            block.put(next.bytes().slice().limit(part));
            next.bytes().position(next.bytes().position() + part);
            if (!next.bytes().hasRemaining()) {
                copied.add(tail.remove().hold());
            }
        }
        block.flip();
        int length = block.remaining();
        tailBytes -= length;
        spilledBytes += length;
        writing = true;
        Runnable over = () -> {
            writing = false;
            copied.forEach(Hold::release);
        };
        inBackground(
                () -> {
                    file.write(number, block);
                    return length;
                },
                written -> {
                    over.run();
                    if (ended) {
                        file.giveBack(number);
                    } else {
                        spilled.add(new Block(number, written));
                    }
                },
                () -> {
                    over.run();
                    file.giveBack(number);
                });
    }

    private void read(SpillFile file, Block block) {
        reading = true;
        Runnable over = () -> {
            reading = false;
            file.giveBack(block.number());
            spilledBytes -= block.bytes();
        };
        inBackground(
                () -> file.read(block.number(), block.bytes()),
                bytes -> {
                    over.run();
                    if (!ended) {
                        addToHead(new Chunk(bytes, Hold.NONE));
                    }
                },
                over);
    }

    /** Does something that blocks, then goes on here; what goes wrong fails the stream. */
    private <R> void inBackground(Callable<R> work, Consumer<R> then, Runnable otherwise) {
        Mono.fromCallable(work)
                .subscribeOn(room.blocking())
                .subscribe(
                        result -> room.worker().execute(() -> {
                            then.accept(result);
                            drain();
                        }),
                        error -> room.worker().execute(() -> {
                            otherwise.run();
                            fail(error);
                        }));
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
        head.forEach(chunk -> chunk.hold().release());
        head.clear();
        tail.forEach(chunk -> chunk.hold().release());
        tail.clear();
        if (spill != null) {
            spilled.forEach(block -> spill.giveBack(block.number()));
        }
        spilled.clear();
        whole.release();
        onOver.accept(this);
        if (!complete) {
            complete = true;
            room.loop().execute(giveUp);
        }
    }
}
