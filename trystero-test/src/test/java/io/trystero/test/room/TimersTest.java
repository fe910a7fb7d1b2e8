package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.JoinFailure;
import io.trystero.PeerEvent;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.rtc.PeerConnectionState;
import io.trystero.signaling.Publication.Kind;
import io.trystero.test.Latency;
import io.trystero.wire.MalformedException;
import io.trystero.wire.SignalCipher;
import io.trystero.wire.SignalMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

/** When what is done by itself is done: the protocol's timers, to the millisecond where nothing random is added. */
class TimersTest {

    /** Lower than any id that is drawn. */
    private static final String LOWEST = "00000000000000000000";

    /** Higher than any id that is drawn. */
    private static final String HIGHEST = "zzzzzzzzzzzzzzzzzzzz";

    private final World world = World.withoutDelay(23);
    private final Wiretap tap = world.tap("first");
    private final List<Long> published = new ArrayList<>();

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void announcesComeInABurstAndThenEveryMinute() {
        watch(Kind.ANNOUNCE);
        world.join(world.tapped("first", LOWEST, tap), "lobby");
        world.seconds(200);

        assertThat(gaps()).startsWith(233L, 533L, 1_333L, 5_333L, 60_000L, 60_000L);
    }

    @Test
    void anUnansweredOfferIsSentAgainLessAndLessOften() {
        watch(Kind.OFFER);
        world.join(world.tapped("first", LOWEST, tap), "lobby");
        new Herald(world).announce("lobby", HIGHEST);
        world.seconds(60);

        assertThat(gaps()).containsExactly(4_800L, 9_600L, 19_200L);
    }

    @Test
    void anUnansweredOfferIsNotSentAgainForALittleHoweverOftenThePeerIsHeard() {
        watch(Kind.OFFER);
        world.join(world.tapped("first", LOWEST, tap), "lobby");
        Herald herald = new Herald(world);
        for (int i = 0; i < 450; i++) {
            herald.announce("lobby", HIGHEST);
            world.millis(100);
        }

        assertThat(gaps()).hasSize(9).containsOnly(4_800L);
    }

