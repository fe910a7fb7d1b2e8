package io.trystero;

import io.trystero.codec.Codec;
import io.trystero.engine.DroppedMessage;
import io.trystero.engine.Hold;
import io.trystero.engine.IncomingTransfer;
import io.trystero.wire.ActionFrame;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The actions of a room by name, and what came for names that have none yet. All but the making of actions happens on the
 * room's worker, unless it says otherwise.
 */
final class RoomActions {

    /** The prefix of the names that the library keeps for itself. */
    private static final String RESERVED = "@_";

    /** The action that answers requests. */
    static final String RESPONSE = "@_response";

    private final JoinedRoom room;
    private final PendingRequests pending;
    private final Map<String, Entry> byName = new ConcurrentHashMap<>();
    /** What takes messages; on the worker, so that none overtakes those that came before the action was made. */
    private final Map<String, Inbox> live = new HashMap<>();

    private final Map<String, Queue<Early>> early = new HashMap<>();
    private int earlyCount;
    private long earlyBytes;
    private boolean closed;

    /** The receiving side of an action. On the room's worker. */
    interface Inbox {

        /** A message came; whoever keeps it retains its bytes. */
        void onMessage(PeerId from, Reassembly.Completed message, Hold bytes);

        void onProgress(PeerId from, double fraction, @Nullable ByteBuffer metadata);

        /** A message was dropped before it was whole. */
        void onDropped(PeerId from, Throwable why);

        void peerLeft(PeerId peer);

        void close();
    }

    /** An action with its receiving side and what it was made with. */
    private record Entry(Object handle, Inbox inbox, List<Codec<?>> codecs) {}

    /** A message for an action that has not been made yet. */
    private record Early(PeerId from, Reassembly.Completed message, Hold bytes) {}

    RoomActions(JoinedRoom room) {
        this.room = room;
        this.pending = new PendingRequests(room);
    }

    PendingRequests pending() {
        return pending;
    }

    /** Returns the message action of that name, made by the first call. */
    <T> MessageAction<T> message(String name, Codec<T> codec) {
        Entry entry = entry(name, List.of(codec), () -> {
            MessageAction<T> action = new MessageAction<>(room, name, codec);
            return new Entry(action, action.inbox(), List.of(codec));
        });
        if (entry.handle() instanceof MessageAction<?> action) {
            @SuppressWarnings("unchecked") // equal codecs, so equal types
            MessageAction<T> same = (MessageAction<T>) action;
            return same;
        }
        throw taken(name, entry);
    }

    /** Returns the request action of that name, made by the first call. */
    <Q, A> RequestAction<Q, A> request(String name, Codec<Q> query, Codec<A> answer) {
        Entry entry = entry(name, List.of(query, answer), () -> {
            RequestAction<Q, A> action = new RequestAction<>(room, name, query, answer);
            return new Entry(action, action.inbox(), List.of(query, answer));
        });
        if (entry.handle() instanceof RequestAction<?, ?> action) {
            @SuppressWarnings("unchecked") // equal codecs, so equal types
            RequestAction<Q, A> same = (RequestAction<Q, A>) action;
            return same;
        }
        throw taken(name, entry);
    }

    /** Returns the stream action of that name, made by the first call. */
    StreamAction stream(String name, StreamOptions options) {
        // asks the file system, and so not while others wait for their place in the map; what is there stays there
        SpillFile spill = byName.containsKey(name) ? null : options.spillFile();
        Entry entry = entry(name, List.of(), () -> {
            StreamAction action = new StreamAction(room, name, options, spill);
            return new Entry(action, action.inbox(), List.of());
        });
        if (!(entry.handle() instanceof StreamAction action)) {
            throw taken(name, entry);
        }
        if (!action.options().equals(options)) {
            throw new IllegalStateException(
                    "stream action \"" + name + "\" is already made, " + action.options() + "; use equal options");
        }
        return action;
    }

    private static IllegalStateException taken(String name, Entry entry) {
        String kind = entry.handle() instanceof MessageAction
                ? "message"
                : entry.handle() instanceof RequestAction ? "request" : "stream";
        return new IllegalStateException("\"" + name + "\" is already a " + kind + " action of this room");
    }

    private Entry entry(String name, List<Codec<?>> codecs, Supplier<Entry> make) {
        if (name.startsWith(RESERVED)) {
            throw new IllegalArgumentException("the action name \"" + name + "\" begins with " + RESERVED
                    + ", which the library keeps for itself");
        }
        ActionFrame.nameBytes(name);
        boolean[] made = new boolean[1];
        Entry entry = byName.computeIfAbsent(name, n -> {
            made[0] = true;
            return make.get();
        });
        if (made[0]) {
            if (entry.handle() instanceof StreamAction) {
                room.loop().execute(() -> room.room().stream(name));
            }
            room.worker().execute(() -> begin(name, entry.inbox()));
        } else if (entry.codecs().size() == codecs.size() && !entry.codecs().equals(codecs)) {
            throw new IllegalStateException("action \"" + name
                    + "\" is already made with another type or codec; use equal" + " types, or the same codec object");
        }
        return entry;
    }

    void onMessage(PeerId from, Reassembly.Completed message, Hold bytes) {
        if (message.action().equals(RESPONSE)) {
            pending.onResponse(from, message);
            return;
        }
        Inbox inbox = live.get(message.action());
        if (inbox != null) {
            inbox.onMessage(from, message, bytes);
        } else if (!message.action().startsWith(RESERVED)) {
            keep(new Early(from, message, bytes));
        }
    }

    /** A message of a stream action begins; on the loop. */
    void onTransfer(PeerId from, IncomingTransfer transfer) {
        Entry entry = byName.get(transfer.action());
        if (entry != null && entry.inbox() instanceof StreamInbox inbox) {
            inbox.begin(from, transfer);
        }
    }

    void onProgress(PeerId from, String name, double fraction, @Nullable ByteBuffer metadata) {
        Inbox inbox = live.get(name);
        if (inbox != null) {
            inbox.onProgress(from, fraction, metadata);
        }
    }

    void onDropped(PeerId from, DroppedMessage message) {
        Inbox inbox = live.get(message.action());
        if (inbox != null) {
            inbox.onDropped(from, new MessageTooLargeException(message.why()));
        }
    }

    void peerLeft(PeerId peer) {
        pending.peerLeft(peer);
        live.values().forEach(inbox -> inbox.peerLeft(peer));
    }

    void close() {
        closed = true;
        early.values()
                .forEach(messages -> messages.forEach(message -> message.bytes().release()));
        early.clear();
        pending.close();
        live.values().forEach(Inbox::close);
    }

    private void keep(Early message) {
        long bytes = message.message().cost();
        if (earlyCount >= MessageInbox.BACKLOG_MESSAGES
                || (earlyBytes > 0 && earlyBytes + bytes > MessageInbox.BACKLOG_BYTES)) {
            room.overBound();
            return;
        }
        message.bytes().retain();
        earlyCount++;
        earlyBytes += bytes;
        early.computeIfAbsent(message.message().action(), name -> new ArrayDeque<>())
                .add(message);
    }

    /** The action takes what came before it was made, and from now on what comes. */
    private void begin(String name, Inbox inbox) {
        live.put(name, inbox);
        Queue<Early> messages = early.remove(name);
        if (messages != null) {
            for (Early message : messages) {
                earlyCount--;
                earlyBytes -= message.message().cost();
                inbox.onMessage(message.from(), message.message(), message.bytes());
                message.bytes().release();
            }
        }
        if (closed) {
            inbox.close();
        }
    }
}
