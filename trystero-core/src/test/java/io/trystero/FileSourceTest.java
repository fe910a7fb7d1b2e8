package io.trystero;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class FileSourceTest {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Scheduler blocking = Schedulers.fromExecutor(tasks::add);
    private final List<FileChannel> opened = new ArrayList<>();

    @TempDir
    Path directory;

    @Test
    void aFileThatIsOpenedWhileTheSendIsCancelledIsClosed() {
        Disposable.Swap send = Disposables.swap();
        send.update(FileSource.use(
                        () -> {
                            send.dispose();
                            return open();
                        },
                        blocking,
                        file -> Mono.never())
                .subscribe());
        runAll();

        assertThat(opened).singleElement().matches(channel -> !channel.isOpen(), "is closed");
    }

    @Test
    void aSendThatIsCancelledBeforeItsFileIsOpenedOpensNone() {
        FileSource.use(this::open, blocking, file -> Mono.never()).subscribe().dispose();
        runAll();

        assertThat(opened).isEmpty();
    }

    @Test
    void aFileIsClosedWhenTheSendIsOver() {
        FileSource.use(this::open, blocking, file -> Mono.empty()).subscribe();
        runAll();

        assertThat(opened).singleElement().matches(channel -> !channel.isOpen(), "is closed");
    }

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private FileChannel open() throws IOException {
        FileChannel channel = FileChannel.open(Files.createTempFile(directory, "sent", null));
        opened.add(channel);
        return channel;
    }
}
