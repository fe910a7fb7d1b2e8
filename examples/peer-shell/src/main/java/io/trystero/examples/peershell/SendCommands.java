package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.MessageAction;
import io.trystero.PeerId;
import io.trystero.SendOptions;
import io.trystero.TransferProgress;
import io.trystero.codec.Payload;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Commands that send messages. */
final class SendCommands {

    private static final String SEND = """
            room, action
            data       JSON, or a string; or instead
            b64        bytes in base64, or
            bytes      so many bytes of a pattern that seed begins: byte i is (31 i + 7 (i >>> 8) + seed) mod 256, or
            file       the bytes of a file
            target     a peer id or a list of them; all peers in the room unless set
            metadata   JSON that goes beside it
            progress   true: sendProgress events
            -> ms until handed to the channels, progressEvents""";

    private static final String FLOOD = """
            room, action, count, target
            bytes      the size of each, of the pattern that seed begins
            -> ms until all are handed to the channels""";

    /** Sends of a flood that wait at once: enough that the channel never idles. */
    private static final int MAX_WAITING = 1_024;

    /** Bytes of such sends: their frames interleave, and a receiver keeps what is unfinished within bounds. */
    private static final int MAX_WAITING_BYTES = 1 << 20;

    private final Rooms rooms;

    SendCommands(Rooms rooms) {
        this.rooms = rooms;
    }

    List<Command> all() {
        return List.of(new Command("send", SEND, this::send), new Command("flood", FLOOD, this::flood));
    }

    private Mono<ObjectNode> send(Fields fields) {
        return rooms.of(fields).flatMap(room -> {
            MessageAction<Payload> action = room.messages(fields.text("action"));
            Payload payload = PayloadSource.of(fields);
            AtomicInteger progressEvents = new AtomicInteger();
            SendOptions options = options(fields);
            if (fields.flag("progress")) {
                Consumer<TransferProgress> report = new ProgressEvents("sendProgress", action.name(), room.events());
                options = options.onProgress(progress -> {
                    progressEvents.incrementAndGet();
                    report.accept(progress);
                });
            }
            Timing timing = Timing.start();
            return action.send(payload, options)
                    .then(Mono.fromSupplier(() ->
                            Json.object().put("ms", timing.millis()).put("progressEvents", progressEvents.get())));
        });
    }

    private Mono<ObjectNode> flood(Fields fields) {
        return rooms.of(fields).flatMap(room -> {
            MessageAction<Payload> action = room.messages(fields.text("action"));
            Payload payload = PayloadSource.pattern(fields);
            SendOptions options = options(fields);
            int waiting = Math.max(
                    1,
                    Math.min(
                            MAX_WAITING,
                            MAX_WAITING_BYTES / Math.max(1, fields.any("bytes").intValue())));
            Timing timing = Timing.start();
            return Flux.range(0, fields.number("count", Integer.MAX_VALUE))
                    .flatMap(i -> action.send(payload, options), waiting)
                    .then(Mono.fromSupplier(() -> Json.object().put("ms", timing.millis())));
        });
    }

    private static SendOptions options(Fields fields) {
        List<PeerId> targets = fields.texts("target").stream().map(PeerId::new).toList();
        SendOptions options = fields.has("target") ? SendOptions.to(targets) : SendOptions.toAll();
        return fields.has("metadata") ? options.metadata(fields.any("metadata")) : options;
    }
}
