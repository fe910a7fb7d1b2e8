package io.trystero;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/** A file as a source of bytes, read where blocking is allowed. */
final class FileSource {

    /** How much is read at a time. */
    private static final int READ_BYTES = 256 * 1024;

    private FileSource() {}

    /** Opens a file for a send, which is given its bytes and the length that it has now, and closes it after. */
    static Mono<Void> use(Path file, Scheduler blocking, Function<Opened, Mono<Void>> send) {
        return Mono.usingWhen(
                Mono.fromCallable(() -> open(file)).subscribeOn(blocking),
                channel -> Mono.fromCallable(channel::size)
                        .subscribeOn(blocking)
                        .flatMap(length -> send.apply(new Opened(read(channel).subscribeOn(blocking), length))),
                channel -> close(channel, blocking),
                (channel, error) -> close(channel, blocking),
                channel -> close(channel, blocking));
    }

    /** A file's bytes from its beginning, once, and how many they are. */
    record Opened(Publisher<ByteBuffer> bytes, long length) {}

    private static FileChannel open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a directory");
        }
        return FileChannel.open(file);
    }

    private static Mono<Void> close(FileChannel channel, Scheduler blocking) {
        return Mono.<Void>fromCallable(() -> {
                    channel.close();
                    return null;
                })
                .subscribeOn(blocking);
    }

    private static Flux<ByteBuffer> read(FileChannel channel) {
        return Flux.generate((SynchronousSink<ByteBuffer> sink) -> {
            try {
                ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
                int read = 0;
                while (buffer.hasRemaining() && read >= 0) {
                    read = channel.read(buffer);
                }
                if (buffer.position() == 0) {
                    sink.complete();
                } else {
                    sink.next(buffer.flip());
                }
            } catch (IOException e) {
                sink.error(e);
            }
        });
    }
}
