package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.PeerId;
import io.trystero.codec.Payload;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Tells what happens in a room, in its order. Hashing a large payload takes a while, so it is done elsewhere, while the room
 * goes on receiving; what came after it waits for its turn. Thread-safe.
 */
final class RoomEvents {

    /** Payloads up to this size are described at once: handing them over would cost more. */
    private static final int SMALL_BYTES = 65_536;

    /** Payloads that wait for their hash; past it the room waits too. */
    private static final long MAX_WAITING_BYTES = 256L << 20;

    private final String room;
    private final Output output;
    private final Scheduler hashing;
    private final Queue<Slot> slots = new ArrayDeque<>();
    private final AtomicLong waitingBytes = new AtomicLong();

    /** The place of an event in the order. */
    private static final class Slot {
        private @Nullable ObjectNode event;
    }

    RoomEvents(String room, Output output, Scheduler hashing) {
        this.room = room;
        this.output = output;
        this.hashing = hashing;
    }

    /** Begins an event of this room. */
    ObjectNode event(String name) {
        return Json.object().put("ev", name).put("room", room);
    }

    /** Begins an event that is about a peer. */
    ObjectNode event(String name, PeerId peer) {
        return event(name).put("peerId", peer.value());
    }

    /** Begins an event about what goes to or comes from a peer. */
    ObjectNode event(String name, String action, PeerId peer, @Nullable JsonNode metadata) {
        ObjectNode event = event(name).put("action", action).put("peerId", peer.value());
        return metadata == null ? event : event.set("metadata", metadata);
    }

    void emit(ObjectNode event) {
        fill(reserve(), event);
    }

    /** Emits an event with the description of a payload. */
    void emit(ObjectNode event, Payload payload) {
        int size = payload instanceof Payload.Binary binary ? binary.bytes().remaining() : 0;
        if (size <= SMALL_BYTES || waitingBytes.get() + size > MAX_WAITING_BYTES) {
            emit(Description.addTo(event, payload));
            return;
        }
        waitingBytes.addAndGet(size);
        Slot slot = reserve();
        hashing.schedule(() -> {
            fill(slot, Description.addTo(event, payload));
            waitingBytes.addAndGet(-size);
        });
    }

    /** Reports what has gone wrong in this room and belongs to no command. */
    void log(String text) {
        emit(event("log").put("level", "error").put("text", text));
    }

    private synchronized Slot reserve() {
        Slot slot = new Slot();
        slots.add(slot);
        return slot;
    }

    private synchronized void fill(Slot slot, ObjectNode event) {
        slot.event = event;
        for (Slot next = slots.peek(); next != null && next.event != null; next = slots.peek()) {
            slots.remove();
            output.emit(next.event);
        }
    }
}
