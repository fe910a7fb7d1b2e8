package io.trystero.mqtt;

import java.time.Duration;

/** How long a broker that said that we ask too much of it is spared: 60 s, doubling up to 15 min while it says so again soon after. */
final class Throttle {

    static final Duration FIRST = Duration.ofSeconds(60);
    static final Duration LONGEST = Duration.ofMinutes(15);

    private String reason = "";
    private long until;
    private long pause;

    /** The broker wants less. */
    void wanted(long now, String why) {
        boolean again = pause > 0 && now < until + pause;
        pause = again ? Math.min(2 * pause, LONGEST.toMillis()) : FIRST.toMillis();
        until = now + pause;
        reason = why;
    }

    /** Returns how long it is still to be spared. */
    Duration left(long now) {
        return Duration.ofMillis(Math.max(0, until - now));
    }

    /** Returns what the broker said. */
    String reason() {
        return reason;
    }
}
