package io.trystero.examples.conference;

import io.trystero.media.ReceivedTrack;
import io.trystero.media.RemoteAudio;
import io.trystero.media.WavFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What speakers say, each as a WAV file. */
final class Recordings {

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Recordings() {}

    /** Records a voice until it ends; tells when it begins and when the file is whole. */
    static Flux<String> of(RemoteAudio voice, Path directory) {
        Path file = directory.resolve(name(voice) + ".wav");
        Mono<String> written = Mono.fromRunnable(() -> make(directory))
                .subscribeOn(Schedulers.boundedElastic())
                .then(WavFiles.write(voice.frames(), file))
                .map(path -> "wrote " + path);
        return Flux.just(voice.peer() + " speaks; recording")
                .concatWith(written)
                .onErrorResume(error -> Mono.just(file + ": " + error.getMessage()));
    }

    /** Returns a name for files of a track, new each time: what others call themselves may be anything, and come again. */
    static String name(ReceivedTrack<?> track) {
        String when = LocalDateTime.now(ZoneId.systemDefault()).format(WHEN);
        return (track.peer() + "-" + when + "-" + NUMBER.incrementAndGet()).replaceAll("[^A-Za-z0-9-]", "_");
    }

    static void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
