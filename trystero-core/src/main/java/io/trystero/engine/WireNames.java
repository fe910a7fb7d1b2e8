package io.trystero.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What our streams and tracks are called on one connection: by their ids the first time, by another name each time that they were
 * taken back and come again. A JavaScript peer keeps what it was once told by a name, even when it has ended, and would show that.
 */
final class WireNames {

    private final Map<String, Integer> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > Bounds.MEDIA_NAMES;
        }
    };

    /** Returns the name for now. */
    String of(String id) {
        int times = ended.getOrDefault(id, 0);
        return times == 0 ? id : id + "-" + (times + 1);
    }

    /** It was taken back: its name is used up. */
    void end(String id) {
        ended.merge(id, 1, Integer::sum);
    }
}
