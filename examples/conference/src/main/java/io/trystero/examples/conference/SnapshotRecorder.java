package io.trystero.examples.conference;

import io.trystero.Trystero;
import io.trystero.media.ImageFiles;
import io.trystero.media.RemoteVideo;
import io.trystero.media.RoomMedia;
import java.nio.file.Path;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Writes a picture of each camera every two seconds. */
final class SnapshotRecorder {

    private static final Duration EVERY = Duration.ofSeconds(2);

    private SnapshotRecorder() {}

    static Flux<String> run(Trystero trystero, Path directory) {
        return trystero.withRoom(
                "conference",
                room -> RoomMedia.of(room)
                        .makeVideo()
                        .receive()
                        .flatMap(
                                video -> snapshots(video, directory.resolve(Recordings.name(video))),
                                Integer.MAX_VALUE));
    }

    private static Flux<String> snapshots(RemoteVideo video, Path directory) {
        return Mono.fromRunnable(() -> Recordings.make(directory))
                .subscribeOn(Schedulers.boundedElastic())
                .thenMany(ImageFiles.snapshots(video.frames(), directory, EVERY))
                .map(picture -> "wrote " + picture)
                .onErrorResume(error -> Mono.just(directory + ": " + error.getMessage()));
    }
}
