package io.trystero.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the first of a streak of failures at WARN and the others at DEBUG. Confined to the loop. */
final class WarnStreak {

    private final Logger log;
    private final String what;
    private boolean running;

    WarnStreak(String area, String what) {
        this.log = LoggerFactory.getLogger(area);
        this.what = what;
    }

    void warn(@org.jspecify.annotations.Nullable String reason) {
        if (running) {
            log.debug("{}: {}", what, reason);
        } else {
            running = true;
            log.warn("{}: {} (further ones are logged at DEBUG until one succeeds)", what, reason);
        }
    }

    void reset() {
        running = false;
    }
}
