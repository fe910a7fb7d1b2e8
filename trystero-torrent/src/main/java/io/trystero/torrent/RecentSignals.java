package io.trystero.torrent;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The signals heard a moment ago, so that one that is heard again is known. */
final class RecentSignals {

    /** How long a signal is not taken again. */
    static final long WINDOW_MILLIS = 4_000;

    /** Signals that are remembered; then the oldest is forgotten. */
    static final int MOST = 1_024;

    private final Map<String, Long> heardAt = new LinkedHashMap<>();

    /** Tells whether a signal is new, and remembers it. */
    boolean isNew(String key, long now) {
        Long before = heardAt.get(key);
        if (before != null && now - before < WINDOW_MILLIS) {
            return false;
        }
        heardAt.remove(key);
        forget(now);
        heardAt.put(key, now);
        return true;
    }

    int size() {
        return heardAt.size();
    }

    private void forget(long now) {
        Iterator<Long> oldestFirst = heardAt.values().iterator();
        while (oldestFirst.hasNext()) {
            boolean over = now - oldestFirst.next() >= WINDOW_MILLIS;
            if (!over && heardAt.size() < MOST) {
                return;
            }
            oldestFirst.remove();
        }
    }
}
