package io.trystero.star;

/** Bytes of all messages of a star that wait to be passed on, each counted once for however many peers. On the room's worker. */
final class WaitingBytes {

    /** Unless an eighth of the heap is less. */
    static final long MOST = 256L << 20;

    private final long most;
    private long held;

    WaitingBytes(long most) {
        this.most = most;
    }

    static WaitingBytes ofHeap() {
        return new WaitingBytes(Math.min(MOST, Runtime.getRuntime().maxMemory() / 8));
    }

    boolean hasRoomFor(long bytes) {
        return held + bytes <= most;
    }

    void add(long bytes) {
        held += bytes;
    }

    long held() {
        return held;
    }
}
