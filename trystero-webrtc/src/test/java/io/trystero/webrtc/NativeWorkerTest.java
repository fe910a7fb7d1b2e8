package io.trystero.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.trystero.rtc.DataChannel;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

class NativeWorkerTest {

    private static final int KIB = 1024;
    private static final int LARGEST = 256 * KIB;

    private final NativeWorker worker = new NativeWorker();
    private final ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
    private final Ear ear = new Ear();

    @AfterEach
    void stop() {
        worker.tryExecute(worker::stop);
    }

    @Test
    void givesEveryPeerItsTurnHoweverMuchAnotherHasQueued() {
        CountDownLatch start = occupy();
        Outbox large = outbox(new Pipe("large"));
        Outbox small = outbox(new Pipe("small"));
        for (int i = 0; i < 64; i++) {
            large.send(new byte[16 * KIB]);
        }
        small.send(new byte[1]);
        start.countDown();
        ear.awaitSent(64 * 16 * KIB + 1);

        assertThat(List.copyOf(order).indexOf("small")).isEqualTo(4);
        assertThat(order).hasSize(65);
    }

    @Test
    void countsTheMessagesOfATurnToo() {
        CountDownLatch start = occupy();
        Outbox many = outbox(new Pipe("many"));
        Outbox one = outbox(new Pipe("one"));
        for (int i = 0; i < 1_000; i++) {
            many.send(new byte[1]);
        }
        one.send(new byte[1]);
        start.countDown();
        ear.awaitSent(1_001);

        assertThat(List.copyOf(order).indexOf("one")).isEqualTo(64);
    }

    @Test
    void runsATaskBeforeTheNextMessage() {
        Pipe pipe = new Pipe("message") {
            @Override
            public void send(byte[] message) {
                super.send(message);
                if (order.size() == 2) {
                    worker.execute(() -> order.add("task"));
                }
            }
        };
        CountDownLatch start = occupy();
        Outbox outbox = outbox(pipe);
        for (int i = 0; i < 4; i++) {
            outbox.send(new byte[1]);
        }
        start.countDown();
        ear.awaitSent(4);

        assertThat(order).containsExactly("message", "message", "task", "message", "message");
    }

    @Test
    void pushesAFrameAfterEachMessageAndBothAfterTasks() {
        CountDownLatch start = occupy();
        Outbox outbox = outbox(new Pipe("message"));
        for (int i = 0; i < 4; i++) {
            outbox.send(new byte[1]);
        }
        worker.push(() -> order.add("frame"));
        worker.push(() -> order.add("frame"));
        worker.execute(() -> order.add("task"));
        start.countDown();
        ear.awaitSent(4);

        assertThat(order).containsExactly("task", "message", "frame", "message", "frame", "message", "message");
    }

    @Test
    void goesOnAfterAFrameThatFails() {
        try (CapturedLog log = new CapturedLog()) {
            CompletableFuture<Void> pushed = new CompletableFuture<>();
            worker.push(() -> {
                throw new IllegalStateException("a frame that fails on purpose");
            });
            worker.push(() -> pushed.complete(null));
            TestPeer.await(pushed);
            assertThat(log.events()).hasSize(1);
        }
    }

    @Test
    void stopsAtAFullChannelAndGoesOnAsItDrains() {
        CompletableFuture<Void> lookedWhileFull = new CompletableFuture<>();
        AtomicLong highest = new AtomicLong();
        Pipe pipe = new Pipe("message") {
            @Override
            public void send(byte[] message) {
                super.send(message);
                highest.accumulateAndGet(buffered.get(), Math::max);
            }

            @Override
            public long bufferedAmount() {
                long now = super.bufferedAmount();
                if (now > ChannelCredit.HIGH) {
                    lookedWhileFull.complete(null);
                }
                return now;
            }
        };
        Outbox outbox = new Outbox(worker, pipe, ear, LARGEST, ear::onError);
        int count = 4 * KIB / 16;
        for (int i = 0; i < count; i++) {
            outbox.send(new byte[16 * KIB]);
        }

        TestPeer.await(lookedWhileFull);
        while (ear.sent() < 4L * KIB * KIB) {
            pipe.buffered.updateAndGet(bytes -> bytes - Math.min(bytes, 64 * KIB));
            BaselineLink.pause();
        }

        assertThat(highest.get()).isBetween(ChannelCredit.HIGH, ChannelCredit.HIGH + LARGEST);
        assertThat(order).hasSize(count);
    }

