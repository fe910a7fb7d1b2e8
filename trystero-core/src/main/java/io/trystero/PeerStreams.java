package io.trystero;

import io.trystero.engine.FairBudget;
import io.trystero.engine.StreamMemory;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * What the streams that one peer sends in a room have between them, whatever their actions: the peer's memory, and its part
 * of each spill file. When memory becomes short, all that wait go to their files. On the room's worker alone, unless it is
 * said otherwise.
 */
final class PeerStreams {

    private final Executor worker;
    private final Map<SpillFile, FairBudget.Share> blocks = new HashMap<>();
    private final Set<SpillQueue> queues = new LinkedHashSet<>();
    private final Set<SpillQueue> withoutBlock = new LinkedHashSet<>();
    private final AtomicLong onItsWay = new AtomicLong();
    private volatile @Nullable StreamMemory memory;
    private Disposable listening = Disposables.disposed();

    PeerStreams(Executor worker) {
        this.worker = worker;
    }

    /** Uses the memory of the peer's connection; on any thread, one at a time. */
    void use(StreamMemory now) {
        if (memory != now) {
            listening.dispose();
            memory = now;
            listening = now.whenShort(() -> worker.execute(this::settleAll));
        }
    }

    /** There are none any more; on any thread, not beside {@link #use}. */
    void end() {
        listening.dispose();
    }

    /** Returns the peer's part of a file. */
    FairBudget.Share blocks(SpillFile file) {
        return blocks.computeIfAbsent(file, SpillFile::share);
    }

    void join(SpillQueue queue) {
        queues.add(queue);
    }

    void leave(SpillQueue queue) {
        queues.remove(queue);
        withoutBlock.remove(queue);
    }

    /** Tells whether whatever can go to a file is to go there. */
    boolean isShort() {
        StreamMemory now = memory;
        return now != null && now.isShort();
    }

    /** The file had no room for what a queue was to write. */
    void refused(SpillQueue queue) {
        withoutBlock.add(queue);
    }

    /** It has room for that queue. */
    void accepted(SpillQueue queue) {
        withoutBlock.remove(queue);
    }

    /** Something comes: so one of those that found no room in their file tries again. */
    void retry() {
        Iterator<SpillQueue> refused = withoutBlock.iterator();
        if (refused.hasNext() && isShort()) {
            SpillQueue first = refused.next();
            refused.remove();
            first.settle();
        }
    }

    private void settleAll() {
        List.copyOf(queues).forEach(SpillQueue::settle);
    }

    /** Counts what is handed to the worker, and what the worker has taken; on any thread. */
    void handedOver(long cost) {
        onItsWay.addAndGet(cost);
    }

    /** Returns what the worker was handed and has not taken yet; on any thread. */
    long onItsWay() {
        return onItsWay.get();
    }

    /** Returns how many streams have something in memory. */
    long inMemory() {
        return queues.stream().filter(queue -> queue.memory() > 0).count();
    }

    /** Returns what that counts for, of those that match. */
    long memory(Predicate<SpillQueue> which) {
        return queues.stream().filter(which).mapToLong(SpillQueue::memory).sum();
    }

    /** Returns how much of it stays there because the file has no room. */
    long withoutBlock() {
        return memory(withoutBlock::contains);
    }

    /** Returns how much of it waits for a file to be written. */
    long unwritten() {
        return queues.stream().mapToLong(SpillQueue::unwritten).sum();
    }
}
