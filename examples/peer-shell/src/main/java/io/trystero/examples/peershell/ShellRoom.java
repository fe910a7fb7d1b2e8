package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.JoinFailure;
import io.trystero.MessageAction;
import io.trystero.PeerEvent;
import io.trystero.ReceiveFailure;
import io.trystero.Reply;
import io.trystero.Request;
import io.trystero.RequestAction;
import io.trystero.Room;
import io.trystero.SubscriberOverflowException;
import io.trystero.codec.Payload;
import io.trystero.media.OutgoingStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** A room that has been joined: its actions, and its streams told as events. Actions are defined on the shell's thread. */
final class ShellRoom {

    private final Room room;
    private final String appId;
    private final RoomEvents events;
    private final Timing sinceJoin;
    private final ShellMedia media;
    private final Map<String, Messages> messages = new HashMap<>();
    private final Map<String, Requests> requests = new HashMap<>();

    /** A message action with what comes for it. */
    private record Messages(MessageAction<Payload> action, Incoming incoming) {}

    /** A request action with what comes for it. */
    private record Requests(RequestAction<Payload, Payload> action, Incoming incoming) {}

    ShellRoom(
            Room room,
            JoinSettings settings,
            RoomEvents events,
            Timing sinceJoin,
            Map<String, OutgoingStream> streams) {
        this.room = room;
        this.appId = settings.appId();
        this.events = events;
        this.sinceJoin = sinceJoin;
        this.media = new ShellMedia(room, events, streams);
        settings.actions().forEach(this::define);
        listen(room.peerEvents().doOnNext(this::onPeer));
        listen(room.failures().doOnNext(this::onFailure));
        media.events().forEach(this::listen);
    }

    Room room() {
        return room;
    }

    ShellMedia media() {
        return media;
    }

    String appId() {
        return appId;
    }

    RoomEvents events() {
        return events;
    }

    /** Defines an action; one that is defined already takes the new settings and counts from the start. */
    void define(String name, ActionSettings settings) {
        if (settings.isRequest()) {
            RequestAction<Payload, Payload> action = room.request(name, RawPayloads.CODEC, RawPayloads.CODEC);
            Requests known = requests.get(name);
            if (known == null) {
                requests.put(name, open(action, new Incoming(name, settings, events)));
            } else {
                known.incoming().restart(settings);
            }
        } else {
            MessageAction<Payload> action = room.action(name, RawPayloads.CODEC);
            Messages known = messages.get(name);
            if (known == null) {
                messages.put(name, open(action, new Incoming(name, settings, events)));
            } else {
                known.incoming().restart(settings);
            }
        }
    }

    MessageAction<Payload> messages(String name) {
        Messages found = messages.get(name);
        if (found == null) {
            throw undefined("message", name);
        }
        return found.action();
    }

    RequestAction<Payload, Payload> requests(String name) {
        Requests found = requests.get(name);
        if (found == null) {
            throw undefined("request", name);
        }
        return found.action();
    }

    private InvalidCommandException undefined(String kind, String name) {
        return new InvalidCommandException("no " + kind + " action " + name + " in room " + room.id());
    }

    private Messages open(MessageAction<Payload> action, Incoming incoming) {
        listen(action.receiveProgress().doOnNext(incoming::progress));
        listen(action.failures().doOnNext(this::onUnreadable));
        listen(action.messages()
                .doOnNext(message -> incoming.take(
                        "message", message.from(), Objects.requireNonNull(message.value()), message.metadata())));
        return new Messages(action, incoming);
    }

    private Requests open(RequestAction<Payload, Payload> action, Incoming incoming) {
        listen(action.receiveProgress().doOnNext(incoming::progress));
        listen(action.failures().doOnNext(this::onUnreadable));
        listen(action.handleRequests(request -> answer(request, incoming)).flux());
        return new Requests(action, incoming);
    }

    private static Mono<Reply<Payload>> answer(Request<Payload> request, Incoming incoming) {
        Payload query = Objects.requireNonNull(request.query());
        incoming.take("request", request.from(), query, request.metadata());
        return incoming.settings().reply().apply(query).map(Reply::of);
    }

    /** Hears a stream until the room is left. One that this shell could not keep up with is heard anew. */
    private void listen(Flux<?> stream) {
        stream.doOnError(error -> events.log(ErrorKind.message(error)))
                .retryWhen(Retry.indefinitely().filter(SubscriberOverflowException.class::isInstance))
                .onErrorComplete()
                .subscribe();
    }

    private void onPeer(PeerEvent event) {
        if (event instanceof PeerEvent.Joined) {
            events.emit(events.event("peerJoin", event.peer()).put("sinceJoinMs", sinceJoin.millis()));
        } else {
            events.emit(events.event("peerLeave", event.peer()));
        }
    }

    private void onFailure(JoinFailure failure) {
        ObjectNode event = events.event("joinError", failure.peer());
        events.emit(event.put("error", failure.message()).put("appId", appId).put("roomId", room.id()));
    }

    private void onUnreadable(ReceiveFailure failure) {
        events.log("what " + failure.from() + " sent can't be read: " + ErrorKind.message(failure.error()));
    }
}
