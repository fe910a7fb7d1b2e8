package io.trystero.media;

import io.trystero.RoomClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * What a hub sends on of one stream of a peer: one stream, too, since sound and pictures of two streams are not played together.
 * Its first tracks are announced as a stream, each that comes later as a track of it. Over when all have ended. Thread-safe.
 */
final class RelayedStream {

    /** Tracks that a peer adds together come together, or nearly. */
    static final Duration TOGETHER = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.media");

    private final String id = UUID.randomUUID().toString();
    private final RoomMedia media;
    private final Function<List<ReceivedTrack<?>>, MediaOptions> options;
    private final Consumer<RelayedStream> over;
    private final List<Part> parts = new ArrayList<>();
    private @Nullable OutgoingStream announced;
    private boolean begun;
    private boolean isOver;

    private record Part(ReceivedTrack<?> from, OutgoingTrack<?> to) {}

    /**
     * Sends nothing yet.
     *
     * @param options to whom tracks that are announced together go, and what is said of them
     * @param over told when nothing can be added any more
     */
    RelayedStream(
            RoomMedia media, Function<List<ReceivedTrack<?>>, MediaOptions> options, Consumer<RelayedStream> over) {
        this.media = media;
        this.options = options;
        this.over = over;
    }

    /** Sends a track on until that is disposed of, or the track ends; {@code null} if this is over. */
    @Nullable
    Disposable add(ReceivedTrack<?> track) {
        Part part = new Part(
                track,
                track instanceof RemoteAudio audio
                        ? OutgoingAudio.of(MediaHub.toRelay(audio))
                        : OutgoingVideo.of(((RemoteVideo) track).frames()));
        boolean first;
        boolean late;
        synchronized (this) {
            if (isOver) {
                return null;
            }
            first = !begun;
            begun = true;
            late = announced != null;
            parts.add(part);
        }
        if (first) {
            begin(Mono.delay(TOGETHER, media.tracks().callbacks()).then(Mono.defer(this::announce)));
        } else if (late) {
            begin(media.addTrack(part.to(), id, options.apply(List.of(track))));
        }
        begin(part.to().onEnd().onErrorComplete().then(Mono.defer(() -> end(part))));
        return part.to()::stop;
    }

    private Mono<Void> announce() {
        List<Part> together;
        OutgoingStream stream;
        synchronized (this) {
            if (parts.isEmpty()) {
                return Mono.empty();
            }
            together = List.copyOf(parts);
            stream = new OutgoingStream(
                    id, together.stream().<OutgoingTrack<?>>map(Part::to).toList());
            announced = stream;
        }
        return media.addStream(
                stream,
                options.apply(
                        together.stream().<ReceivedTrack<?>>map(Part::from).toList()));
    }

    private Mono<Void> end(Part part) {
        OutgoingStream stream;
        boolean last;
        synchronized (this) {
            parts.remove(part);
            last = parts.isEmpty();
            isOver |= last;
            stream = announced;
        }
        if (last) {
            over.accept(this);
        }
        Mono<Void> takeBack = stream == null ? Mono.empty() : sent(media.removeTrack(part.to()));
        return last && stream != null ? takeBack.then(sent(media.removeStream(stream))) : takeBack;
    }

    /** It may have gone to nobody, and is gone with the room. */
    private static Mono<Void> sent(Mono<Void> taking) {
        return taking.onErrorComplete(IllegalStateException.class).onErrorComplete(RoomClosedException.class);
    }

    private static void begin(Mono<Void> sending) {
        sending.subscribe(
                ignored -> {}, error -> LOG.debug("a hub sends no more of something: {}", error.getMessage()));
    }
}
