package io.trystero.nostr;

/** How many signatures of one relay's events are verified: each costs a fraction of a millisecond of a thread that others share. */
final class EventRate {

    static final int PER_SECOND = 500;
    static final int BURST = 5_000;

    private double left = BURST;
    private long filledAt;

    EventRate(long nowMillis) {
        this.filledAt = nowMillis;
    }

    boolean tryTake(long nowMillis) {
        left = Math.min(BURST, left + Math.max(0, nowMillis - filledAt) * PER_SECOND / 1_000.0);
        filledAt = nowMillis;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
