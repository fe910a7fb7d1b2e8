package io.trystero.media;

import io.trystero.rtc.media.VideoFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Pictures from and into PNG and JPEG files. */
public final class ImageFiles {

    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg");

    /** Pictures that are read before they are requested: each may be large. */
    static final int READ_AHEAD = 1;

    private ImageFiles() {}

    /** Reads pictures; see {@link #read(List, Scheduler)}. It does so on {@link Schedulers#boundedElastic()}. */
    public static Flux<VideoFrame> read(List<Path> files) {
        return read(files, Schedulers.boundedElastic());
    }

    /**
     * Reads one picture from each file, in that order. Cold: each subscriber reads them anew.
     *
     * <p>One picture at most is read ahead of what is requested; no clock paces it. After a cancel, the file that is being read
     * is read to its end. The pictures may differ in size.
     *
     * <p>A file that is no picture, or a larger one than a {@link VideoFrame} can be, is a {@link MediaFileException} after the
     * pictures ahead of it.
     *
     * @param files of a format that {@link javax.imageio.ImageIO} reads; how a camera was held (Exif) does not matter
     * @param blocking where files are read; it may block there. Pictures come there, or on the thread that requests them
     */
    public static Flux<VideoFrame> read(List<Path> files, Scheduler blocking) {
        return ahead(Flux.fromIterable(List.copyOf(files)), blocking);
    }

    /** Reads the pictures of a directory; see {@link #readDirectory(Path, Scheduler)}. It does so on {@link Schedulers#boundedElastic()}. */
    public static Flux<VideoFrame> readDirectory(Path directory) {
        return readDirectory(directory, Schedulers.boundedElastic());
    }

    /**
     * Reads the pictures of a directory, sorted by name: the files that end in .png, .jpg or .jpeg, in small letters or
     * capitals, none in directories below; see {@link #read(List, Scheduler)}.
     *
     * <p>The directory is listed once it is subscribed to; a picture that comes later is not read. If there is none, it just
     * completes; a directory that cannot be listed is a {@link MediaFileException}.
     *
     * @param blocking where the directory is listed, too
     */
    public static Flux<VideoFrame> readDirectory(Path directory, Scheduler blocking) {
        return ahead(Flux.defer(() -> Flux.fromIterable(pictures(directory))), blocking);
    }

    private static Flux<VideoFrame> ahead(Flux<Path> files, Scheduler blocking) {
        return files.map(PictureFile::read).subscribeOn(blocking).limitRate(READ_AHEAD);
    }

    private static List<Path> pictures(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> ENDINGS.stream().anyMatch(lowerCaseName(file)::endsWith))
                    .filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new MediaFileException(directory, "cannot be listed", e);
        }
    }

    private static String lowerCaseName(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    /**
     * Writes snapshots of a video; see {@link #snapshots(Publisher, Path, Duration, Scheduler)}. It does so on
     * {@link Schedulers#boundedElastic()}.
     */
    public static Flux<Path> snapshots(Publisher<VideoFrame> frames, Path directory, Duration every) {
        return snapshots(frames, directory, every, Schedulers.boundedElastic());
    }

    /**
     * Writes snapshots of a video, turned upright, as snapshot-000001.png, snapshot-000002.png and so on, and emits the path of
     * each once it is written. Cold: nothing happens before it is subscribed to, and each subscriber begins with number 1.
     *
     * <p>The first picture is written as it comes, then the latest one at the end of each interval, or, if none came in it, the
     * next as it comes. When the frames end, the latest that is not written yet is, without further waiting. The other pictures
     * are dropped, and so the video is never slowed down: neither by the disk, nor by a subscriber who requests no more paths,
     * which just makes for fewer snapshots: at most one is written ahead of the request for its path.
     *
     * <p>A file is written under another name and then moved into its place, so nobody sees a part of one; what was there by
     * that name is replaced. A directory that does not exist is made. A file that cannot be written is a
     * {@link MediaFileException}, and ends it. After a cancel, a file that is being written may still appear.
     *
     * @param frames of which the number is unbounded that is requested
     * @param every the least time from one snapshot to the next; zero for as many as can be written
     * @param blocking where files are written and the intervals are timed; it may block there
     * @throws IllegalArgumentException if {@code every} is negative
     */
    public static Flux<Path> snapshots(
            Publisher<VideoFrame> frames, Path directory, Duration every, Scheduler blocking) {
        if (every.isNegative()) {
            throw new IllegalArgumentException("every must not be negative, but is " + every);
        }
        return Flux.defer(() -> {
            Sinks.Empty<Void> end = Sinks.empty();
            Mono<Path> interval =
                    Mono.delay(every, blocking).takeUntilOther(end.asMono()).then(Mono.empty());
            return Flux.from(frames)
                    .doOnComplete(() -> end.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST))
                    .onBackpressureLatest()
                    .index((index, frame) -> written(frame, directory.resolve(name(index + 1)), blocking))
                    // without prefetch: a picture that waits here would not be the latest
                    .concatMap(file -> Flux.merge(file, interval), 0);
        });
    }

    private static Mono<Path> written(VideoFrame frame, Path file, Scheduler blocking) {
        return Mono.fromCallable(() -> PictureFile.write(frame, file)).subscribeOn(blocking);
    }

    private static String name(long number) {
        return String.format(Locale.ROOT, "snapshot-%06d.png", number);
    }
}
