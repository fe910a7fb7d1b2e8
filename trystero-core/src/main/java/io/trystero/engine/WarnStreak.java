package io.trystero.engine;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the first of a streak of failures at WARN and the others at DEBUG. Not thread-safe. */
public final class WarnStreak {

    private final Logger log;
    private final String what;
    private boolean running;

    /** Begins without a streak; {@code area} names the logger. */
    public WarnStreak(String area, String what) {
        this.log = LoggerFactory.getLogger(area);
        this.what = what;
    }

    /** Something failed. */
    public void warn(@Nullable String reason) {
        if (running) {
            log.debug("{}: {}", what, reason);
        } else {
            running = true;
            log.warn("{}: {} (further ones are logged at DEBUG until one succeeds)", what, reason);
        }
    }

    /** Something succeeded. */
    public void reset() {
        running = false;
    }
}
