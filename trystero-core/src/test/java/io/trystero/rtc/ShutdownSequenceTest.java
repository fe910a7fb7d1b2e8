package io.trystero.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

class ShutdownSequenceTest {

    private final List<Thread> hooks = new ArrayList<>();
    private final ShutdownSequence sequence = new ShutdownSequence(hooks::add, hooks::remove);
    private final List<String> done = new ArrayList<>();

    @Test
    void whatTransportsReleaseComesAfterAllGoodbyes() throws InterruptedException {
        sequence.release(() -> done.add("release"));
        sequence.goodbye(Mono.fromRunnable(() -> done.add("goodbye")));
        sequence.goodbye(Mono.error(new IllegalStateException("nobody listens")));
        sequence.goodbye(Mono.fromRunnable(() -> done.add("goodbye")));

        goDown();

        assertThat(done).containsExactly("goodbye", "goodbye", "release");
    }

    @Test
    void aGoodbyeThatHangsHoldsNothingUpForLong() throws InterruptedException {
        sequence.goodbye(Mono.never());
        sequence.release(() -> done.add("release"));

        goDown();

        assertThat(done).containsExactly("release");
    }

    @Test
    void whatIsTakenBackDoesNotHappenAndLeavesNoHook() throws InterruptedException {
        Disposable goodbye = sequence.goodbye(Mono.fromRunnable(() -> done.add("goodbye")));
        Disposable release = sequence.release(() -> done.add("release"));
        assertThat(hooks).hasSize(1);

        goodbye.dispose();
        assertThat(hooks).hasSize(1);
        release.dispose();
        assertThat(hooks).isEmpty();

        sequence.release(() -> done.add("again"));
        goDown();
        assertThat(done).containsExactly("again");
    }

    @Test
    void takesNothingAmissOnceTheMachineGoesDown() {
        ShutdownSequence late = new ShutdownSequence(
                hook -> {
                    throw new IllegalStateException("Shutdown in progress");
                },
                hook -> {});

        late.goodbye(Mono.empty()).dispose();
    }

    private void goDown() throws InterruptedException {
        assertThat(hooks).hasSize(1);
        hooks.get(0).start();
        hooks.get(0).join();
    }
}
