package io.trystero.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.CheckReturnValue;
import io.trystero.PeerEvent;
import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.rtc.media.MediaKind;
import io.trystero.star.HubMetadata;
import io.trystero.star.Star;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * "video", "hub": true, "metadata": what the peer said}</code>. What another hub sends is not sent on.
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

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.media");

    private final RoomMedia media;
    private final Disposable.Composite work = Disposables.composite();

    private MediaHub(RoomMedia media) {
        this.media = media;
    }

    /** Begins to relay a room's sound and pictures, each track by itself. */
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
                            Disposable used = use.apply(track);
                            work.add(used);
                            track.onEnd().subscribe(ignored -> {}, error -> {}, () -> {
                                work.remove(used);
                                used.dispose();
                            });
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

    private Disposable relay(ReceivedTrack<?> track) {
        MediaOptions others = MediaOptions.toAllBut(track.peer())
                .andNewcomers()
                .metadata(said(track.peer().value(), track instanceof RemoteAudio, track.metadata()));
        return begin(
                track instanceof RemoteAudio audio
                        ? media.makeAudio().send(audio.frames(), others)
                        : media.makeVideo().send(((RemoteVideo) track).frames(), others));
    }

    private Mono<Void> mixFor(PeerId listener, AudioMixer mixer) {
        return media.makeAudio()
                .send(mixer.without(listener), MediaOptions.to(listener).metadata(said("mix", true, null)))
                .onErrorResume(error -> {
                    LOG.debug("{} is not sent the mix any more: {}", listener, error.getMessage());
                    return Mono.empty();
                });
    }

    private static ObjectNode said(String source, boolean audio, @Nullable JsonNode metadata) {
        return new HubMetadata(source, metadata).toJson().put("kind", audio ? "audio" : "video");
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
