package io.trystero.examples.conference;

import io.trystero.Trystero;
import io.trystero.media.MediaHub;
import io.trystero.star.Star;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The middle of a star: browsers send to it alone, as it says that it is willing, and get from it what the others send. */
final class Hub {

    private Hub() {}

    static Flux<String> run(Trystero trystero, boolean mixes) {
        return trystero.withRoom("conference", room -> {
            Star star = Star.willing(room);
            Mono<Void> relaying = mixes ? MediaHub.mixingWhileHub(star) : MediaHub.relayingWhileHub(star);
            return Flux.merge(
                    star.hubs().flatMap(Mono::justOrEmpty).map(hub -> "hub is " + hub),
                    room.peerEvents().map(Object::toString),
                    relaying.then(Mono.empty()));
        });
    }
}
