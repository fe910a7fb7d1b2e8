package io.trystero.relay;

import io.trystero.relay.RelayStats.DropReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a relay does. Thread-safe. */
final class RelayCounters {

    private final LongAdder published = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);

    RelayCounters() {
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, new LongAdder());
        }
    }

    void published() {
        published.increment();
    }

    void delivered(int messages) {
        delivered.add(messages);
    }

    void dropped(DropReason reason) {
        LongAdder counter = dropped.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    RelayStats stats(int sockets, int topics) {
        Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
        dropped.forEach((reason, count) -> drops.put(reason, count.sum()));
        return new RelayStats(sockets, topics, published.sum(), delivered.sum(), drops);
    }
}
