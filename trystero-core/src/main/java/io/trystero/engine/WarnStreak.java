package io.trystero.engine;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the first of a streak of failures at WARN, the first of each kind if kinds are told, and the others at DEBUG. Not thread-safe. */
public final class WarnStreak {

    /** Past it others are logged at DEBUG: what peers send may show in what tells kinds apart. */
    static final int MAX_KINDS = 8;

    private final Logger log;
    private final String what;
    private final Set<String> kinds = new HashSet<>();

    /** Begins without a streak; {@code area} names the logger. */
    public WarnStreak(String area, String what) {
        this.log = LoggerFactory.getLogger(area);
        this.what = what;
    }

    /** Something failed. */
    public void warn(@Nullable String reason) {
        warn("", String.valueOf(reason), null);
    }

    /** The user's code failed: its class and message tell failures apart. */
    public void warn(Throwable error) {
        warn(error.toString(), error.toString(), error);
    }

    /**
     * Something failed.
     *
     * @param kind another one is logged, too
     * @param error whose stack is logged, or {@code null}
     */
    public void warn(String kind, String reason, @Nullable Throwable error) {
        if (kinds.size() < MAX_KINDS && kinds.add(kind)) {
            log.warn("{}: {} (further ones are logged at DEBUG until one succeeds)", what, reason, error);
        } else {
            log.debug("{}: {}", what, reason, error);
        }
    }

    /** Something succeeded. */
    public void reset() {
        kinds.clear();
    }
}
