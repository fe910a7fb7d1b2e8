package io.trystero.examples.peershell;

import io.trystero.PeerId;
import io.trystero.TransferProgress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Tells how far payloads have come; steps that a large one repeats are told once. On the room's worker. */
final class ProgressEvents implements Consumer<TransferProgress> {

    private final String event;
    private final String action;
    private final RoomEvents events;
    private final Map<PeerId, Double> last = new HashMap<>();

    ProgressEvents(String event, String action, RoomEvents events) {
        this.event = event;
        this.action = action;
        this.events = events;
    }

    @Override
    public void accept(TransferProgress progress) {
        double fraction = progress.fraction();
        Double before = last.put(progress.peer(), fraction);
        if (before == null || before != fraction || fraction == 1) {
            events.emit(events.event(event, action, progress.peer(), progress.metadata())
                    .put("progress", fraction));
        }
    }
}
