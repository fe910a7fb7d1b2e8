package io.trystero.engine;

import java.util.concurrent.atomic.AtomicInteger;

/** The reserved bytes of something received, given back once all who hold it have let go. Thread-safe. */
public final class Hold {

    /** Holds nothing. */
    public static final Hold NONE = new Hold(() -> {});

    private final AtomicInteger holders = new AtomicInteger(1);
    private final Runnable giveBack;

    /** Made by the first who holds it; {@code giveBack} runs on the thread of the last who lets go. */
    public Hold(Runnable giveBack) {
        this.giveBack = giveBack;
    }

    /** One more holds it; it must not have been given back. */
    public void retain() {
        holders.incrementAndGet();
    }

    /** One who held it has consumed or dropped it. */
    public void release() {
        if (holders.decrementAndGet() == 0) {
            giveBack.run();
        }
    }
}
