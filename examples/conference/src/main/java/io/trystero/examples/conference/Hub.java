package io.trystero.examples.conference;

import io.trystero.Trystero;
import io.trystero.media.MediaHub;
import reactor.core.publisher.Flux;

/** The middle of a star: browsers send to it alone, and get from it what the others send. */
final class Hub {

    private Hub() {}

    static Flux<String> run(Trystero trystero, boolean mixes) {
        return trystero.withRoom(
                "conference",
                room -> Flux.using(
                        () -> mixes ? MediaHub.mixing(room) : MediaHub.relaying(room),
                        hub -> room.action("hub", String.class)
                                .sendAll(room.peerEvents()
                                        .map(event -> trystero.selfId().value()))
                                .<String>thenMany(Flux.never())
                                .mergeWith(room.peerEvents().map(Object::toString)),
                        MediaHub::dispose));
    }
}
