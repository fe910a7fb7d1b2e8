package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BiFunction;
import reactor.core.publisher.Mono;

/** Commands of audio and video. */
final class MediaCommands {

    private static final String ADD = """
            room
            audio      true: a tone of 440 Hz; or a frequency in Hz; or the path of a WAV file
            video      true: a moving gradient; or the path of a directory of PNG and JPEG pictures
            file       the path of either, instead
            target     a peer id or a list of them; all peers in the room unless set
            metadata   JSON that is announced with it
            streamId   a stream that was added before, in any room, instead of a new one
            -> streamId, tracks [{id, kind}]""";

    private static final String REPLACE = """
            room, streamId, audio or video or file, target, metadata: the track of that kind gives way to a new one
            -> streamId, tracks [{id, kind}]""";

    private static final String REMOVE = "room, streamId; all that were added in this room without it";

    private static final String MEDIA = """
            room
            -> audio {packets, bytes, frames, dominantHz}, video {packets, bytes, frames}: of what has come, and
               tracks [{peerId, id, kind, frames, dominantHz}]""";

    private final Rooms rooms;

    MediaCommands(Rooms rooms) {
        this.rooms = rooms;
    }

    List<Command> all() {
        return List.of(
                command("addStream", ADD, ShellMedia::addStream),
                command("addTrack", ADD, ShellMedia::addTrack),
                command("removeStream", REMOVE, ShellMedia::removeStreams),
                command("removeTrack", REMOVE, ShellMedia::removeTracks),
                command("replaceTrack", REPLACE, ShellMedia::replaceTrack),
                command("media", MEDIA, (media, fields) -> media.measured()));
    }

    private Command command(String name, String help, BiFunction<ShellMedia, Fields, Mono<ObjectNode>> work) {
        return new Command(name, help, fields -> rooms.of(fields).flatMap(room -> work.apply(room.media(), fields)));
    }
}
