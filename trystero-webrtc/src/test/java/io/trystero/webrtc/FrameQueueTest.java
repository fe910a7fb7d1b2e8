package io.trystero.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameQueueTest {

    private final NativeWorker worker = new NativeWorker();
    private final FrameQueue frames = new FrameQueue(worker, 3);
    private final Queue<Integer> pushed = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        worker.tryExecute(worker::stop);
    }

    @Test
    void framesThatWaitForADescriptionAreBoundedAndTheNewestStay() {
        onWorker(frames::hold);
        for (int i = 1; i <= 5; i++) {
            add(i);
        }
        flush();
        assertThat(pushed).isEmpty();

        onWorker(frames::resume);
        flush();
        assertThat(pushed).containsExactly(3, 4, 5);
    }

    @Test
    void framesComeInTheirOrderWhenNothingHoldsThem() {
        add(1);
        flush();
        add(2);
        flush();
        assertThat(pushed).containsExactly(1, 2);
    }

    @Test
    void nothingIsPushedAfterTheEnd() {
        onWorker(frames::hold);
        add(1);
        onWorker(frames::close);
        onWorker(frames::resume);
        add(2);
        flush();
        assertThat(pushed).isEmpty();
    }

    private void add(int frame) {
        frames.add(() -> pushed.add(frame));
    }

    private void onWorker(Runnable step) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        worker.execute(() -> {
            step.run();
            done.complete(null);
        });
        TestPeer.await(done);
    }

    /** Waits until the worker has come to the frames that it has. */
    private void flush() {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        worker.push(() -> reached.complete(null));
        TestPeer.await(reached);
    }
}
