package io.trystero;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/**
 * A file as a source of bytes, read where blocking is allowed. It is there before the file is opened, so that a send which is
 * cancelled meanwhile has something to close. Thread-safe; every method of an instance may block.
 */
final class FileSource {

    /** How much is read at a time. */
    private static final int READ_BYTES = 256 * 1024;

    private final Callable<FileChannel> opener;
    private @Nullable FileChannel channel;
    private boolean closed;

    private FileSource(Callable<FileChannel> opener) {
        this.opener = opener;
    }

    /** Opens a file for a send, which is given its bytes and the length that it has now, and closes it after. */
    static Mono<Void> use(Path file, Scheduler blocking, Function<Opened, Mono<Void>> send) {
        return use(() -> open(file), blocking, send);
    }

    /** As above, for whatever is opened. */
    static Mono<Void> use(Callable<FileChannel> opener, Scheduler blocking, Function<Opened, Mono<Void>> send) {
        return Mono.usingWhen(
                Mono.fromSupplier(() -> new FileSource(opener)),
                file -> Mono.fromCallable(file::length)
                        .subscribeOn(blocking)
                        .flatMap(length -> send.apply(new Opened(file.bytes().subscribeOn(blocking), length))),
                file -> closing(file, blocking),
                (file, error) -> closing(file, blocking),
                file -> closing(file, blocking));
    }

    /** A file's bytes from its beginning, once, and how many they are. */
    record Opened(Publisher<ByteBuffer> bytes, long length) {}

    private static FileChannel open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a directory");
        }
        return FileChannel.open(file);
    }

    private static Mono<Void> closing(FileSource file, Scheduler blocking) {
        return Mono.<Void>fromCallable(() -> {
                    file.close();
                    return null;
                })
                .subscribeOn(blocking);
    }

    /** Opens the file; {@code null} if nobody wants it any more. */
    private synchronized @Nullable Long length() throws Exception {
        if (closed) {
            return null;
        }
        channel = opener.call();
        return channel.size();
    }

    private Flux<ByteBuffer> bytes() {
        return Flux.generate((SynchronousSink<ByteBuffer> sink) -> {
            try {
                ByteBuffer buffer = read();
                if (buffer.hasRemaining()) {
                    sink.next(buffer);
                } else {
                    sink.complete();
                }
            } catch (IOException e) {
                sink.error(e);
            }
        });
    }

    /** Reads on; nothing at the end, and once nobody wants it any more. */
    private synchronized ByteBuffer read() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        int read = 0;
        while (channel != null && !closed && buffer.hasRemaining() && read >= 0) {
            read = channel.read(buffer);
        }
        return buffer.flip();
    }

    private synchronized void close() throws IOException {
        closed = true;
        if (channel != null) {
            channel.close();
        }
    }
}
