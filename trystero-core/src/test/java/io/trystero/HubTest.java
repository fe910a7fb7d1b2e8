package io.trystero;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.scheduler.Schedulers;

class HubTest {

    @Test
    void whoAsksForNoEventsGetsSoManyAndIsToldHowManyItMissed() {
        Hub<Integer> hub = new Hub<>("events()", new SerialWorker(Schedulers.immediate()), Hub.Bounds.EVENTS);
        List<Throwable> errors = new ArrayList<>();
        List<Integer> late = new ArrayList<>();
        BaseSubscriber<Integer> slow = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                // asks for nothing yet
            }

            @Override
            protected void hookOnNext(Integer event) {
                late.add(event);
            }

            @Override
            protected void hookOnError(Throwable error) {
                errors.add(error);
            }
        };
        List<Integer> atOnce = new ArrayList<>();
        hub.flux().subscribe(slow);
        hub.flux().subscribe(atOnce::add, errors::add);
        for (int i = 0; i < 65_540; i++) {
            hub.emit(i, 0);
        }
        slow.requestUnbounded();

        assertThat(late).hasSize(65_536).endsWith(65_535);
        assertThat(errors)
                .singleElement()
                .isInstanceOfSatisfying(
                        SubscriberOverflowException.class,
                        overflow -> assertThat(overflow.missed()).isEqualTo(4));
        assertThat(atOnce).hasSize(65_540);
    }
}
