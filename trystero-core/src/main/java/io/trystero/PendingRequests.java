package io.trystero;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.wire.Reassembly;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The requests of a room that wait for their answer. On the room's worker. */
final class PendingRequests {

    private final JoinedRoom room;
    private final Map<String, Waiter> waiters = new HashMap<>();
    private boolean closed;

    /** One request. */
    interface Waiter {

        PeerId peer();

        void onAnswer(Reassembly.Completed answer);

        void onError(Throwable error);
    }

    PendingRequests(JoinedRoom room) {
        this.room = room;
    }

    void add(String id, Waiter waiter) {
        if (closed) {
            waiter.onError(room.closedError());
        } else {
            waiters.put(id, waiter);
        }
    }

    void remove(String id) {
        waiters.remove(id);
    }

    /** An answer came; it counts only from the peer that was asked. */
    void onResponse(PeerId from, Reassembly.Completed response) {
        JsonNode metadata;
        try {
            metadata = Payloads.readMetadata(response.metadata());
        } catch (RuntimeException e) {
            return;
        }
        String id = text(metadata, "r");
        Waiter waiter = id == null ? null : waiters.get(id);
        if (waiter == null || !waiter.peer().equals(from)) {
            return;
        }
        waiters.remove(id);
        String error = text(metadata, "e");
        if (error == null) {
            waiter.onAnswer(response);
        } else {
            waiter.onError(new RejectedRequestException(error));
        }
    }

    void peerLeft(PeerId peer) {
        List<Map.Entry<String, Waiter>> lost = waiters.entrySet().stream()
                .filter(waiting -> waiting.getValue().peer().equals(peer))
                .toList();
        lost.forEach(waiting -> waiters.remove(waiting.getKey()));
        lost.forEach(waiting -> waiting.getValue().onError(new PeerLeftException(peer, room.roomId())));
    }

    void close() {
        closed = true;
        List<Waiter> all = List.copyOf(waiters.values());
        waiters.clear();
        all.forEach(waiter -> waiter.onError(room.closedError()));
    }

    private static @Nullable String text(@Nullable JsonNode object, String field) {
        JsonNode value = object == null ? null : object.get(field);
        return value != null && value.isTextual() ? value.textValue() : null;
    }
}
