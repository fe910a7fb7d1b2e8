package io.trystero.interop;

import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.Direction;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/**
 * Who leaves and comes back is joined again, each time, on both sides (protocol, section 5: between two JavaScript peers it
 * fails about one time in six). The first of a direction is the one that leaves.
 */
class RejoinTest extends InteropTest {

    private static final int TIMES = 6;

    /** Past everything that follows a goodbye, whose absence comes after 99 ms. */
    private static final Duration PAUSE = Duration.ofMillis(400);

    /** How soon who left comes back. */
    enum Pace {
        /** In the same breath. */
        QUICK,
        /** After the other side has seen it leave, and a while. */
        SLOW;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What keeps the connection meanwhile. */
    enum Other {
        NO_OTHER_ROOM,
        ANOTHER_ROOM;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }
    }

    static List<Arguments> ways() {
        List<Arguments> ways = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            for (Other other : Other.values()) {
                for (Lead lead : Lead.values()) {
                    ways.add(Arguments.of(direction, other, Pace.QUICK, lead));
                }
                ways.add(Arguments.of(direction, other, Pace.SLOW, direction.from(Lead.JVM, Lead.JAVASCRIPT)));
            }
        }
        return ways;
    }

    @ParameterizedTest(name = "{0}, {1}, {2}, {3}")
    @MethodSource("ways")
    void whoLeavesAndComesBackIsJoinedEachTime(Direction direction, Other other, Pace pace, Lead lead) {
        Peer jvm = world.jvm(lead);
        if (other == Other.ANOTHER_ROOM) {
            RoomSpec kept = RoomSpec.fresh();
            awaitMeeting(jvm.join(kept), js.join(kept));
        }
        RoomSpec room = RoomSpec.fresh();
        Peer restless = direction.from(jvm, js);
        PeerRoom watching = direction.to(jvm, js).join(room);
        PeerRoom stay = restless.join(room);
        awaitMeeting(watching, stay);
        for (int time = 1; time <= TIMES; time++) {
            if (pace == Pace.QUICK) {
                stay.beginLeave();
            } else {
                stay.leave();
                watching.awaitLeft(restless, time, Patience.MESSAGE);
                Mono.delay(PAUSE).block();
            }
            stay = restless.join(room);
            stay.awaitJoined(watching.peer());
            watching.awaitJoined(restless, time + 1, Patience.JOIN);
            stay.send(Body.text("back " + time), null);
            watching.awaitMessage(Body.Text.class, time);
            watching.ping(restless);
        }
    }
}
