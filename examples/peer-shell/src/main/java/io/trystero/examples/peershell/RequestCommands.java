package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.PeerId;
import io.trystero.PeerResult;
import io.trystero.RequestAction;
import io.trystero.RequestOptions;
import io.trystero.codec.Payload;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import reactor.core.publisher.Mono;

/** The command that asks peers. */
final class RequestCommands {

    private static final String REQUEST = """
            room, action, the payload, metadata, progress: as for send
            target     the peer to ask, or
            targets    a list of them
            timeoutMs  how long to wait for an answer from when the request is sent; for ever unless set
            -> of a target the answer {type, data | length | size, sha256, b64};
               of targets results [{peerId, status: fulfilled | rejected | timeout | disconnected, value, error}]""";

    private final Rooms rooms;

    RequestCommands(Rooms rooms) {
        this.rooms = rooms;
    }

    List<Command> all() {
        return List.of(new Command("request", REQUEST, this::request));
    }

    private Mono<ObjectNode> request(Fields fields) {
        return rooms.of(fields).flatMap(room -> {
            RequestAction<Payload, Payload> action = room.requests(fields.text("action"));
            Payload payload = PayloadSource.of(fields);
            RequestOptions options = options(fields, action.name(), room.events());
            if (fields.has("targets") || fields.any("target").isArray()) {
                List<PeerId> targets = peers(fields, fields.has("targets") ? "targets" : "target");
                return many(action, targets, payload, options);
            }
            return action.request(new PeerId(fields.text("target")), payload, options)
                    .map(Description::of);
        });
    }

    /** Asks several peers and lists their answers in the order of the targets. */
    private static Mono<ObjectNode> many(
            RequestAction<Payload, Payload> action, List<PeerId> targets, Payload payload, RequestOptions options) {
        return action.requestMany(targets, payload, options)
                .collectMap(PeerResult::peer, result -> result, LinkedHashMap::new)
                .flatMap(results -> {
                    ObjectNode value = Json.object();
                    var list = value.putArray("results");
                    for (PeerId target : targets) {
                        PeerResult<Payload> result = results.get(target);
                        if (result instanceof PeerResult.Aborted<Payload> aborted) {
                            return Mono.error(aborted.error());
                        }
                        if (result != null) {
                            list.add(describe(result));
                        }
                    }
                    return Mono.just(value);
                });
    }

    private static ObjectNode describe(PeerResult<Payload> result) {
        ObjectNode described = Json.object().put("peerId", result.peer().value());
        if (result instanceof PeerResult.Replied<Payload> replied && replied.value() != null) {
            described.put("status", "fulfilled").set("value", Description.of(replied.value()));
        } else if (result instanceof PeerResult.Rejected<Payload> rejected) {
            described.put("status", "rejected").put("error", rejected.message());
        } else {
            described.put("status", result instanceof PeerResult.TimedOut ? "timeout" : "disconnected");
        }
        return described;
    }

    private static RequestOptions options(Fields fields, String action, RoomEvents events) {
        RequestOptions options = RequestOptions.none();
        if (fields.has("timeoutMs")) {
            options = options.timeout(Duration.ofMillis(fields.number("timeoutMs", Integer.MAX_VALUE)));
        }
        if (fields.has("metadata")) {
            options = options.metadata(fields.any("metadata"));
        }
        return fields.flag("progress")
                ? options.onProgress(new ProgressEvents("sendProgress", action, events))
                : options;
    }

    private static List<PeerId> peers(Fields fields, String name) {
        return fields.texts(name).stream().map(PeerId::new).toList();
    }
}
