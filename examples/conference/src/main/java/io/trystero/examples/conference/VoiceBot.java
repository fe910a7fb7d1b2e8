package io.trystero.examples.conference;

import io.trystero.Trystero;
import io.trystero.media.RoomAudio;
import io.trystero.media.RoomMedia;
import io.trystero.media.WavFiles;
import io.trystero.rtc.media.AudioFrame;
import java.nio.file.Path;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Plays a WAV file into the room, again and again, and records each speaker to a file.
 *
 * @param wav the file
 * @param directory where recordings go
 */
record VoiceBot(Path wav, Path directory) {

    Flux<String> run(Trystero trystero) {
        return trystero.withRoom("conference", room -> {
            RoomAudio audio = RoomMedia.of(room).makeAudio();
            Flux<String> recorded =
                    audio.receive().flatMap(voice -> Recordings.of(voice, directory), Integer.MAX_VALUE);
            return recorded.mergeWith(audio.send(sound()).then(Mono.empty()));
        });
    }

    /** Again and again, unless there is nothing in it. */
    private Flux<AudioFrame> sound() {
        Flux<AudioFrame> once = WavFiles.read(wav);
        return once.hasElements().flatMapMany(any -> any ? once.repeat() : Flux.empty());
    }
}
