package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.PeerId;
import io.trystero.TransferProgress;
import io.trystero.codec.Payload;
import org.jspecify.annotations.Nullable;

/** Tells of, and counts, what comes for an action. On the room's worker, but for {@link #restart}. */
final class Incoming {

    private final String action;
    private final RoomEvents events;
    private final ProgressEvents progress;
    private volatile Count count;

    /** What has come since the action was defined with these settings. */
    private static final class Count {
        private final ActionSettings settings;
        private int received;
        private long bytes;
        private @Nullable Timing sinceFirst;

        Count(ActionSettings settings) {
            this.settings = settings;
        }
    }

    Incoming(String action, ActionSettings settings, RoomEvents events) {
        this.action = action;
        this.events = events;
        this.progress = new ProgressEvents("receiveProgress", action, events);
        this.count = new Count(settings);
    }

    ActionSettings settings() {
        return count.settings;
    }

    /** Counts from the start, under these settings. */
    void restart(ActionSettings settings) {
        count = new Count(settings);
    }

    /** A message or request has come. */
    void take(String event, PeerId from, Payload payload, @Nullable JsonNode metadata) {
        Count current = count;
        if (!current.settings.quiet()) {
            events.emit(events.event(event, action, from, metadata), payload);
        }
        if (current.settings.until() > 0) {
            add(current, payload);
        }
    }

    private void add(Count current, Payload payload) {
        if (current.sinceFirst == null) {
            current.sinceFirst = Timing.start();
        }
        current.received++;
        current.bytes += payload.bytes().remaining();
        if (current.received == current.settings.until()) {
            events.emit(events.event("count")
                    .put("action", action)
                    .put("received", current.received)
                    .put("bytes", current.bytes)
                    .put("ms", current.sinceFirst.millis()));
        }
    }

    /** More of a message or request has come. */
    void progress(TransferProgress step) {
        if (!settings().quiet()) {
            progress.accept(step);
        }
    }
}
