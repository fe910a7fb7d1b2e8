package io.trystero.media;

import io.trystero.PeerEvent;
import io.trystero.PeerId;
import io.trystero.PeerLeftException;
import io.trystero.Room;
import io.trystero.RoomClosedException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Those who are sent something for as long as it is sent: who is here, and who comes. Each is told once a stay. */
final class Audience implements Disposable {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.media");

    private final Room room;
    private final Predicate<PeerId> wanted;
    private final Function<PeerId, Mono<Void>> tell;
    private final Function<PeerId, Mono<Void>> takeBack;
    private final Map<PeerId, Mono<Void>> told = new ConcurrentHashMap<>();
    private final Disposable.Swap watching = Disposables.swap();
    private volatile boolean ended;

    /**
     * Nobody is told before it begins.
     *
     * @param tell tells one of them
     * @param takeBack undoes that, of one who was told as it ended
     */
    Audience(
            Room room,
            Predicate<PeerId> wanted,
            Function<PeerId, Mono<Void>> tell,
            Function<PeerId, Mono<Void>> takeBack) {
        this.room = room;
        this.wanted = wanted;
        this.tell = tell;
        this.takeBack = takeBack;
    }

    /** Begins with those who are here; completes when they have been told, and goes on until disposed of. */
    Mono<Void> begin() {
        watching.update(room.peerEvents()
                .filter(event -> wanted.test(event.peer()))
                .flatMap(this::follow, Integer.MAX_VALUE)
                .subscribe());
        return present();
    }

    /** Tells those who are here alone; completes when that is done. */
    Mono<Void> present() {
        return Flux.fromIterable(room.peers())
                .filter(wanted)
                .flatMap(this::once, Integer.MAX_VALUE)
                .then()
                .doOnError(error -> dispose());
    }

    private Mono<Void> follow(PeerEvent event) {
        if (event instanceof PeerEvent.Left) {
            told.remove(event.peer());
            return Mono.empty();
        }
        return once(event.peer()).onErrorResume(error -> {
            LOG.warn("{} is not sent media", event.peer().value(), error);
            return Mono.empty();
        });
    }

    private Mono<Void> once(PeerId peer) {
        return told.computeIfAbsent(
                peer,
                newcomer -> Mono.defer(() -> watching.isDisposed() ? Mono.empty() : tell.apply(newcomer))
                        // it may have ended, and all been taken back, just before this one was told
                        .then(Mono.defer(() -> ended ? takeBack.apply(newcomer) : Mono.empty()))
                        .doOnError(error -> told.remove(newcomer))
                        .onErrorComplete(PeerLeftException.class)
                        .onErrorComplete(RoomClosedException.class)
                        .cache());
    }

    /** What it is told of is taken back; who is being told at this moment will find that out. */
    void end() {
        ended = true;
        dispose();
    }

    /** Tells nobody any more. */
    @Override
    public void dispose() {
        watching.dispose();
    }
}
