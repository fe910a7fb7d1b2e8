package io.trystero.firebase;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What was used of late, by name: past a bound the one that was not used for the longest is pushed out. Not thread-safe. */
final class Recent<V> {

    private final int most;
    private final BiConsumer<String, V> pushedOut;
    private final Map<String, V> values = new LinkedHashMap<>(16, 0.75f, true);

    Recent(int most, BiConsumer<String, V> pushedOut) {
        this.most = most;
        this.pushedOut = pushedOut;
    }

    /** Takes note of a use and returns what was known by the name. */
    @Nullable
    V put(String name, V value) {
        V before = values.put(name, value);
        if (values.size() > most) {
            Map.Entry<String, V> eldest = values.entrySet().iterator().next();
            values.remove(eldest.getKey());
            pushedOut.accept(eldest.getKey(), eldest.getValue());
        }
        return before;
    }

    @Nullable
    V forget(String name) {
        return values.remove(name);
    }

    void clear() {
        values.clear();
    }
}
