package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import reactor.core.publisher.Mono;

/** Commands about the process as a whole: its connections, its relays, what it uses. */
final class ProcessCommands {

    private final Rooms rooms;
    private final Instances instances;
    private final ConnectionNumbers numbers = new ConnectionNumbers();

    ProcessCommands(Rooms rooms, Instances instances) {
        this.rooms = rooms;
        this.instances = instances;
    }

    List<Command> all() {
        return List.of(
                new Command(
                        "connections",
                        "-> rooms {ROOM: {PEER: number}}: the same number where the connection is the same",
                        fields -> connections().map(all -> Json.object().set("rooms", all))),
                new Command(
                        "relays",
                        "-> relays {URL: connecting | open | closed | throttled | retired}",
                        fields -> Mono.just(Json.object().set("relays", instances.relays()))),
                new Command(
                        "stats",
                        "-> rss and heap in bytes, cpuMs, pid, threads (native ones too), connections",
                        fields -> connections().map(ProcessCommands::stats)));
    }

    private Mono<ObjectNode> connections() {
        return numbers.of(rooms.open());
    }

    private static ObjectNode stats(ObjectNode connections) {
        return ProcessStats.take().put("connections", ConnectionNumbers.distinct(connections));
    }
}
