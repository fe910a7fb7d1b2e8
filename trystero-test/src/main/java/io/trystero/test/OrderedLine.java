package io.trystero.test;

import java.util.ArrayDeque;

/**
 * Things that happen after a delay each, but never overtake one another. What is due is taken from the front of a queue, so
 * the order holds on a scheduler with a coarse clock, too.
 */
final class OrderedLine {

    private final Loop loop;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private final Runnable next = this::runNext;
    private long lastTime;

    OrderedLine(Loop loop) {
        this.loop = loop;
    }

    void after(long nanos, Runnable task) {
        long now = loop.now();
        lastTime = Math.max(lastTime, now + nanos);
        queue.add(task);
        loop.after(lastTime - now, next);
    }

    private void runNext() {
        queue.remove().run();
    }
}