    @Test
    void anUnansweredOfferIsWithdrawnAfterAMinuteWithoutAFailure() {
        Room room = world.join(world.tapped("first", LOWEST, tap), "lobby");
        List<JoinFailure> failures = world.watch(room.failures());
        new Herald(world).announce("lobby", HIGHEST);
        world.millis(57_332);
        assertThat(world.network.host("first").connections()).hasSize(1);
        world.millis(1);

        assertThat(world.network.host("first").connections()).isEmpty();
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"offerer", "answerer"})
    void anAnsweredOfferWhoseChannelDoesNotOpenIsGivenUpAfter23Seconds(String unaware) {
        Trystero offerer = world.instance("offerer", LOWEST);
        Trystero answerer = world.tapped("answerer", HIGHEST, tap);
        world.network.host(unaware).loseNextOpen();
        watch(Kind.ANSWER);
        List<JoinFailure> failures = new ArrayList<>();
        List<Long> failedAt = new ArrayList<>();
        Trystero watched = unaware.equals("offerer") ? offerer : answerer;
        Room room = world.join(watched, "lobby");
        room.failures().doOnNext(failures::add).subscribe(failure -> failedAt.add(now()));
        world.join(watched == offerer ? answerer : offerer, "lobby");
        world.seconds(30);

        assertThat(failures).isNotEmpty().first().satisfies(failure -> {
            assertThat(failure.cause()).isEqualTo(JoinFailure.Cause.NO_ROUTE);
            assertThat(failure.peer().value()).isEqualTo(watched == offerer ? HIGHEST : LOWEST);
        });
        assertThat(failedAt.get(0) - published.get(0)).isEqualTo(23_333);
    }

    /** Each candidate takes 10 seconds, so that some have come and others have not. */
    @Test
    void gatheringThatNeverEndsIsWaitedForNoLongerThanFifteenSeconds() {
        try (World slow = World.withoutDelay(29, Latency.millis(10_000, 10_000))) {
            Wiretap offers = slow.tap("first");
            Wiretap answers = slow.tap("second");
            Room first = slow.join(slow.tapped("first", LOWEST, offers), "lobby", room -> room.trickleIce(false));
            slow.millis(100);
            Room second = slow.join(slow.tapped("second", HIGHEST, answers), "lobby", room -> room.trickleIce(false));
            slow.millis(14_999);
            assertThat(offers.count(Kind.OFFER)).isZero();
            slow.millis(1);
            assertThat(offers.count(Kind.OFFER)).isEqualTo(1);
            assertThat(description(offers, Kind.OFFER)).contains("a=candidate:").doesNotContain("a=end-of-candidates");

            slow.millis(14_999);
            assertThat(answers.count(Kind.ANSWER)).isZero();
            slow.millis(1);
            assertThat(answers.count(Kind.ANSWER)).isEqualTo(1);
            assertThat(description(answers, Kind.ANSWER))
                    .contains("a=candidate:")
                    .doesNotContain("a=end-of-candidates");
            slow.seconds(1);
            assertThat(first.peers()).containsExactly(second.selfId());
            assertThat(second.peers()).containsExactly(first.selfId());
        }
    }

    @Test
    void aPathThatIsSilentForFiveSecondsIsLost() {
        Room first = world.join(world.tapped("first", LOWEST, tap), "lobby");
        Trystero second = world.instance("second", HIGHEST);
        world.join(second, "lobby");
        world.await(Duration.ofSeconds(10), "joined", () -> first.peers().size() == 1);
        List<PeerEvent.Left> left = world.watch(first.peerEvents().ofType(PeerEvent.Left.class));
        world.network.host("second").crash();
        // the transport takes some seconds to notice
        world.await(
                Duration.ofSeconds(10),
                "silent",
                () -> world.network.host("first").connections().stream()
                        .anyMatch(connection -> connection.state() == PeerConnectionState.DISCONNECTED));
        world.millis(4_999);
        assertThat(left).isEmpty();
        world.millis(1);

        assertThat(left).containsExactly(new PeerEvent.Left(second.selfId(), PeerEvent.Reason.DISCONNECTED));
    }

    @Test
    void aPathThatIsHeardAgainWithinFiveSecondsIsKept() {
        Room first = world.join(world.tapped("first", LOWEST, tap), "lobby");
        world.join(world.instance("second", HIGHEST), "lobby");
        world.await(Duration.ofSeconds(10), "joined", () -> first.peers().size() == 1);
        List<PeerEvent.Left> left = world.watch(first.peerEvents().ofType(PeerEvent.Left.class));
        Disposable partition =
                world.network.partition(List.of(world.network.host("first")), List.of(world.network.host("second")));
        world.await(
                Duration.ofSeconds(10),
                "silent",
                () -> world.network.host("first").connections().stream()
                        .anyMatch(connection -> connection.state() != PeerConnectionState.CONNECTED));
        // a path that is back may take a second to be noticed
        world.millis(3_999);
        partition.dispose();
        world.seconds(30);

        assertThat(left).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {7_532, 7_533})
    void aPassiveRoomThatWasWokenStaysAwakeForSevenSecondsAndAHalf(long millis) {
        world.join(world.tapped("first", HIGHEST, tap), "lobby", room -> room.passive(true));
        Herald herald = new Herald(world);
        herald.announce("lobby", LOWEST);
        world.millis(7_531);
        // the burst of 233, 533, 1 333 and 5 333 ms; the next would come a minute later
        assertThat(tap.count(Kind.ANNOUNCE)).isEqualTo(5);
        world.millis(millis - 7_531);
        herald.announce("lobby", LOWEST);
        world.millis(0);

        // what wakes a room makes it announce, what comes to one that is awake does not
        assertThat(tap.count(Kind.ANNOUNCE)).isEqualTo(millis < 7_533 ? 5 : 6);
        world.seconds(200);
        assertThat(tap.count(Kind.ANNOUNCE)).isEqualTo(millis < 7_533 ? 5 : 10);
    }

    @Test
    void whoLeavesSaysGoodbyeFirst() {
        Room first = world.join(world.tapped("first", LOWEST, tap), "lobby");
        Room second = world.join(world.instance("second", HIGHEST), "lobby");
        world.await(Duration.ofSeconds(10), "joined", () -> first.peers().size() == 1);
        List<PeerEvent> seen = world.watch(second.peerEvents());
        boolean[] left = new boolean[1];
        first.leave().subscribe(null, null, () -> left[0] = true);
        world.millis(98);
        assertThat(left[0]).isFalse();
        assertThat(seen).last().isInstanceOf(PeerEvent.Left.class);
        world.millis(2);
        assertThat(left[0]).isTrue();
    }

    /** Returns the description in the first publication of a kind. */
    private static String description(Wiretap tap, Kind kind) {
        String payload = tap.published().stream()
                .filter(publication -> publication.kind() == kind)
                .findFirst()
                .orElseThrow()
                .payload();
        try {
            SignalMessage message = SignalMessage.parse(payload);
            String sealed = kind == Kind.OFFER ? message.offer() : message.answer();
            return new SignalCipher("", World.APP, "lobby", new SplittableRandom(1))
                    .decrypt(Objects.requireNonNull(sealed));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the times between the publications that are watched. */
    private List<Long> gaps() {
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < published.size(); i++) {
            gaps.add(published.get(i) - published.get(i - 1));
        }
        return gaps;
    }

    private void watch(Kind kind) {
        tap.rule(publication -> {
            if (publication.kind() == kind) {
                published.add(now());
            }
            return Wiretap.PASS;
        });
    }

    private long now() {
        return world.time.now(TimeUnit.MILLISECONDS);
    }
}