    @Test
    void reportsWhatACloseDropsAsNeededNoMore() {
        CountDownLatch start = occupy();
        Outbox outbox = new Outbox(worker, new Pipe("message"), ear, LARGEST, ear::onError);
        for (int i = 0; i < 10; i++) {
            outbox.send(new byte[100]);
        }
        worker.execute(outbox::close);
        start.countDown();
        ear.awaitSent(1_000);
        outbox.send(new byte[100]);
        flush();

        assertThat(ear.sent()).isEqualTo(1_000);
        assertThat(order).isEmpty();
    }

    @Test
    void refusesWhatIsTooLargeAndSendsTheRest() {
        Outbox outbox = new Outbox(worker, new Pipe("message"), ear, 10, ear::onError);
        outbox.send(new byte[11]);
        outbox.send(new byte[10]);
        ear.awaitSent(21);

        assertThat(ear.errors)
                .singleElement()
                .satisfies(error -> assertThat(error).hasMessageContaining("11 bytes"));
        assertThat(order).hasSize(1);
    }

    @Test
    void goesOnAfterATaskThatFails() {
        try (CapturedLog log = new CapturedLog()) {
            worker.execute(() -> {
                throw new IllegalStateException("a task that fails on purpose");
            });
            flush();
            assertThat(log.events()).hasSize(1);
        }
    }

    @Test
    void runsWhatWasQueuedBeforeItStoppedAndRefusesTheRest() {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        worker.execute(() -> {
            worker.stop();
            order.add("stopped");
        });
        if (worker.tryExecute(() -> ran.complete(null))) {
            TestPeer.await(ran);
        }

        while (worker.tryExecute(() -> {})) {
            BaselineLink.pause(); // until the thread has seen that it is stopped
        }
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> worker.execute(() -> {}));
    }

    /** Keeps the worker busy until the latch is released, so that what is queued meanwhile is all there at once. */
    private CountDownLatch occupy() {
        CountDownLatch latch = new CountDownLatch(1);
        worker.execute(() -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return latch;
    }

    /** Waits until the worker has run the tasks that it has. */
    private void flush() {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        worker.execute(() -> ran.complete(null));
        TestPeer.await(ran);
    }

    private Outbox outbox(Pipe pipe) {
        return new Outbox(worker, pipe, ear, LARGEST, ear::onError);
    }

    private class Pipe implements NativeChannel {
        final AtomicLong buffered = new AtomicLong();
        private final String name;

        Pipe(String name) {
            this.name = name;
        }

        @Override
        public void send(byte[] message) {
            order.add(name);
            buffered.addAndGet(message.length);
        }

        @Override
        public long bufferedAmount() {
            return buffered.get();
        }
    }

    private static final class Ear implements PeerConnectionListener {
        private final AtomicLong sent = new AtomicLong();
        private final Sinks.Many<Long> totals = Sinks.many().replay().latest();
        private final ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();

        long sent() {
            return sent.get();
        }

        void awaitSent(long bytes) {
            totals.asFlux().filter(total -> total >= bytes).blockFirst(TestPeer.PATIENCE);
        }

        @Override
        public void onSent(long bytes) {
            totals.tryEmitNext(sent.addAndGet(bytes)).orThrow();
        }

        @Override
        public void onError(Throwable error) {
            errors.add(error);
        }

        @Override
        public void onCandidate(IceCandidate candidate) {}

        @Override
        public void onGatheringComplete() {}

        @Override
        public void onStateChange(PeerConnectionState state) {}

        @Override
        public void onOpen(DataChannel channel) {}

        @Override
        public void onMessage(ByteBuffer message) {}

        @Override
        public void onClosed() {}
    }
}
