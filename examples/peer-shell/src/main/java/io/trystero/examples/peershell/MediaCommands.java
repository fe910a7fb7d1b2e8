package io.trystero.examples.peershell;

import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Commands of audio and video, which this build does not have. */
final class MediaCommands {

    private static final String HELP = "audio and video: needs trystero-media, which this build does not have";

    private MediaCommands() {}

    static List<Command> all() {
        return Stream.of("addStream", "addTrack", "removeStream", "removeTrack", "replaceTrack", "media")
                .map(name -> new Command(
                        name, HELP, fields -> Mono.error(new InvalidCommandException("media needs trystero-media"))))
                .toList();
    }
}
