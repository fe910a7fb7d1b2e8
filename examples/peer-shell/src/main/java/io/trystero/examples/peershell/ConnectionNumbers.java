package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.ConnectionInfo;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Numbers connections through the process: those of the library tell apart one instance's alone. Thread-safe. */
final class ConnectionNumbers {

    private final Map<Key, Integer> numbers = new LinkedHashMap<>();

    private record Key(String appId, long number) {}

    /** Returns the number of each joined peer's connection, by room and peer. */
    Mono<ObjectNode> of(Map<String, ShellRoom> rooms) {
        ObjectNode all = Json.object();
        return Flux.fromIterable(rooms.entrySet())
                .concatMap(entry -> of(entry.getValue(), all.putObject(entry.getKey())))
                .then(Mono.just(all));
    }

    private Mono<Void> of(ShellRoom room, ObjectNode peers) {
        return room.room()
                .connections()
                .filter(info -> info.stage() == ConnectionInfo.Stage.JOINED)
                .doOnNext(info -> peers.put(info.peer().value(), number(new Key(room.appId(), info.number()))))
                .then();
    }

    private synchronized int number(Key key) {
        return numbers.computeIfAbsent(key, added -> numbers.size() + 1);
    }

    /** Returns how many connections there are. */
    static int distinct(ObjectNode connections) {
        Set<Integer> distinct = new HashSet<>();
        connections.forEach(peers -> peers.forEach(number -> distinct.add(number.intValue())));
        return distinct.size();
    }
}
