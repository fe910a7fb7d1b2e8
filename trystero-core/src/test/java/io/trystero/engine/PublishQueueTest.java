package io.trystero.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.signaling.Publication.Kind;
import io.trystero.signaling.PublishRate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class PublishQueueTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<String> sent = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private String last = "";
    private final PublishQueue queue =
            new PublishQueue(new EventLoop(time), new PublishRate(10, 2), message -> sent.add(last), refused::add);

    @Test
    void whatFitsTheBurstGoesAtOnceAndTheRestAtTheRate() {
        for (int i = 0; i < 5; i++) {
            add(Kind.CANDIDATE, "to bob", "c" + i);
        }
        assertThat(sent).containsExactly("c0", "c1");

        time.advanceTimeBy(Duration.ofMillis(99));
        assertThat(sent).hasSize(2);
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(sent).hasSize(3);
        time.advanceTimeBy(Duration.ofMillis(200));
        assertThat(sent).containsExactly("c0", "c1", "c2", "c3", "c4");
    }

    @Test
    void whatBringsAConnectionFurtherGoesFirst() {
        exhaust();
        add(Kind.ANNOUNCE, "room", "announce");
        add(Kind.REPLY, "to bob", "reply");
        add(Kind.OFFER, "to bob", "offer");
        add(Kind.CANDIDATE, "to bob", "candidate");
        add(Kind.ANSWER, "to carol", "answer");

        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(sent).containsExactly("answer", "offer", "candidate", "reply", "announce");
    }

    @Test
    void anAnnounceThatIsForgottenIsNotSent() {
        exhaust();
        add(Kind.ANNOUNCE, "one", "of one");
        add(Kind.ANNOUNCE, "two", "of two");

        queue.forgetAnnounce("one");
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(sent).containsExactly("of two");
    }

    @Test
    void ofTheAnnouncesOfARoomTheLatestAloneWaits() {
        exhaust();
        add(Kind.ANNOUNCE, "one", "first of one");
        add(Kind.ANNOUNCE, "two", "first of two");
        add(Kind.ANNOUNCE, "one", "second of one");

        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(sent).containsExactly("second of one", "first of two");
        assertThat(refused).isEmpty();
    }

    @Test
    void heldAnnouncesWaitWhileAllElseGoes() {
        queue.holdAnnounces(true);
        add(Kind.ANNOUNCE, "room", "announce");
        add(Kind.REPLY, "to bob", "reply");
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(sent).containsExactly("reply");

        queue.holdAnnounces(false);

        assertThat(sent).containsExactly("reply", "announce");
    }

    @Test
    void moreThanMayWaitIsRefusedAndAnnouncesAreNot() {
        exhaust();
        for (int i = 0; i < PublishQueue.MOST_WAITING; i++) {
            add(Kind.CANDIDATE, "to bob", "c" + i);
        }
        assertThat(refused).isEmpty();

        add(Kind.ANSWER, "to carol", "one too many");
        add(Kind.ANNOUNCE, "room", "announce");

        assertThat(refused).containsExactly("more waits than the relay takes at 10 messages a second");
        time.advanceTimeBy(Duration.ofSeconds(PublishQueue.MOST_WAITING / 10 + 1));
        assertThat(sent).hasSize(PublishQueue.MOST_WAITING + 1).endsWith("announce");
    }

    @Test
    void whatWaitsForARelayThatGoesDownIsRefused() {
        exhaust();
        add(Kind.ANSWER, "to bob", "answer");
        add(Kind.ANNOUNCE, "room", "announce");

        queue.clear("the relay is down");
        time.advanceTimeBy(Duration.ofMinutes(1));

        assertThat(refused).containsExactly("the relay is down");
        assertThat(sent).isEmpty();
    }

    private void exhaust() {
        add(Kind.ANSWER, "before", "1");
        add(Kind.ANSWER, "before", "2");
        sent.clear();
    }

    private void add(Kind kind, String topic, String message) {
        queue.add(kind, topic, () -> {
            last = message;
            return Mono.empty();
        });
    }
}
