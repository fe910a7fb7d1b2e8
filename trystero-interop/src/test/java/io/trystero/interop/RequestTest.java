package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.trystero.interop.fixture.Answer;
import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.CommandFailedException;
import io.trystero.interop.fixture.Direction;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.PeerRoom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests are answered, or the requester hears why not. */
class RequestTest extends InteropTest {

    private static final String ACTION = "ask";
    private static final String NOBODY = "00000000000000000000";
    private static final Body QUERY = Body.json("{\"question\":[1,\"zwei\",null]}");

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void aRequestIsAnswered(Direction direction) {
        Pair pair = meetToAsk(direction, Answer.ECHO);
        for (Body query : List.of(QUERY, Body.json("0"), Body.json("false"), Body.json("[]"))) {
            assertThat(pair.from(direction)
                            .request(
                                    ACTION,
                                    query,
                                    Patience.MESSAGE,
                                    pair.to(direction).peer()))
                    .isEqualTo(query.described());
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void aRefusalSaysWhy(Direction direction) {
        Pair pair = meetToAsk(direction, Answer.REFUSE);
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> pair.from(direction)
                        .request(
                                ACTION,
                                QUERY,
                                Patience.MESSAGE,
                                pair.to(direction).peer()))
                .withMessage(
                        direction.from("", "Trystero: ") + Answer.REFUSAL) // the JavaScript requester adds its name
                .returns("rejected", CommandFailedException::kind);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void aRequestWithoutAnAnswerTimesOut(Direction direction) {
        Pair pair = meetToAsk(direction, Answer.HANG);
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> pair.from(direction)
                        .request(
                                ACTION,
                                QUERY,
                                Duration.ofMillis(300),
                                pair.to(direction).peer()))
                .returns("timeout", CommandFailedException::kind);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void everyoneWhoIsAskedAnswersAndOneIsMissing(Direction direction) {
        Pair pair = meetToAsk(direction, Answer.ECHO);
        PeerRoom third = world.jvm(Lead.JVM).join(pair.room());
        third.answer(ACTION, Answer.REFUSE);
        awaitMeeting(pair.from(direction), third);
        String answering = pair.to(direction).peer().id();
        String refusing = third.peer().id();
        assertThat(pair.from(direction)
                        .requestMany(ACTION, QUERY, Patience.MESSAGE, List.of(answering, refusing, NOBODY)))
                .isEqualTo(Map.of(answering, "fulfilled", refusing, "rejected", NOBODY, "disconnected"));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void aPeerAnswersPings(Direction direction) {
        Pair pair = meet(direction);
        for (int i = 0; i < 3; i++) {
            assertThat(pair.from(direction).ping(pair.to(direction).peer())).isLessThan(Patience.MESSAGE);
        }
    }

    /** Lets two peers meet of which the one that is acted upon answers so; the other one has the action as well. */
    private Pair meetToAsk(Direction direction, Answer how) {
        Pair pair = meet(direction);
        pair.to(direction).answer(ACTION, how);
        pair.from(direction).answer(ACTION, Answer.HANG);
        return pair;
    }
}
