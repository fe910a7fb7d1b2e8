package io.trystero.engine;

import io.trystero.rtc.media.TrackSpec;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What our streams and tracks are called on one connection: by their ids the first time, by another name each time that they come
 * again. A description may not have an id twice, of tracks taken back neither; and a JavaScript peer keeps what it was once told by
 * a name, even when it has ended, and would show that.
 */
final class WireNames {

    private final Set<String> used = new LinkedHashSet<>();

    /** Returns a name that was not used, for an id. */
    String take(String id) {
        String name = id;
        for (int number = 2; used.contains(name); number++) {
            String end = "-" + number;
            name = id.substring(0, Math.min(id.length(), TrackSpec.LONGEST_ID - end.length())) + end;
        }
        used.add(name);
        if (used.size() > Bounds.MEDIA_NAMES) {
            used.remove(used.iterator().next());
        }
        return name;
    }
}
