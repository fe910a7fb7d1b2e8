package io.trystero.examples.meet;

import io.trystero.MessageAction;
import io.trystero.PeerEvent;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.relay.WebSocketRelay;
import io.trystero.relay.WebSocketRelayStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Two peers meet in a room through a relay in the same program, and talk over WebRTC. */
public final class Meet {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Meet() {}

    /** Runs the meeting; exits with 1 if the two do not hear each other within half a minute. */
    public static void main(String[] arguments) {
        if (List.of(arguments).contains("--help")) {
            System.out.println(
                    "Two peers meet in a room through an embedded relay and greet each other. No arguments.");
            return;
        }
        WebSocketRelay relay = WebSocketRelay.builder().host("127.0.0.1").bind().block(PATIENCE);
        if (relay == null) {
            throw new IllegalStateException("the relay does not start");
        }
        System.out.println("A relay listens on " + relay.url());
        Instant start = Instant.now();
        try (Trystero alice = peer(relay);
                Trystero bob = peer(relay)) {
            List<String> heard = Flux.merge(greet(alice, "Alice"), greet(bob, "Bob"))
                    .take(2)
                    .collectList()
                    .block(PATIENCE);
            System.out.println(heard);
            System.out.println("Met and talked within "
                    + Duration.between(start, Instant.now()).toMillis() + " ms.");
        } finally {
            relay.dispose();
            // the native library has a last word on standard output when the virtual machine ends
            System.out.close();
        }
    }

    private static Trystero peer(WebSocketRelay relay) {
        return Trystero.builder("io.trystero.examples.meet")
                .strategy(WebSocketRelayStrategy.of(relay.url()))
                .iceServers()
                .build();
    }

    /** Joins, greets whoever joins too, and returns what is heard. */
    private static Flux<String> greet(Trystero trystero, String name) {
        return trystero.withRoom("lobby", room -> {
            MessageAction<String> chat = room.action("chat", String.class);
            Mono<Void> greetings = room.peerEvents()
                    .ofType(PeerEvent.Joined.class)
                    .doOnNext(joined -> System.out.println(name + " sees " + joined.peer() + " join"))
                    .flatMap(joined -> chat.send("Hello, I am " + name))
                    .then();
            return chat.values().mergeWith(greetings.then(Mono.empty())).doOnNext(text -> report(room, name, text));
        });
    }

    private static void report(Room room, String name, String text) {
        System.out.println(name + " (" + room.selfId() + ") hears: " + text);
    }
}
