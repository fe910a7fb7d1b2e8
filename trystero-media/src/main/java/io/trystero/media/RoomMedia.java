package io.trystero.media;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.CheckReturnValue;
import io.trystero.PeerLeftException;
import io.trystero.RemoteMedia;
import io.trystero.Room;
import io.trystero.RoomClosedException;
import io.trystero.RoomTracks;
import io.trystero.SendOptions;
import io.trystero.rtc.media.LocalTrack;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.RemoteTrack;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The audio and video of a room.
 *
 * <pre>{@code
 * RoomMedia media = RoomMedia.of(room);
 * Mono<Void> speak = media.makeAudio().send(Tones.sine(440, 48_000));
 * Flux<Path> record = media.makeAudio().receive()
 *         .flatMap(voice -> WavFiles.write(voice.frames(), newFile())
 *                 .onErrorResume(MediaFileException.class, error -> Mono.empty())); // one voice ends not all
 * }</pre>
 *
 * <p>{@link #makeAudio()} and {@link #makeVideo()} are all that most need. Below them are streams and tracks, as browsers know them:
 * a stream is announced and received as one, with all of its tracks; a track can be replaced while it is sent.
 *
 * <p>What is sent in several rooms over one connection goes there once, and goes on until no room sends it any more. Leaving a room
 * takes back what was sent by means of the handle that is given back, though another handle keeps the room. Thread-safe; subscribers are called on workers of the callback scheduler, where they must not block.
 */
public final class RoomMedia {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.media");

    private final Room room;
    private final RoomTracks tracks;
    private final Map<String, Audience> audiences = new ConcurrentHashMap<>();
    private final Map<String, Disposable> endings = new ConcurrentHashMap<>();
    private final SentTracks sent = new SentTracks();

    private RoomMedia(Room room, RoomTracks tracks) {
        this.room = room;
        this.tracks = tracks;
    }

    /**
     * Returns the media of a room. What one of them adds is removed by the same one.
     *
     * @throws UnsupportedOperationException if the instance's transport carries data alone; says how to mend that
     */
    public static RoomMedia of(Room room) {
        return new RoomMedia(room, room.tracks());
    }

    /** Returns the room's sound. */
    public RoomAudio makeAudio() {
        return new RoomAudio(this);
    }

    /** Returns the room's pictures. */
    public RoomVideo makeVideo() {
        return new RoomVideo(this);
    }

    /** Sends a stream to all who are here; see {@link #addStream(OutgoingStream, MediaOptions)}. */
    @CheckReturnValue
    public Mono<Void> addStream(OutgoingStream stream) {
        return addStream(stream, MediaOptions.toAll());
    }

    /**
     * Announces a stream and sends its tracks. Cold. What is sent to a peer already is announced again, with this metadata, and goes
     * on.
     *
     * @return completes when each target that is here was told and its connection has the tracks; with {@link
     *     MediaOptions#andNewcomers()} those who come later are sent the stream until it is removed. Fails with an {@link
     *     IllegalStateException} if a track has ended or is sent in another stream, with an {@link IllegalArgumentException} for
     *     an unknown codec, with a {@link PeerLeftException} for a named target that is not here, and with a {@link RoomClosedException}
     */
    @CheckReturnValue
    public Mono<Void> addStream(OutgoingStream stream, MediaOptions options) {
        return adding(stream.id(), stream.tracks(), options, (parts, to) -> tracks.addStream(stream.id(), parts, to));
    }

    /**
     * Takes a stream back from all to whom it is sent. Cold. Its tracks go on elsewhere; they end by {@link OutgoingTrack#stop()}.
     *
     * @return completes when each connection was told; fails with an {@link IllegalStateException} if the stream is sent to nobody
     */
    @CheckReturnValue
    public Mono<Void> removeStream(OutgoingStream stream) {
        return removing(stream.id(), stream.tracks());
    }

    /**
     * Announces a track by itself and sends it as part of a stream; see {@link #addStream(OutgoingStream, MediaOptions)}.
     *
     * @param streamId names the stream on the wire
     */
    @CheckReturnValue
    public Mono<Void> addTrack(OutgoingTrack<?> track, String streamId, MediaOptions options) {
        return adding(track.id(), List.of(track), options, (parts, to) -> tracks.addTrack(track.local(), streamId, to));
    }

    /** Takes a track back; see {@link #removeStream(OutgoingStream)}. */
    @CheckReturnValue
    public Mono<Void> removeTrack(OutgoingTrack<?> track) {
        return removing(track.id(), List.of(track));
    }

    /**
     * Sends a track in the place of another, which goes on elsewhere: at once, without renegotiation. Where that goes to all, who
     * comes later is sent this one, too, and what was added is taken back as before. Where two rooms send the one over the same
     * connection, it is replaced for both, as JavaScript does. Peers are told, metadata included, of one that was announced by
     * itself.
     *
     * @return completes when the targets were told; fails with an {@link IllegalArgumentException} if one is sound and the other
     *     pictures, and with an {@link IllegalStateException} if the other is not sent to a target
     */
    @CheckReturnValue
    public Mono<Void> replaceTrack(OutgoingTrack<?> old, OutgoingTrack<?> next, MediaOptions options) {
        return Mono.defer(() -> {
            next.checkNotEnded();
            next.prepare(tracks.callbacks());
            return tracks.replaceTrack(old.local(), next.local(), options.forPresent())
                    .then(Mono.fromRunnable(() -> {
                        if (options.isForAll()) {
                            sent.replaced(old, next);
                        }
                        next.added();
                    }));
        });
    }

    /** Returns the streams that peers send: first those that are there, then live. Completes when the room has been left. */
    public Flux<PeerStream> peerStreams() {
        return tracks.remote()
                .ofType(RemoteMedia.Stream.class)
                .map(media -> new PeerStream(
                        media.peer(),
                        media.stream().id(),
                        media.metadata(),
                        media.stream().tracks().map(track -> received(media, track))));
    }

    /** Returns the tracks that peers announce by themselves, or in the place of others, likewise. */
    public Flux<ReceivedTrack<?>> peerTracks() {
        return tracks.remote().ofType(RemoteMedia.Track.class).map(media -> received(media, media.track()));
    }

    Room room() {
        return room;
    }

    RoomTracks tracks() {
        return tracks;
    }

    /** Returns all tracks, in streams and by themselves. */
    Flux<ReceivedTrack<?>> received() {
        return tracks.remote()
                .flatMap(
                        media -> media instanceof RemoteMedia.Track one
                                ? Flux.just(received(media, one.track()))
                                : media.stream().tracks().map(track -> received(media, track)),
                        Integer.MAX_VALUE);
    }

    /** Returns all tracks of a kind, in streams and by themselves, each once. */
    Flux<ReceivedTrack<?>> received(MediaKind kind) {
        return Flux.defer(() -> {
            Set<RemoteTrack> known = ConcurrentHashMap.newKeySet();
            return received().filter(track -> track.track().kind() == kind).filter(track -> {
                known.removeIf(RemoteTrack::isEnded);
                return known.add(track.track());
            });
        });
    }

    private ReceivedTrack<?> received(RemoteMedia media, RemoteTrack track) {
        @Nullable JsonNode metadata = media.metadata();
        return track.kind() == MediaKind.AUDIO
                ? new RemoteAudio(media.peer(), track, metadata, tracks.callbacks())
                : new RemoteVideo(media.peer(), track, metadata, tracks.callbacks());
    }

    /** Sends a track until it ends or the subscriber cancels. */
    Mono<Void> sendUntilEnd(OutgoingTrack<?> track, MediaOptions options) {
        OutgoingStream stream = OutgoingStream.of(track);
        return Mono.usingWhen(
                Mono.just(stream),
                sent -> addStream(sent, options).then(Mono.firstWithSignal(track.onEnd(), closed())),
                this::release,
                (sent, error) -> release(sent),
                this::release);
    }

    /** Takes it back, wherever it still is. */
    private Mono<Void> release(OutgoingStream stream) {
        stream.stop();
        return removeStream(stream)
                .onErrorComplete(IllegalStateException.class)
                .onErrorComplete(RoomClosedException.class);
    }

    /** Fails when the handle is given back. */
    private Mono<Void> closed() {
        return room.onLeave().then(Mono.error(() -> new RoomClosedException(room.id())));
    }

    /**
     * Adds to those who are here, or to an audience that goes on.
     *
     * @param key what it is removed by
     * @param add adds those tracks that are still to be sent, to some peers
     */
    private Mono<Void> adding(
            String key,
            List<OutgoingTrack<?>> parts,
            MediaOptions options,
            BiFunction<List<LocalTrack>, SendOptions, Mono<Void>> add) {
        Objects.requireNonNull(options, "options");
        Runnable notAdded = () -> parts.forEach(OutgoingTrack::notAdded);
        return Mono.<Void>defer(() -> {
                    parts.forEach(OutgoingTrack::checkNotEnded);
                    if (room.isDisposed()) {
                        return Mono.error(new RoomClosedException(room.id()));
                    }
                    parts.forEach(track -> track.prepare(tracks.callbacks()));
                    sent.added(parts);
                    untilLeft(key, parts);
                    Mono<Void> started = Mono.fromRunnable(() -> parts.forEach(OutgoingTrack::added));
                    if (!options.goesOn()) {
                        return add.apply(locals(parts), options.forPresent()).then(started);
                    }
                    Audience audience = new Audience(
                            room,
                            options::isFor,
                            peer -> {
                                List<OutgoingTrack<?>> current = sent.current(parts);
                                return current.isEmpty()
                                        ? Mono.empty()
                                        : add.apply(locals(current), options.forOne(peer));
                            },
                            peer -> sent.current(parts).isEmpty()
                                    ? tracks.remove(locals(sent.all(parts)), SendOptions.to(peer))
                                            .onErrorComplete()
                                    : Mono.empty());
                    if (options.wantsNewcomers()) {
                        Audience before = audiences.put(key, audience);
                        if (before != null) {
                            before.dispose();
                        }
                        return audience.begin().then(started).doOnCancel(audience::dispose);
                    }
                    return audience.present().then(started);
                })
                .doOnError(error -> notAdded.run())
                .doOnCancel(notAdded);
    }

    /** What was added is taken back when the handle is given back: another handle may keep the room. */
    private void untilLeft(String key, List<OutgoingTrack<?>> parts) {
        Disposable.Swap ending = Disposables.swap();
        Disposable before = endings.put(key, ending);
        if (before != null) {
            before.dispose();
        }
        ending.update(room.onLeave()
                .then(takingBack(key, parts))
                .subscribe(ignored -> {}, error -> LOG.debug("nothing is to be taken back: {}", error.getMessage())));
    }

    private static List<LocalTrack> locals(List<OutgoingTrack<?>> parts) {
        return parts.stream().map(OutgoingTrack::local).toList();
    }

    private Mono<Void> removing(String key, List<OutgoingTrack<?>> parts) {
        return Mono.defer(() -> {
            Disposable ending = endings.remove(key);
            if (ending != null) {
                ending.dispose();
            }
            return takingBack(key, parts);
        });
    }

    private Mono<Void> takingBack(String key, List<OutgoingTrack<?>> parts) {
        return Mono.defer(() -> {
            List<OutgoingTrack<?>> all = sent.all(parts);
            sent.removed(all);
            Audience audience = audiences.remove(key);
            Mono<Void> remove = tracks.remove(locals(all), SendOptions.toAll());
            if (audience == null) {
                return remove;
            }
            audience.end();
            // it may have had nobody in it
            return remove.onErrorComplete(IllegalStateException.class);
        });
    }
}
