package io.trystero.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class InboxBudgetTest {

    private static final long MIB = 1 << 20;
    private static final long INSTANCE =
            Math.min(512 * MIB, Runtime.getRuntime().maxMemory() / 4);
    private static final long PEER = 64 * MIB;

    private final InboxBudget instance = InboxBudget.ofInstance();

    @Test
    void peersTogetherHaveABound() {
        fillBut(1_000);
        InboxBudget one = instance.ofPeer();
        InboxBudget other = instance.ofPeer();

        assertThat(one.reserve(600)).isTrue();
        assertThat(other.reserve(401)).isFalse();
        assertThat(other.reserve(400)).isTrue();
        assertThat(one.reserve(1)).isFalse();
        other.release(400);
        assertThat(one.reserve(400)).isTrue();
    }

    @Test
    void aPeerHasABoundOfItsOwn() {
        InboxBudget one = instance.ofPeer();

        assertThat(one.reserve((int) PEER + 1)).isFalse();
        assertThat(one.reserve((int) PEER)).isTrue();
        assertThat(one.reserve(1)).isFalse();
        assertThat(instance.ofPeer().reserve(1)).isTrue();
    }

    @Test
    void theConnectionWhoseMessageFindsNoRoomClosesAndOthersGoOn() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        EventLoop loop = new EventLoop(time);
        // a message weighs 64 bytes beside its own
        fillBut(100 + 64);
        OneConnection large = new OneConnection(loop, instance.ofPeer());
        OneConnection small = new OneConnection(loop, instance.ofPeer());
        large.transport().onMessage(ByteBuffer.allocate(101));
        small.transport().onMessage(ByteBuffer.allocate(100));

        assertThat(large.departures).containsExactly(Departure.INBOUND_OVERFLOW);
        assertThat(large.counters.get(Counters.Kind.INBOUND_OVERFLOW)).isEqualTo(1);
        assertThat(large.connectionCount()).isZero();
        assertThat(large.heard).isEmpty();
        assertThat(small.heard).hasSize(1);
        assertThat(small.departures).isEmpty();
        time.dispose();
    }

    /** The transport may have several threads: one of each of its factories. */
    @Test
    void whatIsRefusedToOnePeerIsNeverInTheWayOfAnother() throws Exception {
        fillBut(10);
        InboxBudget greedy = instance.ofPeer();
        InboxBudget honest = instance.ofPeer();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Boolean> granted = CompletableFuture.supplyAsync(() -> {
            boolean ever = false;
            while (!over.get()) {
                ever |= greedy.reserve(11);
                begun.countDown();
            }
            return ever;
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        int refusals = 0;
        for (int i = 0; i < 2_000_000; i++) {
            if (honest.reserve(10)) {
                honest.release(10);
            } else {
                refusals++;
            }
        }
        over.set(true);

        assertThat(granted.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(refusals).isZero();
    }

    /** Lets other peers take all but so many bytes. */
    private void fillBut(long bytes) {
        for (long left = INSTANCE - bytes; left > 0; left -= PEER) {
            assertThat(instance.ofPeer().reserve((int) Math.min(left, PEER))).isTrue();
        }
    }
}
