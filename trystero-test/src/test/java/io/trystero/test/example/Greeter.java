package io.trystero.test.example;

import io.trystero.MessageAction;
import io.trystero.PeerEvent;
import io.trystero.PeerLeftException;
import io.trystero.SendOptions;
import io.trystero.Trystero;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The app that {@link GreeterTest} tests: greets whoever comes into a room, and tells what others say. */
final class Greeter {

    private final Trystero trystero;

    Greeter(Trystero trystero) {
        this.trystero = trystero;
    }

    /** Returns the greetings of others; in the room for as long as it is subscribed to. */
    Flux<String> greetings(String roomId) {
        return trystero.withRoom(roomId, room -> {
            MessageAction<String> greet = room.action("greet", String.class);
            Mono<Void> greeting = room.peerEvents()
                    .ofType(PeerEvent.Joined.class)
                    .flatMap(joined -> greet.send("hello " + joined.peer(), SendOptions.to(joined.peer()))
                            .onErrorComplete(PeerLeftException.class)) // or the error would end the stay in the room
                    .then();
            return greet.values().mergeWith(greeting.then(Mono.empty()));
        });
    }
}
