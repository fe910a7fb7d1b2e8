package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.PeerId;
import java.util.List;
import reactor.core.publisher.Mono;

/** Commands about rooms and the peers in them. */
final class RoomCommands {

    private static final String JOIN = """
            strategy   ws-relay, mqtt, torrent, nostr, firebase, supabase, or a list
            roomId     the room's id
            room       the key that other commands use; the room id unless set
            config     appId (needed), password, passive, trickleIce,
                       relayConfig {urls, redundancy, supabaseKey, firebasePath}: of all strategies,
                       relays {STRATEGY: {urls, …}}: of one, over relayConfig,
                       rtcConfig {iceServers: [{urls, username, credential}], iceTransportPolicy: all | relay},
                       turnConfig [{urls, username, credential}]: TURN servers, if no iceServers are given,
                       insecureTls: take any certificate of a relay,
                       handshakeRefuse, handshakeHang: how a handshake ends, after the payload if there is one
            actions    {NAME: message | request}, as by the command action
            handshake  what the peer with the lower id sends, and the other awaits, before they join
            handshakeTimeoutMs  time limit of the handshake; 10 000 unless set
            -> selfId, room, passive; as soon as a relay is up, or after 1 s while they are tried on""";

    private static final String ACTION = """
            room, name
            kind       message, which is the default, or request
            reply      to requests: echo, which is the default; error: refuses; hang: never answers;
                       or an object with the payload: data, b64, bytes and seed, or file
            quiet      true: no events of what comes, only the count
            until      counts, and tells by one count event when so many have come""";

    private final Rooms rooms;

    RoomCommands(Rooms rooms) {
        this.rooms = rooms;
    }

    List<Command> all() {
        return List.of(
                new Command("join", JOIN, rooms::join),
                new Command("action", ACTION, this::action),
                new Command("ping", "room, peer\n-> ms, there and back", this::ping),
                new Command("peers", "room\n-> peers [{id, state}]", this::peers),
                new Command("leave", "room", fields -> done(rooms.leave(fields))));
    }

    private Mono<ObjectNode> action(Fields fields) {
        String name = fields.text("name");
        ActionSettings settings = ActionSettings.of(fields);
        return done(
                rooms.of(fields).doOnNext(room -> room.define(name, settings)).then());
    }

    private Mono<ObjectNode> ping(Fields fields) {
        PeerId peer = new PeerId(fields.text("peer"));
        return rooms.of(fields)
                .flatMap(room -> room.room().ping(peer))
                .map(time -> Json.object().put("ms", Timing.round(time.toNanos() / 1e6)));
    }

    private Mono<ObjectNode> peers(Fields fields) {
        ShellRoom room = rooms.now(fields);
        ObjectNode value = Json.object();
        ArrayNode peers = value.putArray("peers");
        if (room != null) {
            room.room()
                    .peers()
                    .forEach(peer -> peers.addObject().put("id", peer.value()).put("state", "connected"));
        }
        return Mono.just(value);
    }

    private static Mono<ObjectNode> done(Mono<Void> work) {
        return work.then(Mono.fromSupplier(Json::object));
    }
}
