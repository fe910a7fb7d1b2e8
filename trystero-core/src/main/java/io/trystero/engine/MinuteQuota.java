package io.trystero.engine;

/** So many of something a minute; what was not used is saved up, for one minute. Confined to the loop. */
final class MinuteQuota {

    private static final double MINUTE = 60_000;

    private final EventLoop loop;
    private final int most;
    private double left;
    private long at;

    MinuteQuota(EventLoop loop, int most) {
        this.loop = loop;
        this.most = most;
        this.left = most;
        this.at = loop.now();
    }

    /** Takes one, if there is one. */
    boolean take() {
        if (left() < 1) {
            return false;
        }
        left--;
        return true;
    }

    /** Tells whether less than half is left. */
    boolean isScarce() {
        return left() < most / 2.0;
    }

    private double left() {
        long now = loop.now();
        left = Math.min(most, left + (now - at) * most / MINUTE);
        at = now;
        return left;
    }
}
