package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.Trystero;
import io.trystero.signaling.RelayStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** What the relays of an instance do: told as it changes, and kept to be asked for. Thread-safe. */
final class RelayStates {

    private final Trystero trystero;
    private final Output output;
    private final Map<String, String> byUrl = new LinkedHashMap<>();
    private final Map<String, String> told = new LinkedHashMap<>();
    private final Disposable.Swap watching = Disposables.swap();

    RelayStates(Trystero trystero, Output output) {
        this.trystero = trystero;
        this.output = output;
        watch();
    }

    /** Asks afresh which relays there are: nothing tells when one is given back because a room has been left. */
    synchronized void watch() {
        byUrl.clear();
        watching.update(trystero.relays().subscribe(this::take));
    }

    synchronized void addTo(ObjectNode states) {
        byUrl.forEach(states::put);
    }

    private synchronized void take(RelayStatus status) {
        String state = name(status.state());
        byUrl.put(status.url(), state);
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
            case DOWN -> "closed";
            case THROTTLED -> "throttled";
            case RETIRED -> "retired";
        };
    }
}
