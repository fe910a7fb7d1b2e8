package io.trystero.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.CheckReturnValue;
import io.trystero.PeerEvent;
import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.MediaKind;
import io.trystero.star.HubMetadata;
import io.trystero.star.Star;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The middle of a star: sends what each peer of a room sends to all others, so that a peer sends once, however many there are. What
 * it sends says in its metadata where it is from, as {@link HubMetadata} do: <code>{"source": the peer's id, "kind": "audio" or
 * "video", "hub": true, "metadata": what the peer said}</code>. The kind is that of what is announced together, and left out where
 * that is both. What the peer said is left out if all were more than the 63 KiB of metadata that there may be, which is logged once.
 * What another hub sends is not sent on.
 *
 * <p>Of each stream of a peer one stream is sent on, so that its sound and pictures stay together. Tracks that come within 100 ms are
 * announced as that stream; one that comes later, as a track of it, with metadata of the same kind.
 *
 * <p>Peers of a star don't send to each other but to the hub alone. Frames are decoded and encoded again here, once for each track
 * and peer. Begins when it is made, with what is there, and ends with the room or when it is disposed.
 *
 * <p>Who is in the middle a {@link Star} tells: {@link #relayingWhileHub} and {@link #mixingWhileHub} make a hub whenever this peer
 * becomes the star's. A leaf sends to whoever it is:
 *
 * <pre>{@code
 * Star star = Star.willing(room);
 * MediaHub.relayingWhileHub(star).subscribe();
 * star.throughHub(hub -> media.makeAudio().send(voice, MediaOptions.to(hub))).subscribe();
 * }</pre>
 */
public final class MediaHub implements Disposable {

    private static final String AUDIO = "audio";
    private static final String VIDEO = "video";

    /** Bytes of JSON that a room takes. */
    private static final int MOST_METADATA = 63 << 10;

    /** Pieces of sound that wait to be relayed while a core is busy, beside those that the track's clock has asked for. */
    static final int RELAY_WAITING = 20;

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.media");

    private final RoomMedia media;
    private final Disposable.Composite work = Disposables.composite();
    private final Map<Source, RelayedStream> relayed = new ConcurrentHashMap<>();
    private final AtomicBoolean warned = new AtomicBoolean();

    /** A stream of a peer. */
    private record Source(PeerId peer, String streamId) {}

    private MediaHub(RoomMedia media) {
        this.media = media;
    }

    /** Begins to relay a room's sound and pictures, each stream as one. */
    public static MediaHub relaying(Room room) {
        MediaHub hub = new MediaHub(RoomMedia.of(room));
        hub.take(hub::relay);
        return hub;
    }

    /**
     * Begins to relay a room's pictures, and to send each peer one track with the sound of all others: what a peer receives does not
     * grow with their number. That track says <code>{"source": "mix", "kind": "audio"}</code>.
     */
    public static MediaHub mixing(Room room) {
        MediaHub hub = new MediaHub(RoomMedia.of(room));
        AudioMixer mixer = new AudioMixer(hub.media.tracks().callbacks());
        hub.work.add(mixer);
        hub.watch(mixer);
        hub.take(track -> track instanceof RemoteAudio audio ? mixer.add(audio) : hub.relay(track));
        return hub;
    }

    /**
     * Relays a star's room as {@link #relaying} does, for as long as this peer is the star's hub, as often as it is. Cold; cancel
     * ends it.
     *
     * @return completes when the star ends; fails with an {@link UnsupportedOperationException} if the transport carries data alone
     */
    @CheckReturnValue
    public static Mono<Void> relayingWhileHub(Star star) {
        return whileHub(star, MediaHub::relaying);
    }

    /** Mixes a star's room as {@link #mixing} does, for as long as this peer is its hub; see {@link #relayingWhileHub}. */
    @CheckReturnValue
    public static Mono<Void> mixingWhileHub(Star star) {
        return whileHub(star, MediaHub::mixing);
    }

    private static Mono<Void> whileHub(Star star, Function<Room, MediaHub> make) {
        return star.whileHub(
                        () -> Mono.using(() -> make.apply(star.room()), hub -> Mono.<Void>never(), MediaHub::dispose))
                .then();
    }

    /** Sends the mix to each peer for as long as it is here. */
    private void watch(AudioMixer mixer) {
        Map<PeerId, Disposable> listeners = new ConcurrentHashMap<>();
        work.add(media.room().peerEvents().subscribe(event -> {
            Disposable before = listeners.remove(event.peer());
            if (before != null) {
                work.remove(before);
                before.dispose();
            }
            if (event instanceof PeerEvent.Joined) {
                Disposable listener = begin(mixFor(event.peer(), mixer));
                listeners.put(event.peer(), listener);
                work.add(listener);
            }
        }));
    }

    /** Does something with each track that comes, for as long as it does; ends with the room. */
    private void take(Function<ReceivedTrack<?>, Disposable> use) {
        work.add(Flux.merge(media.received(MediaKind.AUDIO), media.received(MediaKind.VIDEO))
                .filter(track -> !isRelayed(track))
                .subscribe(
                        track -> {
                            Disposable.Composite used = Disposables.composite();
                            work.add(used);
                            used.add(use.apply(track));
                            used.add(track.onEnd().subscribe(ignored -> {}, error -> {}, () -> {
                                work.remove(used);
                                used.dispose();
                            }));
                        },
                        error -> dispose(),
                        this::dispose));
    }

    /** What another hub sends is not sent on: it would go round and round. */
    private static boolean isRelayed(ReceivedTrack<?> track) {
        return HubMetadata.of(track.metadata()).isPresent();
    }

    private Disposable begin(Mono<Void> sending) {
        return sending.subscribe(
                ignored -> {}, error -> LOG.debug("a hub sends no more of something: {}", error.getMessage()));
    }

    /** Sends a track on, with others of its stream. */
    private Disposable relay(ReceivedTrack<?> track) {
        Source source = new Source(track.peer(), track.streamId());
        while (true) {
            RelayedStream stream = relayed.computeIfAbsent(source, this::streamOf);
            Disposable sending = stream.add(track);
            if (sending != null) {
                return sending;
            }
            relayed.remove(source, stream);
        }
    }

    private RelayedStream streamOf(Source source) {
        return new RelayedStream(
                media,
                tracks -> MediaOptions.toAllBut(source.peer()).andNewcomers().metadata(said(source.peer(), tracks)),
                stream -> relayed.remove(source, stream));
    }

    private ObjectNode said(PeerId source, List<ReceivedTrack<?>> tracks) {
        boolean audio = tracks.stream().anyMatch(track -> track instanceof RemoteAudio);
        boolean video = tracks.stream().anyMatch(track -> track instanceof RemoteVideo);
        String kind = audio && video ? null : audio ? AUDIO : VIDEO;
        ObjectNode said = said(source.value(), kind, tracks.get(0).metadata());
        int length = said.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length <= MOST_METADATA) {
            return said;
        }
        if (!warned.getAndSet(true)) {
            LOG.warn(
                    "what {} says of its media is not sent on, as it would be {} bytes with the hub's words, more than {};"
                            + " others like it are not reported",
                    source.value(),
                    length,
                    MOST_METADATA);
        }
        return said(source.value(), kind, null);
    }

    static Flux<AudioFrame> toRelay(RemoteAudio audio) {
        return audio.frames(FramePolicy.buffer(RELAY_WAITING));
    }

    private Mono<Void> mixFor(PeerId listener, AudioMixer mixer) {
        return media.makeAudio()
                .send(
                        OutgoingAudio.live(mixer.without(listener)),
                        MediaOptions.to(listener).metadata(said("mix", AUDIO, null)))
                .onErrorResume(error -> {
                    LOG.debug("{} is not sent the mix any more: {}", listener, error.getMessage());
                    return Mono.empty();
                });
    }

    private static ObjectNode said(String source, @Nullable String kind, @Nullable JsonNode metadata) {
        ObjectNode said = new HubMetadata(source, metadata).toJson();
        return kind == null ? said : said.put("kind", kind);
    }

    /** Takes back all that it sends; idempotent. */
    @Override
    public void dispose() {
        work.dispose();
    }

    @Override
    public boolean isDisposed() {
        return work.isDisposed();
    }
}
