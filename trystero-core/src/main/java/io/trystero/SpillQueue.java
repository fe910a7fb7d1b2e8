package io.trystero;

import io.trystero.engine.Hold;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has come of one stream and was not read: the oldest of it in memory, what came after that in blocks of the spill file,
 * the latest in memory again until it is worth writing. Where the streams of its peer have little memory left ({@link
 * PeerStreams#isShort}), all of it goes to the file, as far as that has room. On the room's worker alone.
 *
 * <p>From the oldest to the latest there are, each empty or not:
 *
 * <ol>
 *   <li>the head, in memory
 *   <li>the block that is being read, at most one, and only while the head is empty: it becomes the head
 *   <li>the front block that is being written, out of the end of the head
 *   <li>the blocks of the file; behind them the new one that is being written, or into the last of them what is being written
 *   <li>the tail, in memory
 * </ol>
 *
 * <p>One block at a time is written, so one of the two. What comes goes to the tail, or to the head while nothing is between
 * them. No block is read while a front block is written, nor the one that is written to.
 */
final class SpillQueue {

    /** What stays in memory before anything is spilled. */
    static final int MEMORY_BYTES = 1 << 20;

    /** What may stay in memory while the file has no room: what does otherwise, and what would fill a block. */
    static final int MOST_BYTES = MEMORY_BYTES + SpillFile.BLOCK_BYTES;

    /** For less no block is taken, however short memory is. */
    private static final int LEAST_SPILLED = 4 * 1024;

    private final @Nullable SpillFile file;
    private final PeerStreams streams;
    private final Background background;
    private final Listener listener;

    private final Deque<Chunk> head = new ArrayDeque<>();
    private final Deque<SpillFile.Block> blocks = new ArrayDeque<>();
    private final Deque<Chunk> tail = new ArrayDeque<>();
    private long headCost;
    private long tailCost;
    private long bytes;
    private @Nullable Writing writing;
    private boolean reading;
    private boolean wanted;
    private boolean closed;

    /**
     * Bytes in memory.
     *
     * @param cost what they count for
     */
    record Chunk(ByteBuffer bytes, long cost, Hold hold) {}

    /** Hears what happens beside the calls, on the worker. */
    interface Listener {

        /** A block was read or written: {@link #poll} may give something. */
        void onMoved();

        /** More has come than stays in memory, and there is no block left. */
        void onFull();

        /** The file cannot be written or read. */
        void onError(Throwable error);
    }

    /**
     * What is on its way to a block.
     *
     * @param done what it lets go of when it is there
     * @param front whether the block goes before all others
     */
    private record Writing(
            SpillFile.Block block, List<ByteBuffer> pieces, int bytes, long cost, List<Hold> done, boolean front) {}

    /** @param file {@code null} to keep all in memory */
    SpillQueue(@Nullable SpillFile file, PeerStreams streams, Background background, Listener listener) {
        this.file = file;
        this.streams = streams;
        this.background = background;
        this.listener = listener;
    }

    /** Takes what came last. */
    void add(Chunk chunk) {
        if (closed) {
            chunk.hold().release();
            return;
        }
        bytes += chunk.bytes().remaining();
        if (file == null || (isAllInHead() && headCost < most())) {
            addToHead(chunk);
        } else {
            tail.add(chunk);
            tailCost += chunk.cost();
        }
        settle();
    }

    /**
     * Gives the oldest, if it is in memory; what it holds is to be let go of by whoever gets it.
     *
     * @param more whether what follows is wanted, too
     */
    @Nullable
    Chunk poll(boolean more) {
        Chunk next = head.poll();
        if (next != null) {
            wanted = more;
            headCost -= next.cost();
            bytes -= next.bytes().remaining();
            settle();
        }
        return next;
    }

    /** Says that more would be read if it were in memory: {@link #poll} may give something now. */
    void want() {
        wanted = true;
        settle();
    }

    /** Tells whether all that came was given. */
    boolean isEmpty() {
        return head.isEmpty() && isAllInHead();
    }

    /** Returns how many bytes have come and were not given. */
    long bytes() {
        return bytes;
    }

    /** Returns what is in memory counts for, being written included. */
    long memory() {
        return headCost + tailCost + (writing == null ? 0 : writing.cost());
    }

    /** Returns what is in memory only because the file is not written as fast counts for. */
    long unwritten() {
        return writing == null ? 0 : writing.cost() + tailCost;
    }

    /** Tells whether it has a file to spill to. */
    boolean hasFile() {
        return file != null;
    }

    /** Tells whether something that it has in the file is gone. */
    boolean hasLost() {
        return blocks.stream().anyMatch(SpillFile.Block::isLost);
    }

    /** Lets go of everything. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        head.forEach(chunk -> chunk.hold().release());
        head.clear();
        tail.forEach(chunk -> chunk.hold().release());
        tail.clear();
        Writing underWay = writing;
        for (SpillFile.Block block : blocks) {
            // what is being written is given back when that is over
            if (underWay == null || block != underWay.block()) {
                block.giveBack();
            }
        }
        blocks.clear();
        headCost = 0;
        tailCost = 0;
        bytes = 0;
    }

    /** Moves up what is behind, and to the file what is too much. */
    void settle() {
        SpillFile spill = file;
        if (closed || spill == null) {
            return;
        }
        if (blocks.isEmpty() && !reading && writing == null) {
            while (!tail.isEmpty() && (headCost < most() || (wanted && head.isEmpty()))) {
                Chunk oldest = tail.remove();
                tailCost -= oldest.cost();
                addToHead(oldest);
            }
        }
        if (wanted && head.isEmpty() && !reading && !blocks.isEmpty() && isWritten(blocks.element())) {
            // only what is given on at once, so that nothing uncounted stays in memory
            read(blocks.remove());
        }
        if (writing == null) {
            write(spill);
        }
    }

    private boolean isAllInHead() {
        return blocks.isEmpty() && tail.isEmpty() && writing == null && !reading;
    }

    private boolean isWritten(SpillFile.Block block) {
        Writing underWay = writing;
        return underWay == null || (!underWay.front() && underWay.block() != block);
    }

    private long most() {
        return streams.isShort() ? 0 : MEMORY_BYTES;
    }

    private void addToHead(Chunk chunk) {
        head.add(chunk);
        headCost += chunk.cost();
    }

    private void write(SpillFile spill) {
        if (!streams.isShort()) {
            if (tailCost >= SpillFile.BLOCK_BYTES) {
                writeTail(spill);
            }
            return;
        }
        if (blocks.isEmpty() && !reading && !wanted) {
            // nothing is between them
            tailCost += headCost;
            headCost = 0;
            while (!head.isEmpty()) {
                tail.addFirst(head.removeLast());
            }
        }
        SpillFile.Block last = blocks.peekLast();
        if (tailCost >= LEAST_SPILLED || (tailCost > 0 && last != null && last.room() > 0)) {
            writeTail(spill);
        } else if (!wanted && headCost >= LEAST_SPILLED) {
            writeHead(spill);
        }
    }

    /** The file has no room: what is to be written stays in memory, as long as it is no more than a stream has there anyway. */
    private void noBlock() {
        streams.refused(this);
        if (memory() >= MOST_BYTES) {
            listener.onFull();
        }
    }

    /** Writes the oldest of the tail behind what is in the file, as much as the block takes. */
    private void writeTail(SpillFile spill) {
        SpillFile.Block last = blocks.peekLast();
        SpillFile.Block into = last != null && last.room() > 0 ? last : spill.take(streams.blocks(spill));
        if (into == null) {
            noBlock();
            return;
        }
        List<ByteBuffer> pieces = new ArrayList<>();
        List<Hold> done = new ArrayList<>();
        int room = into.room();
        long cost = 0;
        while (room > 0 && !tail.isEmpty()) {
            Chunk next = tail.remove();
            int part = Math.min(next.bytes().remaining(), room);
            pieces.add(next.bytes().slice().limit(part));
            room -= part;
            if (part == next.bytes().remaining()) {
                done.add(next.hold());
                cost += next.cost();
            } else {
                next.bytes().position(next.bytes().position() + part);
                tail.addFirst(next);
            }
        }
        tailCost -= cost;
        write(new Writing(into, pieces, into.room() - room, cost, done, false));
    }

    /** Writes the latest of the head before what is in the file. */
    private void writeHead(SpillFile spill) {
        SpillFile.Block into = spill.take(streams.blocks(spill));
        if (into == null) {
            noBlock();
            return;
        }
        Deque<ByteBuffer> pieces = new ArrayDeque<>();
        List<Hold> done = new ArrayList<>();
        int room = into.room();
        long cost = 0;
        while (!head.isEmpty() && head.getLast().bytes().remaining() <= room) {
            Chunk last = head.removeLast();
            pieces.addFirst(last.bytes());
            done.add(last.hold());
            room -= last.bytes().remaining();
            cost += last.cost();
        }
        headCost -= cost;
        write(new Writing(into, List.copyOf(pieces), into.room() - room, cost, done, true));
    }

    private void write(Writing next) {
        streams.accepted(this);
        writing = next;
        background.run(
                () -> {
                    next.block().append(next.pieces());
                    return next;
                },
                written -> {
                    next.block().filled(next.bytes());
                    over(next);
                    settle();
                    listener.onMoved();
                },
                error -> {
                    over(next);
                    listener.onError(error);
                });
    }

    private void over(Writing over) {
        writing = null;
        over.done().forEach(Hold::release);
        if (closed) {
            over.block().giveBack();
        } else if (over.front()) {
            blocks.addFirst(over.block());
        } else if (blocks.peekLast() != over.block()) {
            blocks.addLast(over.block());
        }
    }

    private void read(SpillFile.Block block) {
        reading = true;
        background.run(
                block::read,
                read -> {
                    reading = false;
                    block.giveBack();
                    if (!closed) {
                        addToHead(new Chunk(read, 0, Hold.NONE));
                        listener.onMoved();
                    }
                },
                error -> {
                    reading = false;
                    block.giveBack();
                    listener.onError(error);
                });
    }
}
