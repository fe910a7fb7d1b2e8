package io.trystero.star;

import io.trystero.Message;
import io.trystero.PeerId;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class EarlyMessagesTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final EarlyMessages<String> early = new EarlyMessages<>();
    private final TestPublisher<Message<Arrival<String>>> live = TestPublisher.create();

    private static Message<Arrival<String>> message(String text) {
        return new Message<>(new PeerId("peer"), new Arrival<>(null, text, null), null);
    }

    private void come(String text, long bytes) {
        early.add(message(text), bytes);
        live.next(message(text));
    }

    private Flux<String> heard() {
        return early.before(live.flux()).mapNotNull(Message::value).mapNotNull(Arrival::value);
    }

    @Test
    void pastSoManyMessagesTheFirstSubscriberIsToldHowManyItMissed() {
        IntStream.range(0, EarlyMessages.MOST_MESSAGES + 2).forEach(i -> come("early", 1));

        StepVerifier.create(heard())
                .expectNextCount(EarlyMessages.MOST_MESSAGES)
                .then(() -> come("live", 1))
                .expectErrorMatches(error ->
                        Exceptions.isOverflow(error) && error.getMessage().startsWith("3 messages"))
                .verify(LIMIT);
    }

    @Test
    void soItIsPastSoManyBytesButOneThatIsLargerWaitsAlone() {
        come("large", EarlyMessages.MOST_BYTES + 1);
        come("next", 1);

        StepVerifier.create(heard())
                .expectNext("large")
                .then(() -> come("live", 1))
                .expectErrorMatches(Exceptions::isOverflow)
                .verify(LIMIT);
    }
}
