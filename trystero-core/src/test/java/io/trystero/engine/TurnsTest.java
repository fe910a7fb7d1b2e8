package io.trystero.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** However much waits, others on the same thread get their turn in between. */
class TurnsTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final EventLoop loop = new EventLoop(time);
    private final List<Integer> seen = new ArrayList<>();
    private int done;

    @AfterEach
    void stop() {
        time.dispose();
    }

    @Test
    void theLoopGivesItsWorkerBackAfter256Tasks() {
        atOnce(() -> {
            for (int i = 0; i < 600; i++) {
                loop.execute(() -> done++);
            }
            loop.schedule(this::seeTurn, 0);
        });

        assertThat(seen).containsExactly(256, 512, 600);
    }

    @Test
    void aConnectionLetsOthersOnTheLoopAfter128Messages() {
        OneConnection peer = new OneConnection(loop, InboxBudget.ofInstance().ofPeer());
        atOnce(() -> {
            for (int i = 0; i < 300; i++) {
                peer.transport().onMessage(ByteBuffer.allocate(1));
            }
            loop.execute(() -> seeMessages(peer));
        });

        assertThat(seen).containsExactly(128, 256, 300);
    }

    private void seeTurn() {
        seen.add(done);
        if (done < 600) {
            loop.schedule(this::seeTurn, 0);
        }
    }

    private void seeMessages(OneConnection peer) {
        seen.add(peer.heard.size());
        if (peer.heard.size() < 300) {
            loop.execute(() -> seeMessages(peer));
        }
    }

    /** Runs a task as one of the scheduler's, so that what it hands in waits for its end. */
    private void atOnce(Runnable task) {
        time.schedule(task);
    }
}
