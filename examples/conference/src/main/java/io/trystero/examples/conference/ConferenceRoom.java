package io.trystero.examples.conference;

import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.media.RemoteAudio;
import io.trystero.media.RoomAudio;
import io.trystero.media.RoomMedia;
import io.trystero.media.Tones;
import io.trystero.rtc.media.AudioFrame;
import java.nio.file.Path;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A room of speakers as an application may want it: join, send audio, receive audio, leave, peers. */
final class ConferenceRoom {

    private static final double HERTZ = 440;
    private static final int SAMPLE_RATE = 48_000;

    private final Room room;
    private final RoomAudio audio;

    private ConferenceRoom(Room room) {
        this.room = room;
        this.audio = RoomMedia.of(room).makeAudio();
    }

    static Mono<ConferenceRoom> join(Trystero trystero, String id) {
        return trystero.join(id).map(ConferenceRoom::new);
    }

    /** Speaks to all, those who come later too, until the sound ends. */
    Mono<Void> sendAudio(Publisher<AudioFrame> sound) {
        return audio.send(sound);
    }

    Flux<RemoteAudio> receiveAudio() {
        return audio.receive();
    }

    List<PeerId> peers() {
        return room.peers();
    }

    Mono<Void> leave() {
        return room.leave();
    }

    /** Speaks a tone, records who speaks, and tells of both. */
    static Flux<String> run(Trystero trystero, Path directory) {
        return Flux.usingWhen(
                join(trystero, "conference"),
                room -> {
                    Flux<String> recorded =
                            room.receiveAudio().flatMap(voice -> Recordings.of(voice, directory), Integer.MAX_VALUE);
                    return recorded.mergeWith(
                            room.sendAudio(Tones.sine(HERTZ, SAMPLE_RATE)).then(Mono.empty()));
                },
                ConferenceRoom::leave);
    }
}
