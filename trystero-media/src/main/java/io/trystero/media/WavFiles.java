package io.trystero.media;

import io.trystero.rtc.media.AudioFrame;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Sound from and into WAV files: RIFF/WAVE of PCM of 16 bits. */
public final class WavFiles {

    /** Frames that are read before they are requested: a third of a second, which a busy disk may take. */
    static final int READ_AHEAD = 32;

    private WavFiles() {}

    /** Reads a file's sound; see {@link #read(Path, Scheduler)}. It does so on {@link Schedulers#boundedElastic()}. */
    public static Flux<AudioFrame> read(Path file) {
        return read(file, Schedulers.boundedElastic());
    }

    /**
     * Reads a file's sound in frames of 10 ms, of which the last may be shorter. Cold: each subscriber reads the file anew.
     *
     * <p>The file is opened once it is subscribed to, and read at most 320 ms ahead of what is requested; no clock paces it. It
     * is closed before the end or an error is told, and soon after a cancel.
     *
     * <p>The file has 1 or 2 channels and a sample rate that an {@link AudioFrame} can have; WAVE_FORMAT_EXTENSIBLE may
     * enclose its PCM. A length of the sound of 0 or 0xffffffff, as in a file whose recorder did not come to an end, means all
     * up to the end of the file. Any other file is an error: a {@link MediaFileException} that tells what is the matter, and
     * of a file that was cut off comes after the frames that are there.
     *
     * @param blocking where the file is opened, read and closed; it may block there. Frames come there, or on the thread that
     *     requests them
     */
    public static Flux<AudioFrame> read(Path file, Scheduler blocking) {
        // this stream, unlike a channel of one's own, outlives an interrupt, as of a cancel
        return read(file, blocking, () -> Files.newInputStream(file));
    }

    /** As above, of bytes from elsewhere. */
    static Flux<AudioFrame> read(Path file, Scheduler blocking, Callable<InputStream> opener) {
        return Flux.<AudioFrame, WavReader>generate(
                        () -> WavReader.open(file, opener),
                        (reader, sink) -> {
                            AudioFrame frame = reader.next();
                            if (frame == null) {
                                // by itself it would be after the end is told
                                reader.close();
                                sink.complete();
                            } else {
                                sink.next(frame);
                            }
                            return reader;
                        },
                        WavReader::close)
                // a cancel closes the file, once nothing reads
                .cancelOn(blocking)
                .subscribeOn(blocking)
                .limitRate(READ_AHEAD);
    }

    /**
     * Writes sound into a file; see {@link #write(Publisher, Path, Scheduler)}. It does so on
     * {@link Schedulers#boundedElastic()}.
     */
    public static Mono<Path> write(Publisher<AudioFrame> frames, Path file) {
        return write(frames, file, Schedulers.boundedElastic());
    }

    /**
     * Writes sound into a file, whose path it emits once the file is whole. Cold: nothing happens before it is subscribed to.
     *
     * <p>The file is made, or what was there replaced, as the first frame comes, which also gives the format. However the
     * frames end, the file is playable and has all of them that came: after the last one; up to an error, which is handed on
     * when the file is whole; and up to a cancel, soon after it. Who has to know when it is whole ends the frames instead, such
     * as with {@link Flux#takeUntilOther(Publisher)}.
     *
     * <p>If there is no frame, as of a peer that takes its track back before it has spoken, no file is made, and it completes empty.
     *
     * <p>Errors: {@link MediaFileException} if the file cannot be written, if a frame has another format than the first, and if it would not fit into the 4 GiB of such
     * a file, more than 6 hours of two channels at 48 kHz. What came before is then in the file.
     *
     * @param frames requested some hundred at a time, ahead of the disk
     * @param file of the default file system, in a directory that exists
     * @param blocking where the file is written; it may block there
     */
    public static Mono<Path> write(Publisher<AudioFrame> frames, Path file, Scheduler blocking) {
        return write(frames, file, blocking, WavWriter.MOST_DATA_BYTES);
    }

    /** As above, of a file that is full sooner. */
    static Mono<Path> write(Publisher<AudioFrame> frames, Path file, Scheduler blocking, long mostDataBytes) {
        return Mono.usingWhen(
                Mono.fromSupplier(() -> new WavWriter(file, mostDataBytes)),
                writer -> Flux.from(frames)
                        // ahead of the queue, whose content a cancel would drop
                        .doOnNext(writer::accept)
                        .publishOn(blocking)
                        .doOnNext(frame -> writer.write())
                        .then(Mono.fromCallable(writer::complete).subscribeOn(blocking)),
                writer -> Mono.empty(),
                (writer, error) -> end(writer, blocking).onErrorResume(late -> {
                    error.addSuppressed(late);
                    return Mono.empty();
                }),
                writer -> end(writer, blocking));
    }

    private static Mono<Void> end(WavWriter writer, Scheduler blocking) {
        return Mono.<Void>fromRunnable(writer::end).subscribeOn(blocking);
    }
}
