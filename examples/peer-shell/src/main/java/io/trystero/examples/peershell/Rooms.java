package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.Room;
import io.trystero.media.OutgoingStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * The rooms by the key that commands use. Commands for a room that is still being joined wait for it, in their order. On the
 * shell's thread.
 */
final class Rooms {

    /** How long a join waits for a relay before it is answered all the same: it goes on, as do the relays' reconnects. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(1);

    private final Instances instances;
    private final Output output;
    private final Scheduler shell;
    private final Scheduler hashing;
    private final Map<String, Entry> byKey = new LinkedHashMap<>();
    private final Map<String, OutgoingStream> streams = new ConcurrentHashMap<>();
    private final Set<Mono<Void>> leaving = new LinkedHashSet<>();

    /** A room, or one to be. */
    private static final class Entry {
        private final Sinks.One<ShellRoom> opened = Sinks.one();
        private final Instances.Instance instance;
        private @Nullable ShellRoom room;
        private @Nullable Disposable joining;

        Entry(Instances.Instance instance) {
            this.instance = instance;
        }
    }

    Rooms(Instances instances, Output output, Scheduler shell, Scheduler hashing) {
        this.instances = instances;
        this.output = output;
        this.shell = shell;
        this.hashing = hashing;
    }

    /** Joins a room. */
    Mono<ObjectNode> join(Fields command) {
        JoinSettings settings = JoinSettings.of(command);
        String key = settings.room();
        if (byKey.containsKey(key)) {
            throw new InvalidCommandException("already in room " + key);
        }
        RoomEvents events = new RoomEvents(key, output, hashing);
        ShellHandshake handshake = ShellHandshake.of(command, events);
        Entry entry = new Entry(instances.of(settings.appId(), settings.strategies()));
        Mono<Room> join =
                entry.instance.trystero().join(settings.roomId(), defaults -> settings.configure(defaults, handshake));
        byKey.put(key, entry);
        entry.joining = Mono.whenDelayError(leaving)
                .then(Mono.defer(() -> open(join, settings, events, Timing.start())))
                .publishOn(shell)
                .doOnDiscard(ShellRoom.class, unwanted -> unwanted.room().dispose())
                .subscribe(room -> opened(entry, room), error -> failed(key, entry, error));
        ObjectNode value =
                Json.object().put("selfId", instances.selfId()).put("room", key).put("passive", settings.passive());
        return entry.opened
                .asMono()
                .then()
                .timeout(ANSWER_LIMIT, Mono.empty(), shell)
                .thenReturn(value);
    }

    /** Joins and, on the room's worker so that nothing is missed, listens. */
    private Mono<ShellRoom> open(Mono<Room> join, JoinSettings settings, RoomEvents events, Timing sinceJoin) {
        return join.flatMap(room -> Mono.fromSupplier(() -> new ShellRoom(room, settings, events, sinceJoin, streams))
                .onErrorResume(unusable -> room.leave().then(Mono.error(unusable))));
    }

    private static void opened(Entry entry, ShellRoom room) {
        entry.room = room;
        entry.opened.tryEmitValue(room).orThrow();
    }

    private void failed(String key, Entry entry, Throwable error) {
        byKey.remove(key, entry);
        if (entry.opened.currentSubscriberCount() == 0) {
            output.log("error", "room " + key + ": " + ErrorKind.message(error));
        }
        entry.opened.tryEmitError(error).orThrow();
    }

    /** Returns the room that a command names, once it is joined. */
    Mono<ShellRoom> of(Fields command) {
        return entry(command).opened.asMono();
    }

    /** Returns the rooms that have been joined. */
    Map<String, ShellRoom> open() {
        Map<String, ShellRoom> open = new LinkedHashMap<>();
        byKey.forEach((key, entry) -> {
            if (entry.room != null) {
                open.put(key, entry.room);
            }
        });
        return open;
    }

    /** Returns the room that a command names, or null if it is still being joined. */
    @Nullable
    ShellRoom now(Fields command) {
        return entry(command).room;
    }

    /** Leaves a room; one that is being joined is not joined any more. */
    Mono<Void> leave(Fields command) {
        Entry entry = entry(command);
        byKey.values().remove(entry);
        ShellRoom room = entry.room;
        if (room == null) {
            giveUp(entry);
            return Mono.empty();
        }
        Mono<Void> left = room.room().leave().publishOn(shell).cache();
        leaving.add(left);
        return left.doFinally(signal -> leaving.remove(left));
    }

    /** Gives up the joins that are under way, which answers the commands that wait for them. */
    void giveUpJoins() {
        List.copyOf(byKey.values()).stream().filter(entry -> entry.room == null).forEach(Rooms::giveUp);
        byKey.values().removeIf(entry -> entry.room == null);
    }

    private static void giveUp(Entry entry) {
        if (entry.joining != null) {
            entry.joining.dispose();
        }
        entry.opened
                .tryEmitError(new CancellationException("the room was left before it was joined"))
                .orThrow();
    }

    private Entry entry(Fields command) {
        String key = command.text("room");
        Entry entry = byKey.get(key);
        if (entry == null) {
            throw new InvalidCommandException("not in room " + key);
        }
        return entry;
    }
}
