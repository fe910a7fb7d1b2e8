package io.trystero;

import io.trystero.engine.FairBudget;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the streams that one peer sends for one action have between them: their part of the spill file, and the memory that
 * is left for what they have not been read of. On the room's worker alone, unless it is said otherwise.
 */
final class StreamShare {

    private final FairBudget.Share blocks;
    private final Set<SpillQueue> queues = new LinkedHashSet<>();
    private final AtomicLong onItsWay = new AtomicLong();
    private boolean memoryIsShort;

    /** @param blocks those of the spill file that it may take */
    StreamShare(FairBudget.Share blocks) {
        this.blocks = blocks;
    }

    FairBudget.Share blocks() {
        return blocks;
    }

    void join(SpillQueue queue) {
        queues.add(queue);
    }

    void leave(SpillQueue queue) {
        queues.remove(queue);
    }

    /** Tells whether whatever can go to the file is to go there. */
    boolean isShort() {
        return memoryIsShort;
    }

    /**
     * Looks at the memory of a peer as something is added: from half of what it is allowed on it is short, and no longer
     * below a quarter. So as much again may come while it is written.
     */
    void look(FairBudget.Share memory) {
        long held = memory.held();
        long allowed = memory.allowed();
        if (memoryIsShort) {
            memoryIsShort = held >= allowed / 4;
        } else if (held > allowed / 2) {
            memoryIsShort = true;
            List.copyOf(queues).forEach(SpillQueue::settle);
        }
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

    /** Returns what that counts for. */
    long memory() {
        return queues.stream().mapToLong(SpillQueue::memory).sum();
    }

    /** Returns how much of it stays there because the file has no room. */
    long withoutBlock() {
        return queues.stream()
                .filter(SpillQueue::isWithoutBlock)
                .mapToLong(SpillQueue::memory)
                .sum();
    }

    /** Returns how much of it waits for the file to be written. */
    long unwritten() {
        return queues.stream().mapToLong(SpillQueue::unwritten).sum();
    }
}
