package io.trystero.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.PeerId;
import io.trystero.Room;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Who is told what while an audience ends. */
class AudienceTest {

    private final SimulatedRoom rooms = new SimulatedRoom();
    private final Room room = rooms.join("alice");
    private final Sinks.Empty<Void> telling = Sinks.empty();
    private final List<PeerId> told = new ArrayList<>();
    private final List<PeerId> takenBack = new ArrayList<>();
    private final Audience audience = new Audience(
            room,
            peer -> true,
            peer -> Mono.defer(() -> {
                told.add(peer);
                return telling.asMono();
            }),
            peer -> Mono.fromRunnable(() -> takenBack.add(peer)));

    @Test
    void whoWasBeingToldAsItEndedIsTakenBackFrom() {
        audience.begin().subscribe();
        Room bob = rooms.join("bob");
        assertThat(told).containsExactly(bob.selfId());

        audience.end();
        telling.tryEmitEmpty();

        assertThat(takenBack).containsExactly(bob.selfId());
        rooms.join("carol");
        assertThat(told).hasSize(1);
    }

    @Test
    void whoWasBeingToldAsAnotherTookItsPlaceKeepsWhatItHas() {
        audience.begin().subscribe();
        rooms.join("bob");

        audience.dispose();
        telling.tryEmitEmpty();

        assertThat(takenBack).isEmpty();
    }
}
