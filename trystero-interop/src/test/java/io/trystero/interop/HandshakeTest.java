package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Answer;
import io.trystero.interop.fixture.Direction;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.RoomSpec.UserHandshake;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The user's own handshake decides who comes in; the first of a direction is the one whose handshake decides. */
class HandshakeTest extends InteropTest {

    private static final String TIMED_OUT = "Trystero: handshake timed out after 1500ms";

    private final RoomSpec room = RoomSpec.fresh().handshakeTimeout(Duration.ofMillis(1_500));

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void whoGreetsAsExpectedComesIn(Lead lead) {
        meet(lead, RoomSpec.fresh().handshake(UserHandshake.GREET));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void whoKnowsThePasswordAndGreetsAsExpectedComesIn(Lead lead) {
        meet(lead, RoomSpec.fresh().password("s3cret").handshake(UserHandshake.GREET));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void whoRefusesSaysWhyAndTheOtherTimesOut(Direction direction) {
        Pair pair = enter(direction, UserHandshake.REFUSE);
        PeerRoom refusing = pair.from(direction);
        PeerRoom refused = pair.to(direction);
        assertThat(refusing.awaitFailure(refused.peer(), Patience.JOIN)).isEqualTo(Answer.REFUSAL);
        assertThat(refused.awaitFailure(refusing.peer(), Patience.JOIN)).isEqualTo(TIMED_OUT);
        assertNobodyCame(pair);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void aHandshakeThatHangsTimesOutOnBothSides(Direction direction) {
        Pair pair = enter(direction, UserHandshake.HANG);
        PeerRoom hanging = pair.from(direction);
        PeerRoom waiting = pair.to(direction);
        assertThat(hanging.awaitFailure(waiting.peer(), Patience.JOIN)).isEqualTo(TIMED_OUT);
        assertThat(waiting.awaitFailure(hanging.peer(), Patience.JOIN)).isEqualTo(TIMED_OUT);
        assertNobodyCame(pair);
    }

    private Pair enter(Direction direction, UserHandshake handshake) {
        RoomSpec strict = room.handshake(handshake);
        return new Pair(
                room, world.jvm(Lead.JVM).join(direction.from(strict, room)), js.join(direction.to(strict, room)));
    }

    private static void assertNobodyCame(Pair pair) {
        assertThat(pair.jvm().comings(pair.js().peer())).isEmpty();
        assertThat(pair.js().comings(pair.jvm().peer())).isEmpty();
    }
}
