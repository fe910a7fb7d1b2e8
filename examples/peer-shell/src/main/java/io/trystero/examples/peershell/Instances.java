package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.Trystero;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.webrtc.WebRtcTransport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * The instances of this process, one for each application, all with one peer id. What differs between the rooms of an
 * application, relays and ICE servers included, is said when they are joined, so that they share connections. On the
 * shell's thread.
 */
final class Instances {

    private final String selfId;
    private final Output output;
    private final Map<String, Instance> byApp = new LinkedHashMap<>();

    /** An instance with what its relays do. */
    record Instance(Trystero trystero, RelayStates relays) {}

    Instances(String selfId, Output output) {
        this.selfId = selfId;
        this.output = output;
    }

    String selfId() {
        return selfId;
    }

    /** Returns the instance of an application, built for its first room. */
    Instance of(String appId, List<SignalingStrategy> strategies) {
        return byApp.computeIfAbsent(appId, id -> build(id, strategies));
    }

    private Instance build(String appId, List<SignalingStrategy> strategies) {
        var builder = Trystero.builder(appId).selfId(selfId).iceServers().transport(WebRtcTransport.withMedia());
        strategies.forEach(builder::strategy);
        Trystero trystero = builder.build();
        return new Instance(trystero, new RelayStates(trystero, output));
    }

    /** Returns the state of each relay in use, by URL. */
    ObjectNode relays() {
        ObjectNode states = Json.object();
        byApp.values().forEach(instance -> instance.relays().addTo(states));
        return states;
    }

    /** Leaves all rooms and closes everything. */
    Mono<Void> dispose() {
        List<Mono<Void>> all = new ArrayList<>();
        byApp.values().forEach(instance -> all.add(instance.trystero().disposeLater()));
        return Mono.whenDelayError(all);
    }
}
