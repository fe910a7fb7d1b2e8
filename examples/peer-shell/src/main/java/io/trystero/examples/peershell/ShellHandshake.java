package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.Handshake;
import io.trystero.HandshakeContext;
import io.trystero.TrysteroException;
import io.trystero.codec.Payload;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The initiator sends the payload given, the other side waits for it; then a peer may refuse, or hang. */
final class ShellHandshake implements Handshake {

    private final Fields join;
    private final RoomEvents events;

    private ShellHandshake(Fields join, RoomEvents events) {
        this.join = join;
        this.events = events;
    }

    /** Returns the handshake that a join asks for, if any. */
    static @Nullable ShellHandshake of(Fields join, RoomEvents events) {
        Fields config = join.object("config");
        boolean wanted = join.has("handshake") || config.flag("handshakeRefuse") || config.flag("handshakeHang");
        return wanted ? new ShellHandshake(join, events) : null;
    }

    @Override
    public Mono<Void> run(HandshakeContext context) {
        return exchange(context).then(Mono.defer(this::verdict));
    }

    private Mono<Void> exchange(HandshakeContext context) {
        if (!join.has("handshake")) {
            return Mono.empty();
        }
        return context.isInitiator()
                ? context.send(join.any("handshake")).then(Mono.fromRunnable(() -> events.emit(event(context))))
                : context.receivePayload()
                        .doOnNext(got -> events.emit(withPayload(event(context), got)))
                        .then();
    }

    private ObjectNode event(HandshakeContext context) {
        return events.event("handshake", context.peer()).put("isInitiator", context.isInitiator());
    }

    /** Text and JSON are shown as they are, bytes described. */
    private static ObjectNode withPayload(ObjectNode event, Payload got) {
        ObjectNode description = Description.of(got);
        event.set("got", description.has("data") ? description.get("data") : description);
        return event;
    }

    private Mono<Void> verdict() {
        Fields config = join.object("config");
        if (config.flag("handshakeRefuse")) {
            return Mono.error(new TrysteroException(ActionSettings.REFUSAL));
        }
        return config.flag("handshakeHang") ? Mono.never() : Mono.empty();
    }
}
