package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A peer that leaves a room and is back soon, while announces come at every moment of it (the hole of protocol, section 5): a
 * JavaScript peer on the other side must end up joined, and so must ours.
 */
class RejoinTest {

    private static final int SEEDS = 50;
    private static final int CYCLES = 20;
    private static final int STEP = 10;

    /** With a connection that another room keeps, presence and one handshake do it. */
    private static final Duration BY_PRESENCE = Duration.ofSeconds(2);

    /** Without, an offer may be lost on someone who is away: it is made again after the last announce of the burst. */
    private static final Duration BY_OFFER = Duration.ofSeconds(9);

    private static final long LONGEST_PAUSE = 25_000;

    enum Leaver {
        OURS,
        THEIRS,
        BOTH
    }

    static Stream<Arguments> cases() {
        return Stream.of(Order.values())
                .flatMap(order -> Stream.of(Leaver.values())
                        .flatMap(leaver -> Stream.of(
                                Arguments.of(order, leaver, "", false),
                                Arguments.of(order, leaver, "", true),
                                Arguments.of(order, leaver, "s3cret", true))));
    }

    @ParameterizedTest(name = "{0}, leaving: {1}, password \"{2}\", another room: {3}")
    @MethodSource("cases")
    void bothAreJoinedAgainWheneverAnnouncesCome(Order order, Leaver leaver, String password, boolean another) {
        Duration limit = another ? BY_PRESENCE : BY_OFFER;
        for (int seed = 1; seed <= SEEDS; seed++) {
            rejoin(seed, order, leaver, password, another, RejoinTest::shortPause, limit);
        }
    }

    @ParameterizedTest(name = "{0}, leaving: {1}, password \"{2}\", another room: {3}")
    @MethodSource("cases")
    void bothAreJoinedAgainAfterAPauseInWhichHandshakesTimeOut(
            Order order, Leaver leaver, String password, boolean another) {
        for (int seed = 1; seed <= SEEDS / 5; seed++) {
            Duration limit = BY_OFFER.plusMillis(LONGEST_PAUSE);
            rejoin(seed, order, leaver, password, another, RejoinTest::longPause, limit);
        }
    }

    /** What the tests above would find if ours were like theirs. */
    @Test
    void twoJavaScriptPeersFallIntoTheHole() {
        int stuck = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            try (RejoiningPair pair = RejoiningPair.bothTheirs(seed, Order.FIRST_LEADS)) {
                cycle(pair, Leaver.THEIRS, seed, shortPause(new SplittableRandom(seed)), 0);
                stuck += pair.areJoinedWithin(Duration.ofSeconds(30)) ? 0 : 1;
            }
        }
        assertThat(stuck).as("rejoins that one side waits for in vain").isPositive();
    }

    private static void rejoin(
            int seed,
            Order order,
            Leaver leaver,
            String password,
            boolean another,
            ToLongFunction<SplittableRandom> pause,
            Duration limit) {
        SplittableRandom random = new SplittableRandom(seed);
        try (RejoiningPair pair = RejoiningPair.ours(seed, order, password, another)) {
            for (int i = 0; i < CYCLES; i++) {
                long announce = (long) i * STEP + seed % STEP;
                cycle(pair, leaver, announce, pause.applyAsLong(random), pause.applyAsLong(random));
                pair.awaitJoined(limit, "seed " + seed + ", cycle " + i + ", announce after " + announce + " ms");
                if (random.nextBoolean()) {
                    pair.checkThatTheyStayAndTalk();
                }
            }
        }
    }

    private static void cycle(RejoiningPair pair, Leaver leaver, long announceAfter, long pause, long otherPause) {
        if (leaver != Leaver.THEIRS) {
            pair.first().leaveAndRejoin(pause);
        }
        if (leaver != Leaver.OURS) {
            pair.second().leaveAndRejoin(leaver == Leaver.THEIRS ? pause : otherPause);
        }
        pair.announceAfter(announceAfter);
    }

    private static long shortPause(SplittableRandom random) {
        return random.nextInt(4) == 0 ? 0 : random.nextLong(500);
    }

    /** Not as long as a handshake lasts: that one side gives it up as the other passes it is a race that nobody can win. */
    private static long longPause(SplittableRandom random) {
        return random.nextBoolean() ? random.nextLong(9_000) : random.nextLong(10_500, LONGEST_PAUSE);
    }
}
