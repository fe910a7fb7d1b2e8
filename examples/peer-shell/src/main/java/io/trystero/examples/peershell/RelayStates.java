package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.Trystero;
import io.trystero.signaling.RelayStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the relays of an instance do: told as it changes, and to be asked for. */
final class RelayStates {

    private final Trystero trystero;
    private final Output output;

    // On the thread that emits the instance's statuses.
    private final Map<String, String> told = new LinkedHashMap<>();

    RelayStates(Trystero trystero, Output output) {
        this.trystero = trystero;
        this.output = output;
        trystero.relays().subscribe(this::tell);
    }

    void addTo(ObjectNode states) {
        trystero.relayStates().forEach(status -> states.put(status.url(), name(status.state())));
    }

    private void tell(RelayStatus status) {
        String state = name(status.state());
        if (!state.equals(told.put(status.url(), state))) {
            ObjectNode event =
                    Json.object().put("ev", "relay").put("url", status.url()).put("state", state);
            if (status.reason() != null) {
                event.put("reason", status.reason());
            }
            output.emit(event);
        }
    }

    /** Returns the words of WebSocket for what a WebSocket can be too. */
    private static String name(RelayStatus.State state) {
        return switch (state) {
            case CONNECTING -> "connecting";
            case UP -> "open";
            case DOWN, CLOSED -> "closed";
            case THROTTLED -> "throttled";
            case RETIRED -> "retired";
        };
    }
}
