package io.trystero.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What a channel is given that has not reported what it was given before. */
class OutboxTest {

    private static final int WINDOW = 1 << 20;
    private static final int FRAME = 16 * 1024;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final EventLoop loop = new EventLoop(time);
    private final OneConnection peer =
            new OneConnection(loop, InboxBudget.ofInstance().ofPeer());
    private final Outbox outbox = new Outbox(loop, peer.connection);

    @AfterEach
    void stop() {
        outbox.close();
        time.dispose();
    }

    @Test
    void aChannelThatReportsNothingGetsOneMebibyte() {
        outbox.enqueue(new Endless());

        assertThat(peer.bytesGiven()).isEqualTo(WINDOW);
    }

    @Test
    void controlFramesPassAFullWindowAndCount() {
        outbox.enqueue(new Endless());
        outbox.control(new byte[100]);
        assertThat(peer.bytesGiven()).isEqualTo(WINDOW + 100);

        outbox.onSent(100);
        assertThat(peer.bytesGiven()).as("still full").isEqualTo(WINDOW + 100);
        outbox.onSent(1);
        assertThat(peer.bytesGiven()).as("one frame more").isEqualTo(WINDOW + 100 + FRAME);
    }

    /** A send without an end. */
    private static final class Endless implements Outgoing {

        @Override
        public @Nullable RoomPeer attachment() {
            return null;
        }

        @Override
        public byte[] next() {
            return new byte[FRAME];
        }

        @Override
        public boolean isDone() {
            return false;
        }

        @Override
        public void failed(SendFailure reason) {}
    }
}
