package io.trystero.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.PeerEvent;
import io.trystero.PeerId;
import io.trystero.Room;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * The middle of a star: sends what each peer of a room sends to all others, so that a peer sends once, however many there are. What
 * it sends says in its metadata where it is from: <code>{"source": the peer's id, "kind": "audio" or "video", "metadata": what the
 * peer said}</code>.
 *
 * <p>Peers of a star don't send to each other but to the hub alone. Frames are decoded and encoded again here, once for each track
 * and peer. Begins when it is made, with what is there, and ends with the room or when it is disposed.
 */
public final class MediaHub implements Disposable {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.media");

    private final RoomMedia media;
    private final boolean mixes;
    private final Disposable.Composite work = Disposables.composite();
    private final Map<String, Disposable> relayed = new ConcurrentHashMap<>();

    private MediaHub(RoomMedia media, boolean mixes) {
        this.media = media;
        this.mixes = mixes;
    }

    /** Begins to relay a room's sound and pictures, each track by itself. */
    public static MediaHub relaying(Room room) {
        return begin(new MediaHub(RoomMedia.of(room), false));
    }

    /**
     * Begins to relay a room's pictures, and to send each peer one track with the sound of all others: what a peer receives does not
     * grow with their number. That track says <code>{"source": "mix", "kind": "audio"}</code>.
     */
    public static MediaHub mixing(Room room) {
        return begin(new MediaHub(RoomMedia.of(room), true));
    }

    private static MediaHub begin(MediaHub hub) {
        AudioMixer mixer = new AudioMixer(hub.media.tracks().callbacks());
        hub.work.add(mixer);
        if (hub.mixes) {
            hub.work.add(hub.media
                    .room()
                    .peerEvents()
                    .ofType(PeerEvent.Joined.class)
                    .flatMap(joined -> hub.sendMix(mixer, joined.peer()), Integer.MAX_VALUE)
                    .subscribe());
        }
        hub.work.add(hub.media
                .received()
                .subscribe(
                        track -> hub.take(track, mixer), error -> LOG.debug("the hub ends: {}", error.getMessage())));
        return hub;
    }

    private void take(ReceivedTrack<?> track, AudioMixer mixer) {
        Disposable.Swap slot = Disposables.swap();
        Disposable before = relayed.put(track.peer() + " " + track.id(), slot);
        if (before != null) {
            // announced again, such as with other metadata
            before.dispose();
        }
        if (track instanceof RemoteAudio audio && mixes) {
            slot.update(mixer.add(audio));
        } else {
            slot.update(relay(track)
                    .subscribe(ignored -> {}, error -> LOG.warn("{} is not relayed any more", track, error)));
        }
        work.add(slot);
        work.add(track.onEnd().subscribe(ignored -> {}, error -> {}, () -> forget(track, slot)));
    }

    private void forget(ReceivedTrack<?> track, Disposable slot) {
        relayed.remove(track.peer() + " " + track.id(), slot);
        work.remove(slot);
        slot.dispose();
    }

    private Mono<Void> relay(ReceivedTrack<?> track) {
        MediaOptions others = MediaOptions.toAllBut(track.peer())
                .andNewcomers()
                .metadata(said(track.peer().value(), track instanceof RemoteAudio, track.metadata()));
        return track instanceof RemoteAudio audio
                ? media.makeAudio().send(audio.frames(), others)
                : media.makeVideo().send(((RemoteVideo) track).frames(), others);
    }

    private Mono<Void> sendMix(AudioMixer mixer, PeerId listener) {
        return media.makeAudio()
                .send(mixer.without(listener), MediaOptions.to(listener).metadata(said("mix", true, null)))
                .onErrorResume(error -> {
                    LOG.debug("{} is not sent the mix any more: {}", listener, error.getMessage());
                    return Mono.empty();
                });
    }

    private static ObjectNode said(String source, boolean audio, @org.jspecify.annotations.Nullable JsonNode metadata) {
        ObjectNode said =
                JsonNodeFactory.instance.objectNode().put("source", source).put("kind", audio ? "audio" : "video");
        if (metadata != null) {
            said.set("metadata", metadata);
        }
        return said;
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
