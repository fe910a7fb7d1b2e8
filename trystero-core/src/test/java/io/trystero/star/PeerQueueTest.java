package io.trystero.star;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.trystero.PeerId;
import io.trystero.TrysteroException;
import io.trystero.codec.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class PeerQueueTest {

    private static final long MIB = 1 << 20;

    private final WaitingBytes all = new WaitingBytes(200 * MIB);
    private final List<Passing> begun = new ArrayList<>();
    private final List<Passing> lost = new ArrayList<>();
    private final List<Throwable> errors = new ArrayList<>();
    private final List<Sinks.Empty<Void>> sends = new ArrayList<>();
    private final PeerQueue queue = queue("slow");

    private PeerQueue queue(String peer) {
        return new PeerQueue(new PeerId(peer), this::send, (message, to, error) -> {
            lost.add(message);
            errors.add(error);
        });
    }

    private Mono<Void> send(Passing message) {
        begun.add(message);
        Sinks.Empty<Void> end = Sinks.empty();
        sends.add(end);
        return end.asMono();
    }

    private Passing message(long bytes) {
        Payload payload = new Payload.Text("x");
        return new Passing(new PeerId("source"), payload, JsonNodeFactory.instance.objectNode(), bytes, all);
    }

    @Test
    void aMessageIsSentWhenTheOneBeforeItIs() {
        Passing first = message(1);
        Passing second = message(1);
        queue.offer(first);
        queue.offer(second);
        assertThat(begun).containsExactly(first);

        sends.get(0).tryEmitEmpty().orThrow();
        assertThat(begun).containsExactly(first, second);
        sends.get(1).tryEmitEmpty().orThrow();
        assertThat(all.held()).isZero();
    }

    @Test
    void pastSoManyMessagesThatWaitWhatComesIsDropped() {
        IntStream.range(0, PeerQueue.MOST_MESSAGES).forEach(i -> queue.offer(message(1)));
        assertThat(lost).isEmpty();
        Passing over = message(1);
        queue.offer(over);

        assertThat(lost).containsExactly(over);
        assertThat(errors).singleElement().isInstanceOf(PeerOverflowException.class);
        sends.get(0).tryEmitEmpty().orThrow();
        queue.offer(message(1));
        assertThat(lost).hasSize(1);
    }

    @Test
    void soItIsPastSoManyBytesButOneThatIsLargerWaitsAlone() {
        queue.offer(message(PeerQueue.MOST_BYTES + 1));
        queue.offer(message(1));
        assertThat(lost).hasSize(1);
        assertThat(begun).hasSize(1);

        sends.get(0).tryEmitEmpty().orThrow();
        queue.offer(message(PeerQueue.MOST_BYTES - 1));
        queue.offer(message(1));
        queue.offer(message(1));
        assertThat(lost).hasSize(2);
    }

    @Test
    void allQueuesHaveABoundInWhichAMessageCountsOnce() {
        List<PeerQueue> queues =
                IntStream.range(0, 10).mapToObj(i -> queue("peer" + i)).toList();
        Passing shared = message(60 * MIB);
        queues.forEach(each -> each.offer(shared));
        assertThat(all.held()).isEqualTo(60 * MIB);
        queue.offer(message(60 * MIB));
        queue("another").offer(message(60 * MIB));
        assertThat(lost).isEmpty();

        Passing over = message(21 * MIB);
        queue("who waits for nothing").offer(over);
        assertThat(lost).isEmpty();
        queues.get(0).offer(message(1));
        assertThat(lost).hasSize(1);

        queues.forEach(PeerQueue::close);
        assertThat(all.held()).isEqualTo((60 + 60 + 21) * MIB);
    }

    @Test
    void afterAFailureWhatWaitsIsDroppedAndWhatComesIsSent() {
        List<Passing> messages = List.of(message(1), message(1), message(1), message(1));
        messages.subList(0, 3).forEach(queue::offer);
        sends.get(0).tryEmitError(new TrysteroException("takes nothing")).orThrow();
        assertThat(lost).isEqualTo(messages.subList(0, 3));
        assertThat(all.held()).isZero();

        queue.offer(messages.get(3));
        assertThat(begun).last().isSameAs(messages.get(3));
    }
}
